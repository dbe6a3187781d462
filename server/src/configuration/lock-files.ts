/** Lock files: poetry.lock, uv.lock, pdm.lock and Pipfile.lock, and the Pipfile itself. */
import { findNodeAtLocation } from 'jsonc-parser';
import { type FileFacts, noFacts, type VersionFact } from './facts.ts';
import { parseJson } from './pools.ts';
import { readToml, tableAt } from './toml.ts';
import { fixedMinor } from './version-specifier.ts';

const packages = ['apache-airflow', 'apache-airflow-core'];

/** `[[package]]` tables with `name` and `version`. */
export function readTomlLock(text: string): FileFacts {
  const { table, problem } = readToml(text);
  const all = Array.isArray(table?.package) ? (table.package as unknown[]) : [];
  const versions = all.flatMap((one): VersionFact[] => {
    const { name, version: full } = tableAt(one);
    if (typeof name !== 'string' || typeof full !== 'string' || !packages.includes(name)) return [];
    const version = fixedMinor(`==${full}`);
    const line = new RegExp(`^name = "${name}"\\r?\\nversion = "[^"\\n]*"`, 'm').exec(text);
    const at = { start: line?.index ?? 0, end: line ? line.index + line[0].length : 0 };
    return version ? [{ version, what: `${name} ${full}`, at }] : [];
  });
  return { ...noFacts, versions, ...(problem ? { problem } : {}) };
}

/** `default` → name → `version: "==2.10.5"`. */
export function readPipfileLock(text: string): FileFacts {
  const { root, problem } = parseJson(text);
  const versions = packages.flatMap((name): VersionFact[] => {
    const node = root && findNodeAtLocation(root, ['default', name, 'version']);
    const version = typeof node?.value === 'string' ? fixedMinor(node.value) : undefined;
    if (!node || !version) return [];
    return [
      { version, what: `${name}${node.value}`, at: { start: node.offset, end: node.offset + node.length } },
    ];
  });
  return { ...noFacts, versions, ...(problem ? { problem } : {}) };
}

/** `[packages]` of a Pipfile. */
export function readPipfile(text: string): FileFacts {
  const { table, problem } = readToml(text);
  const dependencies = tableAt(table, 'packages');
  const versions = packages.flatMap((name): VersionFact[] => {
    const written = dependencies[name];
    const specifier = typeof written === 'string' ? written : tableAt(dependencies, name).version;
    const version = typeof specifier === 'string' ? fixedMinor(specifier) : undefined;
    const line = new RegExp(`^"?${name}"?[ \\t]*=.*$`, 'm').exec(text);
    const at = { start: line?.index ?? 0, end: line ? line.index + line[0].trimEnd().length : 0 };
    return version ? [{ version, what: `${name} ${specifier}`, at }] : [];
  });
  return { ...noFacts, versions, ...(problem ? { problem } : {}) };
}
