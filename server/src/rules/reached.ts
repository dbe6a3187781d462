/** What other modules of the project do while a DAG file is parsed, by the place of the file that makes them. */
import type { DagFile, Range } from '../model/facts.ts';
import { chainTo, type Reached, type Step } from '../project/reach.ts';
import type { Related } from './rule.ts';

/** An import or a call of the file that runs code of other files. */
export interface Doorway {
  readonly kind: Step['kind'];
  readonly at: Range;
  /** The file whose code it runs. */
  readonly into: string;
}

/** The last step of the way to some reached code that stands in the file itself; undefined for code of the file. */
export function doorwayTo(file: DagFile, reached: readonly Reached[], index: number): Doorway | undefined {
  if (reached[index]?.path === file.path) return undefined;
  const steps = chainTo(reached, index);
  const position = steps.findLastIndex((step) => step.path === file.path);
  const own = steps[position];
  if (!own) return undefined;
  return {
    kind: own.kind,
    at: own.at,
    into: steps[position + 1]?.path ?? (reached[index] as Reached).path,
  };
}

/** How code is reached from the file: the steps in other files, then what is done there. */
export function wayTo(
  file: DagFile,
  reached: readonly Reached[],
  index: number,
  last: { readonly at: Range; readonly message: string },
): Related[] {
  const path = reached[index]?.path as string;
  const steps = chainTo(reached, index).filter((step) => step.path !== file.path);
  return [
    ...steps.map(({ kind, path: where, at }, position): Related => {
      const next = steps[position + 1]?.path ?? path;
      const message =
        kind === 'import'
          ? `imports ${next} here`
          : `${kind === 'call' ? 'calls into' : 'is decorated by'} ${next} here`;
      return { file: where, at, message };
    }),
    { file: path, at: last.at, message: last.message },
  ];
}

/** The name of what the doorway imports or calls, as it is written. */
export function doorwayName(file: DagFile, { kind, at, into }: Doorway): string {
  if (kind !== 'import') return file.text.slice(at.start, at.end).replace(/\s+/g, '');
  const names = file.imports.filter((one) => one.statement.start === at.start);
  // `from shop import tasks` may run `shop/tasks.py`.
  const module = names.find(({ member }) => member !== undefined && isModule(into, member));
  if (module) return `${module.module}.${module.member}`;
  const [first] = names;
  return (names.find(({ module: name }) => isModule(into, lastPart(name))) ?? first)?.module ?? 'the module';
}

function lastPart(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}

function isModule(path: string, name: string): boolean {
  return `/${path}`.endsWith(`/${name}.py`) || `/${path}`.endsWith(`/${name}/__init__.py`);
}
