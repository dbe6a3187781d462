/** Reads the specifications in test/rules/*.md: cases of code with drawn squiggles and the fixed text. */

export interface Expectation {
  /** UTF-16 offsets in the code without expectation lines; drawn ranges end at the end of their first line at the latest. */
  readonly start: number;
  readonly end: number;
  readonly severity: string;
  /** `…` stands for any text. */
  readonly message: string;
}

export interface FixedBlock {
  readonly safety: 'safe' | 'unsafe';
  /** Title of the fix to apply; the first one when absent. */
  readonly title?: string;
  readonly text: string;
}

export interface CaseFile {
  readonly path: string;
  readonly text: string;
  readonly expectations: readonly Expectation[];
  /** Expected text after the fixes of the Python file it belongs to, or of its own findings. */
  readonly fixed?: string;
  /** Which fix of its own findings gives that text. */
  readonly fixedBy?: FixedBlock;
}

export interface Case {
  readonly heading: string;
  readonly line: number;
  /** From a heading such as "… in Airflow 2.11". */
  readonly airflowVersion?: string;
  /** From a heading such as "… on 2026-01-31": the day on which the host asks. */
  readonly today?: string;
  readonly files: readonly CaseFile[];
  readonly fixed: readonly FixedBlock[];
  /** dagperf's own configuration. */
  readonly toml?: string;
  /** Findings that no file shows: `severity: message`, a line for each. */
  readonly nowhere: readonly string[];
}

/** A fenced block: what stands behind the fence, the text, and the path on the line before. */
export interface Block {
  readonly info: string;
  readonly text: string;
  readonly path?: string;
}

/** The cases of a specification, in order. Throws on blocks that it does not understand. */
export function readCases(markdown: string): Case[] {
  const sections = markdown.split(/^## /m);
  let line = (sections[0] as string).split('\n').length;
  return sections.slice(1).map((section) => {
    const start = line;
    line += section.split('\n').length - 1;
    return readCase(section, start);
  });
}

function readCase(section: string, line: number): Case {
  const heading = section.slice(0, section.indexOf('\n')).trim();
  const version = /Airflow (\d+\.\d+)/.exec(heading)?.[1];
  const today = / on (\d{4}-\d\d-\d\d)/.exec(heading)?.[1];
  const files = new Map<string, CaseFile>();
  const fixed: FixedBlock[] = [];
  let toml: string | undefined;
  const nowhere: string[] = [];
  for (const block of blocksOf(section)) {
    const [language, ...rest] = block.info.split(' ');
    const isFixed = rest[0] === 'fixed';
    if (language === 'toml' && !block.path) toml = block.text;
    else if (language === 'report') nowhere.push(...block.text.split('\n').filter(Boolean));
    else if (language === 'py' && isFixed && !block.path)
      fixed.push(fixedBlock(heading, rest.slice(1), block.text));
    else if (isFixed) {
      const path = block.path as string;
      const fixedBy = rest.length > 1 ? { fixedBy: fixedBlock(heading, rest.slice(1), block.text) } : {};
      files.set(path, { ...(files.get(path) as CaseFile), fixed: block.text, ...fixedBy });
    } else {
      const path = block.path ?? 'dags/case.py';
      if (files.has(path)) throw new Error(`"${heading}" has two blocks for ${path}`);
      files.set(path, { path, ...drawn(block.text) });
    }
  }
  return {
    heading,
    line,
    ...(version ? { airflowVersion: version } : {}),
    ...(today ? { today } : {}),
    files: [...files.values()],
    fixed,
    nowhere,
    ...(toml === undefined ? {} : { toml }),
  };
}

function fixedBlock(heading: string, words: readonly string[], text: string): FixedBlock {
  const [safety, ...title] = words;
  if (safety !== 'safe' && safety !== 'unsafe')
    throw new Error(`"${heading}": a fixed block says safe or unsafe`);
  return { safety, ...(title.length > 0 ? { title: title.join(' ') } : {}), text };
}

/** The fenced blocks of a section, in order. */
export function* blocksOf(section: string): Iterable<Block> {
  for (const match of section.matchAll(/(?:^`([^`\n]+)`:?\s*\n\s*)?^```([^\n]+)\n([\s\S]*?)^```$/gm)) {
    yield {
      info: (match[2] as string).trim(),
      text: match[3] as string,
      ...(match[1] ? { path: match[1] } : {}),
    };
  }
}

const expectationLine = /^(\s*)(#|\/\/)(\s*)(\^+) (error|warning|info|hint): (.*)$/;

/** Takes the lines with carets out of a piece of code and turns them into ranges. */
function drawn(block: string): Pick<CaseFile, 'text' | 'expectations'> {
  const expectations: Expectation[] = [];
  let text = '';
  let lastLine = 0;
  for (const line of block.split(/(?<=\n)/)) {
    const match = expectationLine.exec(line.replace(/\r?\n$/, ''));
    if (!match) {
      lastLine = text.length;
      text += line;
      continue;
    }
    const [, indent, mark, gap, carets, severity, message] = match as unknown as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const column = indent.length + (gap === '' ? 0 : mark.length + gap.length);
    const length = carets.length + (gap === '' ? mark.length : 0);
    expectations.push({ start: lastLine + column, end: lastLine + column + length, severity, message });
  }
  return { text, expectations };
}
