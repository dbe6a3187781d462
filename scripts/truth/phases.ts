/** What ran while the file was parsed, beside the phases of the model. */
import { type CompareInput, type Comparison, count, type Ledger } from './compare.ts';
import type { Imported, ModelFile } from './facts.ts';

type Phased = { readonly phases: readonly string[]; readonly line: number };

/** Counts entered functions and executed imports; what is known never to run at parse time and did is a contradiction. */
export function comparePhases(
  { real, models, file }: CompareInput,
  ledger: Ledger,
): Comparison['notReached'] {
  const ran = new Set<Phased>();
  for (const one of real.functions) {
    const found = (models.get(one.file)?.functions ?? []).filter(
      (candidate) => candidate.line === one.line && isSameName(candidate.name, one.name),
    );
    const what = one.file === file ? one.name : `${one.file}: ${one.name}`;
    judge('functions', 'function', what, one.line, found, ledger);
    for (const candidate of found) ran.add(candidate);
  }
  for (const one of real.imports) {
    if (one.module === '__future__') continue;
    const found = importsOf(models.get(one.file), one);
    const what = one.file === file ? one.module : `${one.file}: ${one.module}`;
    judge('imports', 'import', what, one.line, found, ledger);
    for (const candidate of found) ran.add(candidate);
  }
  const own = models.get(file);
  const expected = [
    ...(own?.functions ?? []).map((one) => ({ ...one, of: one as Phased })),
    ...(own?.imports ?? []).map((one) => ({ ...one, name: one.module, of: one as Phased })),
  ];
  return expected
    .filter((one) => one.phases.includes('parse') && !ran.has(one.of) && one.name !== '__future__')
    .map(({ name, line }) => ({ name, line }));
}

function judge(
  mark: 'functions' | 'imports',
  field: string,
  what: string,
  line: number,
  found: readonly Phased[],
  ledger: Ledger,
): void {
  // Several lambdas, or several names of one import, may stand in one line.
  const isKnown = found.some((one) => one.phases.includes('parse'));
  count(ledger, isKnown, { mark, what, line });
  const phases = [...new Set(found.flatMap((one) => one.phases))];
  if (!isKnown && phases.length > 0 && found.every((one) => one.phases.length > 0))
    ledger.contradictions.push({ field, line, real: `${what} ran at parse time`, model: phases });
}

/** `load` and `Repo.__init__` in both; Python says `outer.<locals>.load` for what the model may call `load`. */
function isSameName(model: string, real: string): boolean {
  const lastName = (dotted: string) => dotted.slice(dotted.lastIndexOf('.') + 1);
  return lastName(model) === lastName(real);
}

function importsOf(model: ModelFile | undefined, real: Imported): ModelFile['imports'] {
  const there = (model?.imports ?? []).filter((one) => one.line >= real.line && one.line <= real.end);
  return there.filter((one) => {
    const written = one.module.replace(/^\.+/, '');
    return (
      one.module === real.module ||
      one.module.startsWith(`${real.module}.`) ||
      // A relative import, resolved by Python.
      (one.module.startsWith('.') && (written === '' || real.module.endsWith(written)))
    );
  });
}
