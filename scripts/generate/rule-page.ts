/** The page of a rule, from the rule itself and from what dagperf says about its example. */
import type { ExplainedRule } from '../../server/src/engine/engine-rules.ts';
import type { Safety, VersionRange } from '../../server/src/rules/rule.ts';
import { anchorOf, categories, engineCategory } from './categories.ts';
import type { Shown } from './example.ts';

export const pagesFolder = 'docs/rules';

/** Airflow versions that dagperf knows, oldest and newest. */
const oldest = '2.10';
const newest = '3.4';

export interface PageParts {
  /** The file that the page is made from. */
  readonly source: string;
  readonly shown: Shown;
  /** The rules of the same category, this one included. */
  readonly siblings: readonly ExplainedRule[];
  /** How it is ignored, where a comment is not the way. */
  readonly ignore?: string;
}

type Explained = ExplainedRule['rule'];

/** Text of `docs/rules/<id>.md`. */
export function rulePage(explained: ExplainedRule, { source, shown, siblings, ignore }: PageParts): string {
  const { id, rule } = explained;
  const { why, leave } = splitWhy(rule.why);
  const howToIgnore = ignore ?? ignoreByComment(id, rule, lineOf(rule.example.bad, shown.line));
  const sections = [
    `<!-- Made by \`npm run generate\` from ${source}. Do not edit. -->\n# ${id}`,
    `${rule.summary}.`,
    factsTable(explained),
    `## Why\n\n${why}`,
    exampleSection(rule, shown),
    fixSection(rule, shown),
    optionsSection(explained),
    `## When to ignore it\n\n${leave ?? 'When it costs less than what the change would take.'}\n\n${howToIgnore}`,
    relatedSection(explained, siblings),
  ];
  return `${sections.filter((section) => section !== undefined).join('\n\n')}\n`;
}

/** `Not reported` and the like stay where they are; when to leave a finding alone gets a heading of its own. */
function splitWhy(text: string): { why: string; leave: string | undefined } {
  const paragraphs = text.trim().split(/\n\s*\n/);
  const leave = paragraphs.find((paragraph) => paragraph.startsWith('**Leave it**'));
  return { why: paragraphs.filter((paragraph) => paragraph !== leave).join('\n\n'), leave };
}

function factsTable({ category, rule }: ExplainedRule): string {
  const described = [...categories, engineCategory].find((one) => one.id === category);
  const rows = [
    ['Category', `[${category}](README.md#${anchorOf(category)})`],
    ['Who pays', described?.payer ?? ''],
    ['Severity', rule.severity],
    ['Airflow', versions(rule.since)],
    ['Fix', fixes(rule.fixes)],
    ['On by default', rule.optIn ? 'no' : 'yes'],
    ...(rule.noqa ? [['Also silenced by', rule.noqa.map((code) => `\`# noqa: ${code}\``).join(', ')]] : []),
  ];
  return `| | |\n| --- | --- |\n${rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n')}`;
}

/** `every version from 2.10 to 3.4`, `3.0 and later`, `2.10 to before 3.0`. */
export function versions(since: VersionRange | undefined): string {
  if (!since?.from && !since?.before) return `every version from ${oldest} to ${newest}`;
  if (!since.before) return `${since.from} and later`;
  return since.from ? `${since.from} and later, before ${since.before}` : `before ${since.before}`;
}

/** `safe`, `unsafe`, `safe or unsafe`, `none`. */
export function fixes(safeties: readonly Safety[] | undefined): string {
  return safeties?.length ? safeties.join(' or ') : 'none';
}

function exampleSection(rule: Explained, shown: Shown): string {
  const { file } = rule.example;
  const others = Object.entries(rule.example.beside ?? {}).map(
    ([path, text]) => `Beside it \`${path}\`:\n\n\`\`\`${languageOf(path)}\n${text.trimEnd()}\n\`\`\`\n\n`,
  );
  const where = `${others.join('')}${file ? `\`${file}\`:\n\n` : ''}`;
  const language = languageOf(file);
  return `## Example

