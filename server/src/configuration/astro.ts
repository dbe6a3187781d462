/** airflow_settings.yaml of an Astro project: pools, connections and variables of the local environment. */
import type { Node } from 'yaml';
import { type FileFacts, type NamedFact, noFacts, type PoolFact } from './facts.ts';
import { entries, entryAt, items, rangeOf, readYaml, scalarText, type YamlFile } from './yaml-document.ts';

/** Source: https://www.astronomer.io/docs/astro/cli/configure-cli (`airflow_settings.yaml`). */
export function readAirflowSettings(text: string): FileFacts {
  const file = readYaml(text);
  const airflow = entryAt(file, file.root, 'airflow')?.value;
  const pools = items(file, entryAt(file, airflow, 'pools')?.value).flatMap((item): PoolFact[] => {
    const name = named(file, item, 'pool_name');
    const slots = scalarText(entryAt(file, item, 'pool_slot')?.value) ?? '';
    return name ? [{ ...name, ...(/^\d+$/.test(slots) ? { slots: Number(slots) } : {}) }] : [];
  });
  return {
    ...noFacts,
    pools,
    connections: all(file, airflow, 'connections', 'conn_id'),
    variables: all(file, airflow, 'variables', 'variable_name'),
    ...(file.problem ? { problem: file.problem } : {}),
  };
}

function all(file: YamlFile, airflow: Node | undefined, list: string, key: string): NamedFact[] {
  return items(file, entryAt(file, airflow, list)?.value).flatMap((item) => named(file, item, key) ?? []);
}

/** The file that the Astro CLI makes has one entry without names. */
function named(file: YamlFile, item: Node, key: string): NamedFact | undefined {
  const name = scalarText(entryAt(file, item, key)?.value);
  if (!name) return undefined;
  const last = entries(file, item).at(-1);
  return { name, at: { start: rangeOf(item).start, end: last?.at.end ?? rangeOf(item).end } };
}
