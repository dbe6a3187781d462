/** What is counted, and how much of it the model has to know. */

export type Mark = 'dagIds' | 'dagValues' | 'tasks' | 'edges' | 'values' | 'functions' | 'imports';

/** In the order of the table; `atLeast` in per cent, absent where nothing is demanded. */
export const marks: readonly { readonly mark: Mark; readonly title: string; readonly atLeast?: number }[] = [
  { mark: 'dagIds', title: 'Dag ids', atLeast: 95 },
  { mark: 'tasks', title: 'tasks', atLeast: 93 },
  { mark: 'edges', title: 'edges', atLeast: 90 },
  { mark: 'values', title: 'effective values of known tasks', atLeast: 95 },
  { mark: 'dagValues', title: 'arguments of known Dags' },
  { mark: 'functions', title: 'entered functions', atLeast: 95 },
  { mark: 'imports', title: 'imported modules', atLeast: 95 },
];

export interface Count {
  readonly known: number;
  readonly total: number;
}

export type Counts = Readonly<Record<Mark, Count>>;

/** Per cent, rounded down to a tenth: 95.0 is never less than 95. Nothing to know is all known. */
export function percent({ known, total }: Count): number {
  return total === 0 ? 100 : Math.floor((known * 1000) / total) / 10;
}

/** Whether as much is known as is demanded. */
export function isReached(mark: Mark, count: Count): boolean {
  const demanded = marks.find((one) => one.mark === mark)?.atLeast;
  return demanded === undefined || percent(count) >= demanded;
}

/** The sum of many counts. */
export function addUp(all: readonly Counts[]): Counts {
  const sums = marks.map(({ mark }) => {
    const known = all.reduce((sum, one) => sum + one[mark].known, 0);
    const total = all.reduce((sum, one) => sum + one[mark].total, 0);
    return [mark, { known, total }] as const;
  });
  return Object.fromEntries(sums) as unknown as Counts;
}
