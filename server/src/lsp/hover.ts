/** Hover: the rule of a finding, or of an id in an ignore comment, in short. */
import { type Hover, MarkupKind, type Position } from 'vscode-languageserver';
import type { Reported } from '../engine/report.ts';
import { ignoresOf } from '../engine/suppress.ts';
import type { Range } from '../model/facts.ts';
import { costText } from '../report/costs.ts';
import { type RegisteredRule, ruleUrl } from '../rules/registry.ts';
import type { Cost, Payer } from '../rules/rule.ts';
import type { Snapshot } from './open-files.ts';
import { toRange } from './project-texts.ts';

/** Longest text of `why` that is shown; the page has the rest. */
const whyLength = 600;

const payers: Record<Payer, string> = {
  'dag-processor': 'the Dag processor',
  'metadata-db': 'the metadata database',
  'worker-slots': 'worker slots',
  scheduler: 'the scheduler',
  triggerer: 'the triggerer',
  xcom: 'XCom',
  'external-system': 'an external system',
};

/** The hover at a position; null where no finding and no ignored rule stands. */
export function hover(
  snapshot: Snapshot,
  position: Position,
  rules: readonly RegisteredRule[],
  markdown: boolean,
): Hover | null {
  const { document, report } = snapshot;
  const commented = snapshot.checked?.file ?? snapshot.configuration;
  if (report === undefined || commented === undefined) return null;
  const offset = document.offsetAt(position);
  const ignored = ignoresOf(commented).find(({ at }) => holds(at, offset));
  if (ignored !== undefined) {
    const sections = describe(ignored.id, undefined, rules);
    return sections && toHover(sections, toRange(document, ignored.at), markdown);
  }
  const found = report.findings.filter(({ at }) => holds(at, offset));
  const described = unique(found).flatMap(({ rule, cost }) => describe(rule, cost, rules) ?? []);
  const smallest = [...found].sort((a, b) => length(a.at) - length(b.at))[0];
  if (smallest === undefined || described.length === 0) return null;
  return toHover(described, toRange(document, smallest.at), markdown);
}

/** Paragraphs about a rule; null for an id that is no rule's. */
function describe(id: string, cost: Cost | undefined, rules: readonly RegisteredRule[]): string[] | null {
  const found = rules.find((one) => one.id === id);
  if (found === undefined) return null;
  const { summary, why } = found.rule;
  return [
    `**${id}**: ${summary}`,
    ...(cost === undefined ? [] : [`Cost: ${costText(cost)}, paid by ${payers[cost.payer]}`]),
    shorten(why),
    `[Open the page of ${id}](${ruleUrl(id)})`,
  ];
}

/** As many whole paragraphs as fit; the first one is cut at a word when it alone is too long. */
export function shorten(markdown: string): string {
  const paragraphs = markdown
    .trim()
    .split(/\r?\n\s*\r?\n/)
    .map(unwrap);
  let text = paragraphs[0] ?? '';
  if (text.length > whyLength) {
    return `${text.slice(0, text.lastIndexOf(' ', whyLength))} …`;
  }
  for (const paragraph of paragraphs.slice(1)) {
    if (text.length + paragraph.length > whyLength || paragraph.startsWith('```')) break;
    text += `\n\n${paragraph}`;
  }
  return text;
}

/** The lines of a paragraph as one; some editors show each line break. Lists and code keep theirs. */
function unwrap(paragraph: string): string {
  return /^([-*]|\d+\.) |^```/m.test(paragraph) ? paragraph : paragraph.replace(/\s*\n\s*/g, ' ');
}

function toHover(sections: readonly string[], range: Hover['range'] & object, markdown: boolean): Hover {
  const value = sections.join('\n\n');
  const kind = markdown ? MarkupKind.Markdown : MarkupKind.PlainText;
  return { contents: { kind, value: markdown ? value : plain(value) }, range };
}

function plain(markdown: string): string {
  return markdown.replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1: $2').replace(/\*\*|`/g, '');
}

function unique(findings: readonly Reported[]): Reported[] {
  return findings.filter((one, index) => findings.findIndex(({ rule }) => rule === one.rule) === index);
}

function holds(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

function length(range: Range): number {
  return range.end - range.start;
}
