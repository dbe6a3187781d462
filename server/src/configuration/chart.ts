/** Which release of Apache's Helm chart runs, and the Airflow that it brings: Chart.yaml, helmfile, Argo CD, Flux. */
import type { Node } from 'yaml';
import type { Range } from '../model/facts.ts';
import { type FileFacts, noFacts, type VersionFact } from './facts.ts';
import { fixedMinor } from './version-specifier.ts';
import { entryAt, items, readYaml, scalarText, type YamlEntry, type YamlFile } from './yaml-document.ts';

/**
 * Release of the chart → the Airflow of its images. Source: "Default Airflow image is updated to" in
 * https://airflow.apache.org/docs/helm-chart/stable/release_notes.html (`chart/RELEASE_NOTES.rst`), and `appVersion` of
 * `chart/Chart.yaml`. 1.19.0 stands between the change to 3.1 and 1.20.0, which has 3.1.8. 1.21.0 is left out: its notes were
 * not at hand.
 */
const airflowOfRelease: ReadonlyMap<string, string> = new Map([
  ['1.3.0', '2.2'],
  ['1.4.0', '2.2'],
  ['1.5.0', '2.2'],
  ['1.6.0', '2.3'],
  ['1.7.0', '2.4'],
  ['1.8.0', '2.5'],
  ['1.9.0', '2.5'],
  ['1.10.0', '2.6'],
  ['1.11.0', '2.7'],
  ['1.12.0', '2.8'],
  ['1.13.0', '2.8'],
  ['1.13.1', '2.8'],
  ['1.14.0', '2.9'],
  ['1.15.0', '2.9'],
  ['1.16.0', '2.10'],
  ['1.17.0', '3.0'],
  ['1.18.0', '3.0'],
  ['1.19.0', '3.1'],
  ['1.20.0', '3.1'],
  ['1.22.0', '3.2'],
]);

/** Minor versions of the chart that may still get releases: of these only the known ones count. */
const isUnfinished = (minor: string) => minor === '1.22';

/**
 * The `major.minor` of Airflow that a version of Apache's chart brings; undefined for a range that leaves more than one
 * minor version of the chart, for pre-releases, and for releases that are not known.
 */
export function airflowOfChart(version: string): string | undefined {
  const text = version.trim().replace(/^=?\s*v?(?=\d)/, '');
  const exact = airflowOfRelease.get(text);
  if (exact) return exact;
  if (/\d-/.test(text)) return undefined;
  const minor = fixedMinor(
    text
      .replace(/\.[xX](?=$|[\s,])/g, '.*')
      .replace(/^(\d+\.\d+)$/, '$1.*')
      .replace(/(?<=[\d*])\s+(?=[<>=~^!])/g, ','),
  );
  if (minor === undefined || isUnfinished(minor)) return undefined;
  return airflowOfRelease.get(`${minor}.0`);
}

/** Reads every document of a file that may name a release of Apache's chart; any other file says nothing. */
export function readChart(text: string): FileFacts {
  const documents = documentsOf(text);
  const repositories = new Set(documents.flatMap(({ file }) => helmRepository(file) ?? []));
  const chartVersions = documents.flatMap(({ file, start }) =>
    releasesIn(file, repositories).flatMap((entry): VersionFact[] => {
      const written = scalarText(entry.value) ?? '';
      const version = airflowOfChart(written);
      const at: Range = { start: entry.at.start + start, end: entry.at.end + start };
      return version ? [{ version, what: `chart airflow ${written}`, at }] : [];
    }),
  );
  return chartVersions.length > 0 ? { ...noFacts, chartVersions } : noFacts;
}

/** Each document of a stream by itself, with the offset where it begins. */
function documentsOf(text: string): { readonly file: YamlFile; readonly start: number }[] {
  if (!/airflow/.test(text)) return [];
  const starts = [0, ...[...text.matchAll(/^---(?=\s)/gm)].map((match) => match.index + 3)].slice(0, 200);
  return starts.map((start, index) => {
    const next = starts[index + 1];
    return { file: readYaml(text.slice(start, next === undefined ? undefined : next - 3)), start };
  });
}

function isApache(url: string | undefined): boolean {
  return url !== undefined && /^https?:\/\/airflow\.apache\.org\/?$/.test(url);
}

/** The name of a Flux `HelmRepository` that is Apache's. */
function helmRepository(file: YamlFile): string | undefined {
  const text = (...path: readonly string[]) => scalarText(entryAt(file, file.root, ...path)?.value);
  return text('kind') === 'HelmRepository' && isApache(text('spec', 'url'))
    ? text('metadata', 'name')
    : undefined;
}

/** The entries that hold the version of Apache's chart. */
function releasesIn(file: YamlFile, repositories: ReadonlySet<string>): YamlEntry[] {
  const at = (node: Node | undefined, ...path: readonly string[]) => entryAt(file, node, ...path);
  const text = (node: Node | undefined, ...path: readonly string[]) => scalarText(at(node, ...path)?.value);
  const list = (node: Node | undefined, ...path: readonly string[]) => items(file, at(node, ...path)?.value);
  const { root } = file;
  const found: (YamlEntry | undefined)[] = [];
  // Chart.yaml and Chart.lock: https://helm.sh/docs/topics/charts/#chart-dependencies
  for (const one of list(root, 'dependencies'))
    if (text(one, 'name') === 'airflow' && isApache(text(one, 'repository'))) found.push(at(one, 'version'));
  // helmfile: https://helmfile.readthedocs.io/en/latest/#configuration
  const named = list(root, 'repositories').flatMap((one) =>
    isApache(text(one, 'url')) ? [`${text(one, 'name')}/airflow`] : [],
  );
  for (const one of list(root, 'releases'))
    if (named.includes(text(one, 'chart') ?? '')) found.push(at(one, 'version'));
  // Argo CD: https://argo-cd.readthedocs.io/en/stable/user-guide/helm/
  const source = at(root, 'spec', 'source')?.value;
  if (text(root, 'kind') === 'Application')
    for (const one of [...(source ? [source] : []), ...list(root, 'spec', 'sources')])
      if (text(one, 'chart') === 'airflow' && isApache(text(one, 'repoURL')))
        found.push(at(one, 'targetRevision'));
  // Flux: https://fluxcd.io/flux/components/helm/helmreleases/
  const spec = at(root, 'spec', 'chart', 'spec')?.value;
  if (text(root, 'kind') === 'HelmRelease' && text(spec, 'chart') === 'airflow')
    if (repositories.has(text(spec, 'sourceRef', 'name') ?? '')) found.push(at(spec, 'version'));
  return found.flatMap((entry) => entry ?? []);
}
