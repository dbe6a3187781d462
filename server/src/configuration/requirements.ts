/** Requirements and constraints, as pip reads them. */
import { type FileFacts, type FileReference, noFacts, type VersionFact } from './facts.ts';
import { fixedMinor } from './version-specifier.ts';

export interface RequirementsFacts extends FileFacts {
  /** `-r FILE` and `-c FILE`. */
  readonly includes: readonly FileReference[];
}

const specifier = String.raw`(?:===?|~=|!=|<=|>=|<|>)\s*v?[\w.*+!-]+`;
const airflow = new RegExp(
  String.raw`(?<![\w.-])apache[-_.]airflow(?:[-_.]core)?(?:\s*\[[\w\s,.-]*\])?\s*\(?((?:${specifier})(?:\s*,\s*${specifier})*)`,
  'i',
);
const constraintsAddress = /\/constraints-(\d+\.\d+)(?:\.\d+\w*)?\/constraints(?:-[a-z-]+)?-[\d.]+\.txt/;

/** What a line says about Airflow: a requirement that fixes the minor version, or the address of its constraints. */
export function requirementIn(line: string, offset: number): VersionFact | undefined {
  const requirement = line.length < 10_000 ? airflow.exec(line) : null;
  const version = requirement ? fixedMinor(requirement[1] as string) : undefined;
  if (requirement && version) {
    const what = requirement[0].replace(/\s+/g, '').replace(/\($/, '');
    const start = offset + requirement.index;
    return { version, what, at: { start, end: start + requirement[0].trimEnd().length } };
  }
  const address = line.length < 10_000 ? constraintsAddress.exec(line) : null;
  if (!address) return undefined;
  const start = offset + address.index + 1;
  const what = `constraints-${address[0].slice(1).split('/')[0]?.slice('constraints-'.length)}`;
  return {
    version: address[1] as string,
    what,
    at: { start, end: offset + address.index + address[0].length },
  };
}

/**
 * A requirements or constraints file: comments and `\` at line ends as pip has them, `-r` and `-c`, the address of Airflow's
 * constraints. The head of a constraints file that Airflow publishes names the branch it was made for.
 */
export function readRequirements(text: string): RequirementsFacts {
  const versions: VersionFact[] = [];
  const includes: FileReference[] = [];
  let start = 0;
  for (const raw of text.split(/(?<=(?<!\\\r?)\n)/)) {
    const offset = start;
    start += raw.length;
    const head = /For the "v(\d+)-(\d+)-(?:test|stable)" branch of Airflow/.exec(raw);
    if (head && raw.startsWith('#')) {
      const at = { start: offset + head.index, end: offset + head.index + head[0].length };
      versions.push({
        version: `${head[1]}.${head[2]}`,
        what: `constraints of the v${head[1]}-${head[2]} branch`,
        at,
      });
      continue;
    }
    // A comment begins at the line's start or behind white space.
    const line = raw.replace(
      /(^|\s)#.*$/m,
      (comment, before: string) => before + ' '.repeat(comment.length - before.length),
    );
    const include = /^\s*(?:-r|-c|--requirement|--constraint)[\s=]+(\S+)/.exec(line);
    if (include && !/^["']?https?:/.test(include[1] as string)) {
      const from = offset + line.indexOf(include[1] as string);
      includes.push({
        path: include[1] as string,
        at: { start: from, end: from + (include[1] as string).length },
      });
      continue;
    }
    const fact = requirementIn(line, offset);
    if (fact) versions.push(fact);
  }
  return { ...noFacts, versions, includes };
}
