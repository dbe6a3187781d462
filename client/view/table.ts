/** The findings: filtered by words, sorted by a column, each row opens its code. */
import type { WorkspaceFinding } from '../../server/src/protocol.ts';
import type { FromPage } from '../src/report/messages.ts';
import { element, withCode } from './dom.ts';

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

/** How the reader wants to see the table. */
export interface TableView {
  readonly filter: string;
  /** Index of the column that it is sorted by. */
  readonly column: number;
  readonly descending: boolean;
}

export const initialView: TableView = { filter: '', column: 0, descending: false };

export interface TableHost {
  send(message: FromPage): void;
  view(): TableView;
  keep(view: TableView): void;
}

export function buildTable(findings: readonly WorkspaceFinding[], host: TableHost): HTMLElement {
  let shown = pageSize;
  const filter = element('input', {
    type: 'search',
    placeholder: 'Filter by rule, message, path, severity or “fixable”',
    ariaLabel: 'Filter findings',
    value: host.view().filter,
  });
  const matches = element('p', { className: 'matches', role: 'status' });
  const body = element('tbody');
  const more = element('button', { className: 'secondary', textContent: 'Show more' });
  const headers = columns.map(({ title }, column) => {
    const button = element('button', { textContent: title, title: `Sort by ${title.toLowerCase()}` });
    button.addEventListener('click', () => {
      const view = host.view();
      change({ column, descending: view.column === column && !view.descending });
    });
    return element('th', { scope: 'col' }, [button]);
  });

  const draw = (): void => {
    const view = host.view();
    const { compare } = columns[view.column] ?? (columns[0] as Column);
    const sign = view.descending ? -1 : 1;
    const words = view.filter.toLowerCase().split(/\s+/);
    const rows = findings
      .filter((finding) => words.every((word) => searchText(finding).includes(word)))
      .sort((a, b) => sign * compare(a, b) || comparePlaces(a, b));
    body.replaceChildren(...rows.slice(0, shown).map((finding) => row(finding, host)));
    more.hidden = rows.length <= shown;
    matches.textContent =
      rows.length === findings.length ? '' : `${rows.length} of ${findings.length} findings match`;
    headers.forEach((header, index) => {
      header.ariaSort = index !== view.column ? 'none' : view.descending ? 'descending' : 'ascending';
    });
  };
  const change = (part: Partial<TableView>): void => {
    host.keep({ ...host.view(), ...part });
    draw();
  };
  filter.addEventListener('input', () => {
    shown = pageSize;
    change({ filter: filter.value });
  });
  more.addEventListener('click', () => {
    shown += pageSize;
    draw();
  });
  draw();
  const table = element('table', {}, [element('thead', {}, [element('tr', {}, headers)]), body]);
  return element('section', { ariaLabel: 'Findings' }, [filter, matches, table, more]);
}

function row(finding: WorkspaceFinding, { send }: TableHost): HTMLElement {
  const { severity, rule, ruleUrl, message, costText = '', uri, range, path, fixable } = finding;
  const page = element('button', { className: 'link', textContent: rule, title: `Open the page of ${rule}` });
  page.addEventListener('click', (event) => {
    event.stopPropagation();
    send({ type: 'showRule', url: ruleUrl });
  });
  const tag = element('span', { className: 'tag', textContent: 'fixable', title: 'Has a quick fix' });
  const text = element('button', { className: 'link message', title: 'Open the code' }, [
    ...withCode(message),
    ...(fixable ? [' ', tag] : []),
  ]);
  const place = `${path}:${range.start.line + 1}`;
  const made = element('tr', {}, [
    cell('severity', element('span', { className: `dot ${severity}`, textContent: severity })),
    cell('rule', page),
    cell('message', text),
    cell('cost', costText),
    cell('place', element('span', { className: 'link', textContent: place, title: 'Open the code' })),
  ]);
  // The message is the button for the keyboard; the mouse may click anywhere in the row.
  made.addEventListener('click', () => send({ type: 'open', uri, range }));
  return made;
}

function cell(className: string, content: Node | string): HTMLElement {
  return element('td', { className }, [content]);
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
