/** pyproject.toml: dependencies in the form of PEP 621 and PEP 735, of Poetry, and of uv's constraints. */
import { type FileFacts, noFacts, type VersionFact } from './facts.ts';
import { requirementIn } from './requirements.ts';
import { placeOf, readToml, tableAt } from './toml.ts';
import { fixedMinor } from './version-specifier.ts';

/** What the project requires decides; its optional and development dependencies only where it requires nothing itself. */
export function readPyproject(text: string): FileFacts {
  const { table, problem } = readToml(text);
  if (!table) return { ...noFacts, ...(problem ? { problem } : {}) };
  const required = [
    ...listed(text, tableAt(table, 'project').dependencies),
    ...listed(text, tableAt(table, 'tool', 'uv')['constraint-dependencies']),
    ...poetry(text, tableAt(table, 'tool', 'poetry', 'dependencies')),
  ];
  const groups = [
    ...Object.values(tableAt(table, 'project', 'optional-dependencies')),
    ...Object.values(tableAt(table, 'dependency-groups')),
    tableAt(table, 'tool', 'uv')['dev-dependencies'],
  ].flatMap((group) => listed(text, group));
  const poetryGroups = Object.keys(tableAt(table, 'tool', 'poetry', 'group')).flatMap((group) =>
    poetry(text, tableAt(table, 'tool', 'poetry', 'group', group, 'dependencies')),
  );
  return { ...noFacts, versions: required.length > 0 ? required : [...groups, ...poetryGroups] };
}

function listed(text: string, dependencies: unknown): VersionFact[] {
  if (!Array.isArray(dependencies)) return [];
  return dependencies.flatMap((one) => {
    if (typeof one !== 'string') return [];
    const fact = requirementIn(one, 0);
    return fact ? [{ ...fact, at: placeOf(text, one) }] : [];
  });
}

/** `apache-airflow = "~2.10"` or `{ version = "2.10.*", extras = […] }`. */
function poetry(text: string, dependencies: Readonly<Record<string, unknown>>): VersionFact[] {
  return ['apache-airflow', 'apache-airflow-core'].flatMap((name) => {
    const written = dependencies[name];
    const specifier = typeof written === 'string' ? written : tableAt(dependencies, name).version;
    // Poetry reads a bare version as exact.
    const version = typeof specifier === 'string' ? fixedMinor(specifier) : undefined;
    if (!version) return [];
    const found = new RegExp(`^[ \\t]*["']?${name}["']?[ \\t]*=.*$`, 'm').exec(text);
    const at = found
      ? {
          start: found.index + found[0].length - found[0].trimStart().length,
          end: found.index + found[0].trimEnd().length,
        }
      : placeOf(text, name);
    return [{ version, what: `${name} = ${specifier}`, at }];
  });
}
