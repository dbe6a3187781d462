/** The findings: filtered by words, sorted by a column, each row opens its code. */

import type { WorkspaceFinding } from '../../server/src/protocol.ts';
import type { FromPage } from '../src/report/messages.ts';
import { amountText } from './amounts.ts';
import { element } from './dom.ts';

/** Rows drawn at once; more on request, so that a huge workspace does not freeze the page. */
const pageSize = 500;
const severities = ['error', 'warning', 'info', 'hint'] as const;

interface Column {
  readonly title: string;
  readonly compare: (a: WorkspaceFinding, b: WorkspaceFinding) => number;
}

const columns: readonly Column[] = [
  { title: 'Severity', compare: (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) },
  { title: 'Rule', compare: (a, b) => a.rule.localeCompare(b.rule) },
  { title: 'Message', compare: (a, b) => a.message.localeCompare(b.message) },
  { title: 'Cost', compare: compareCosts },
  { title: 'Place', compare: comparePlaces },
];

export function buildTable(
  findings: readonly WorkspaceFinding[],
  send: (message: FromPage) => void,
): HTMLElement {
  let sorted = { column: 0, descending: false };
  let shown = pageSize;
  const filter = element('input', {
    type: 'search',
    placeholder: 'Filter by rule, message, path or severity',
    ariaLabel: 'Filter findings',
  });
  const matches = element('p', { className: 'matches', role: 'status' });
  const body = element('tbody');
  const more = element('button', { className: 'secondary', textContent: 'Show more' });
  const headers = columns.map(({ title }, index) => {
    const button = element('button', { textContent: title });
    button.addEventListener('click', () => {
      sorted = { column: index, descending: sorted.column === index && !sorted.descending };
      draw();
    });
    return element('th', { scope: 'col' }, [button]);
  });

  const draw = (): void => {
    const { compare } = columns[sorted.column] as Column;
    const sign = sorted.descending ? -1 : 1;
    const words = filter.value.toLowerCase().split(/\s+/);
    const rows = findings
      .filter((finding) => words.every((word) => searchText(finding).includes(word)))
      .sort((a, b) => sign * compare(a, b) || comparePlaces(a, b));
    body.replaceChildren(...rows.slice(0, shown).map((finding) => row(finding, send)));
    more.hidden = rows.length <= shown;
    matches.textContent =
      rows.length === findings.length ? '' : `${rows.length} of ${findings.length} findings match`;
    headers.forEach((header, index) => {
      header.ariaSort = index !== sorted.column ? 'none' : sorted.descending ? 'descending' : 'ascending';
    });
  };
  filter.addEventListener('input', () => {
    shown = pageSize;
    draw();
  });
  more.addEventListener('click', () => {
    shown += pageSize;
    draw();
  });
  draw();
  const table = element('table', {}, [element('thead', {}, [element('tr', {}, headers)]), body]);
  return element('section', { ariaLabel: 'Findings' }, [filter, matches, table, more]);
}

function row(finding: WorkspaceFinding, send: (message: FromPage) => void): HTMLElement {
  const { severity, rule, ruleUrl, message, cost, uri, range, path } = finding;
  const open = (): void => send({ type: 'open', uri, range });
  const page = element('button', { className: 'link', textContent: rule, title: `Open the page of ${rule}` });
  page.addEventListener('click', () => send({ type: 'showRule', url: ruleUrl }));
  const text = element('button', { className: 'link message', textContent: message, title: 'Open the code' });
  text.addEventListener('click', open);
  const place = element('button', { className: 'link', textContent: `${path}:${range.start.line + 1}` });
  place.addEventListener('click', open);
  return element('tr', {}, [
    cell('Severity', element('span', { className: `severity ${severity}`, textContent: severity })),
    cell('Rule', page),
    cell('Message', text),
    cell('Cost', cost === undefined ? '' : `${amountText(cost)} per ${cost.per}`),
    cell('Place', place),
  ]);
}

/** On narrow panels the table becomes a list, and the title of the column stands before each value. */
function cell(title: string, content: Node | string): HTMLElement {
  const made = element('td', {}, [content]);
  made.dataset.title = title;
  return made;
}

function searchText({ rule, message, path, severity, fixable }: WorkspaceFinding): string {
  return `${rule} ${message} ${path} ${severity}${fixable ? ' fixable' : ''}`.toLowerCase();
}

/** Largest first within a unit; units that cannot be compared stay together; findings without a cost come last. */
function compareCosts({ cost: a }: WorkspaceFinding, { cost: b }: WorkspaceFinding): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a.unit.localeCompare(b.unit) || a.per.localeCompare(b.per) || b.amount - a.amount;
}

function comparePlaces(a: WorkspaceFinding, b: WorkspaceFinding): number {
  return (
    a.path.localeCompare(b.path) ||
    a.range.start.line - b.range.start.line ||
    a.range.start.character - b.range.start.character
  );
}
