/** Every piece of Python in the specifications under test/, as folders that Airflow can parse. */
import { type Block, blocksOf } from '../../test/markdown.ts';

export interface SourceFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Fixture {
  /** `test/rules/unbounded-retries.md, line 12`: where its section begins. */
  readonly name: string;
  /** Major version of Airflow that its heading names. */
  readonly major?: string;
  readonly files: readonly SourceFile[];
}

/** Block without a path of its own. */
const defaultPath = 'dags/case.py';
const isPython = (block: Block) => block.info.split(' ')[0] === 'py' && !block.path?.endsWith('.md');

/**
 * A section is one folder when its Python has paths. Blocks without a path are a folder each, with the section's other
 * files around it; so is the text after a fix.
 */
export function fixturesOf(page: string, markdown: string): Fixture[] {
  const sections = markdown.split(/^(?=## )/m);
  let line = 1;
  return sections.flatMap((section) => {
    const start = line;
    line += section.split('\n').length - 1;
    const heading = section.slice(0, section.indexOf('\n'));
    const major = /Airflow (\d+)\.\d+/.exec(heading)?.[1];
    return foldersOf([...blocksOf(section)]).map((files, index) => ({
      name: `${page}, line ${start}${index > 0 ? `, ${index + 1}` : ''}`,
      ...(major ? { major } : {}),
      files,
    }));
  });
}

function foldersOf(blocks: readonly Block[]): SourceFile[][] {
  const isFixed = (block: Block) => /^\S+ fixed\b/.test(block.info);
  const named = blocks
    .filter((block) => block.path !== undefined && !isFixed(block))
    .map((block) => ({ path: block.path as string, text: withoutDrawings(block.text) }));
  const unnamed = blocks.filter((block) => isPython(block) && block.path === undefined);
  if (unnamed.length === 0)
    return blocks.some((block) => isPython(block) && block.path !== undefined) ? [named] : [];
  const around = named.filter((file) => file.path !== defaultPath);
  return unnamed.map((block) => [...around, { path: defaultPath, text: withoutDrawings(block.text) }]);
}

/** The lines with carets stay out, so that line numbers are those of the code alone. */
function withoutDrawings(text: string): string {
  return text.replace(/^\s*#\s*\^+ (error|warning|info|hint): .*\n/gm, '');
}
