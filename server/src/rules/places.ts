/** Where findings stand: on what sets a value, where that is written in the file. */
import type { Dag, DagFile, Range } from '../model/facts.ts';
import type { Effective } from '../project/effective.ts';
import type { Finding } from './rule.ts';

/**
 * On what sets the value; where another file or nothing does, on `fallback`, with the other file as a related place.
 */
export function placeOf(value: Effective, fallback: Range): Required<Pick<Finding, 'at' | 'related'>> {
  if (value.state === 'unknown' || !value.at) return { at: fallback, related: [] };
  const { file, at } = value.at;
  if (file === undefined) return { at, related: [] };
  return { at: fallback, related: [{ file, at, message: 'Set here' }] };
}

/** The Dags that the code of this file makes and Airflow finds. */
export function ownDags(file: DagFile): readonly Dag[] {
  return file.dags.filter((dag) => dag.registered && dag.file === undefined);
}