${where}\`\`\`${language}
${rule.example.bad.trimEnd()}
\`\`\`

dagperf reports line ${shown.line}:

> ${shown.severity}: ${shown.message}

It reports nothing here:

\`\`\`${language}
${rule.example.good.trimEnd()}
\`\`\``;
}

/** The language of an example as Markdown names it, by the path of its file; Python without one. */
function languageOf(file: string | undefined): string {
  if (file === undefined) return 'python';
  if (/\.ya?ml$/.test(file)) return 'yaml';
  if (/\.cfg$/.test(file)) return 'ini';
  if (/\.json$/.test(file)) return 'json';
  return /\.env$/.test(file) ? 'sh' : 'text';
}

const meanings: Readonly<Record<string, string>> = {
  safe: 'A *safe* fix leaves dag ids, task ids and dependencies as they were; it is applied on save (`source.fixAll.dagperf`) and by `dagperf check --fix`.',
  unsafe:
    'An *unsafe* fix changes when or where something runs, and is applied only when you choose it: in the editor, or with `dagperf check --fix --unsafe-fixes`.',
};

function fixSection(rule: Explained, shown: Shown): string | undefined {
  if (!rule.fixes?.length) return undefined;
  const offered = shown.fixes.map(({ title, safety }) => `- ${title} (${safety})`);
  const forExample =
    offered.length > 0 ? `For the example above dagperf offers:\n\n${offered.join('\n')}\n\n` : '';
  return `## Fix\n\n${forExample}${rule.fixes.map((safety) => meanings[safety]).join('\n')}`;
}

function optionsSection({ id, rule }: ExplainedRule): string | undefined {
  const options = Object.entries(rule.options ?? {});
  const parts: string[] = [];
  if (rule.optIn) {
    parts.push(`The rule is off until it is selected:\n\n${toml(`select = ["recommended", "${id}"]`)}`);
  }
  if (options.length > 0) {
    const rows = options.map(
      ([name, { default: value, description }]) =>
        `| \`${name}\` | \`${JSON.stringify(value)}\` | ${description} |`,
    );
    const lines = options.map(([name, { default: value }]) => `${name} = ${JSON.stringify(value)}`);
    parts.push(`| option | default | meaning |\n| --- | --- | --- |\n${rows.join('\n')}`);
    parts.push(toml(`[rules.${id}]\n${lines.join('\n')}`));
  }
  return parts.length > 0 ? `## Options\n\n${parts.join('\n\n')}` : undefined;
}

/** As `dagperf.toml` has it; `pyproject.toml` puts `tool.dagperf` before the tables. */
function toml(text: string): string {
  return `\`\`\`toml\n${text}\n\`\`\``;
}

/** How one finding, a file or the whole project is spared; `line` is a reported line of code. */
function ignoreByComment(id: string, { example }: Explained, line: string): string {
  const { file } = example;
  const where = file?.endsWith('.cfg')
    ? 'A comment alone on the line above'
    : 'A comment on the line, or alone on the line above,';
  return `${where} ignores it there; a word about the reason helps the next reader:

\`\`\`${languageOf(file)}
${ignored(id, line, file)}
\`\`\`

\`# dagperf: ignore-file[${id}]\` at the top level ignores it in the whole file, and
\`ignore = ["${id}"]\` in \`dagperf.toml\` in the whole project.`;
}

/** A reported line of code with a comment that ignores `id` there. */
export function ignored(id: string, line: string, file?: string): string {
  // What stands behind a value in airflow.cfg belongs to it.
  if (file?.endsWith('.cfg')) return `# dagperf: ignore[${id}] reason\n${line.trim()}`;
  return `${line.trim()}  # dagperf: ignore[${id}] reason`;
}

export function lineOf(text: string, line: number): string {
  return text.split('\n')[line - 1] as string;
}

function relatedSection({ id, category }: ExplainedRule, siblings: readonly ExplainedRule[]): string {
  const others = siblings.filter((one) => one.id !== id);
  const list = others.map((one) => `- [${one.id}](${one.id}.md): ${one.rule.summary}\n`).join('');
  const all = `All rules of [${category}](README.md#${anchorOf(category)}), and [all rules](README.md).`;
  return `## Related rules\n\n${list}${list === '' ? '' : '\n'}${all}`;
}
