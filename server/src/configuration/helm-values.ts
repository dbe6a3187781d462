/** Values of the Helm charts for Airflow: Apache's own and the community's, alone or as a sub-chart. */
import type { Node } from 'yaml';
import type { Range } from '../model/facts.ts';
import { readChart } from './chart.ts';
import { workerFlags } from './commands.ts';
import { type Assignment, airflowEnvironment, hasReference, option, optionKey } from './environment.ts';
import {
  type FileFacts,
  type Mount,
  type NamedFact,
  type NumberFact,
  noFacts,
  type OptionFact,
  type PoolFact,
  type Role,
  type Service,
  type SwitchFact,
  type VersionFact,
} from './facts.ts';
import { versionOfImage } from './images.ts';
import { kubernetesBytes } from './quantities.ts';
import {
  commandText,
  entries,
  entryAt,
  isMapping,
  items,
  rangeOf,
  readYaml,
  scalarText,
  type YamlEntry,
  type YamlFile,
} from './yaml-document.ts';

export interface HelmFacts extends FileFacts {
  /** Whether the file holds values of a chart for Airflow. */
  readonly isAirflow: boolean;
}

/**
 * Reads a values file. Source: `chart/values.yaml` of apache/airflow (triggerer and statsd are on unless they are switched
 * off; `config` becomes airflow.cfg, `env` the environment of every container), and the user community's chart, whose
 * `airflow` holds image, executor, `config` and pools. A chart's template is no values file and says nothing.
 */
export function readHelmValues(text: string): HelmFacts {
  const file = readYaml(text);
  if (file.problem && isTemplate(text)) return { ...noFacts, isAirflow: false };
  const broken = file.problem ? { problem: file.problem } : {};
  const values = chartValues(file, file.root);
  const { chartVersions = [] } = readChart(text);
  const release = chartVersions.length > 0 ? { chartVersions } : {};
  // Values that stand in a text or in a list of parameters are not read; they may name an image.
  const isHidden = chartVersions.length > 0 && /\bimages\b|airflowVersion|defaultAirflow/.test(text);
  const image = isHidden || namesImage(file, values) ? { namesImage: true as const } : {};
  if (!values) return { ...noFacts, isAirflow: false, ...release, ...image, ...broken };
  const facts = values.isCommunity ? readCommunity(file, values.node) : readOfficial(file, values.node, text);
  return { ...facts, isAirflow: true, ...release, ...image, ...broken };
}

/** Whether a text is a template of a Helm chart, which is no YAML before Helm has filled it in. */
export function isTemplate(text: string): boolean {
  return /^[ \t]*\{\{-?[ \t]*(?:\/\*|\.|\$|if|with|range|end|else|include|define|template|toYaml|tpl)|\{\{-?[ \t]*(?:\.Values|\.Release|\.Chart|include|toYaml|tpl)\b/m.test(
    text,
  );
}

/** The values of a chart for Airflow, wherever in a file they stand. */
export interface ChartValues {
  readonly node: Node;
  readonly isCommunity: boolean;
}

/** The values of the chart: of the file itself, or below the name of a sub-chart, two levels deep at most. */
export function chartValues(file: YamlFile, root: Node | undefined, depth = 0): ChartValues | undefined {
  if (!root || depth > 3) return undefined;
  const found = entries(file, root);
  const names = new Set(found.map((one) => one.key));
  const executor = found.find((one) => one.key === 'executor');
  const config = entryAt(file, root, 'config')?.value;
  const isOfficial =
    names.has('airflowVersion') ||
    names.has('defaultAirflowTag') ||
    names.has('airflowHome') ||
    names.has('defaultAirflowRepository') ||
    /Executor$/.test(scalarText(executor?.value) ?? '') ||
    entryAt(file, root, 'images', 'airflow') !== undefined ||
    ['core', 'celery', 'scheduler', 'webserver', 'kubernetes_executor', 'logging'].some((section) =>
      isMapping(file, entryAt(file, config, section)?.value),
    ) ||
    items(file, entryAt(file, root, 'env')?.value).some((item) =>
      /^AIRFLOW__/.test(scalarText(entryAt(file, item, 'name')?.value) ?? ''),
    );
  if (isOfficial) return { node: root, isCommunity: false };
  const inner = found.find((one) => one.key === 'airflow');
  const isCommunity =
    /Executor$/.test(scalarText(entryAt(file, inner?.value, 'executor')?.value) ?? '') ||
    entryAt(file, inner?.value, 'legacyCommands') !== undefined ||
    entries(file, entryAt(file, inner?.value, 'config')?.value).some((one) => optionKey(one.key));
  if (isCommunity && (names.size > 1 || !isSubChart(file, inner))) return { node: root, isCommunity: true };
  for (const entry of found) {
    if (!isMapping(file, entry.value)) continue;
    const below = chartValues(file, entry.value, depth + 1);
    if (below) return below;
  }
  return undefined;
}

/** The official chart below the key `airflow` has the keys of that chart, which the community's `airflow` has not. */
function isSubChart(file: YamlFile, entry: YamlEntry | undefined): boolean {
  const names = entries(file, entry?.value).map((one) => one.key);
  return names.some((name) => /^(workers|scheduler|triggerer|webserver|apiServer|airflow|dags)$/.test(name));
}

function readOfficial(file: YamlFile, root: Node, text: string): FileFacts {
  const at = (...path: readonly string[]) => entryAt(file, root, ...path);
  const fileOptions: OptionFact[] = [];
  const executor = at('executor');
  if (executor) fileOptions.push(option('core.executor', plainText(executor.value), executor.at));
  const sections: NamedFact[] = [];
  for (const section of entries(file, at('config')?.value)) {
    sections.push({ name: section.key.toLowerCase(), at: section.keyAt });
    for (const entry of entries(file, section.value)) {
      const key = `${section.key}.${entry.key}`.toLowerCase();
      fileOptions.push(option(key, plainText(entry.value), entry.at));
    }
  }
  const everywhere = [
    ...environmentOf(file, at('env')?.value),
    ...extraEnvironment(file, at('extraEnv'), text),
  ];
  const { options, ...others } = airflowEnvironment(everywhere);
  const services = (
    ['scheduler', 'workers', 'triggerer', 'dagProcessor', 'webserver', 'apiServer'] as const
  ).flatMap((component) => serviceOf(file, at(component), mountsOf(file, at('volumeMounts')?.value)));
  const triggerer = at('triggerer');
  const first = entries(file, root)[0]?.keyAt ?? rangeOf(root);
  const pgbouncer = at('pgbouncer', 'enabled');
  const statsd = at('statsd', 'enabled');
  return {
    ...noFacts,
    fileOptions,
    sections,
    environment: options,
    ...others,
    versions: officialVersions(file, root),
    services,
    triggerer: triggererOf(file, triggerer, first),
    ...(pgbouncer ? { pgbouncer: { on: isTrue(pgbouncer), at: pgbouncer.at } } : {}),
    metrics: statsd ? { on: isTrue(statsd), at: statsd.at } : { on: true, implied: true, at: first },
  };
}

/** Whether values say which image or which Airflow runs, readable or not; the community's chart has releases of its own. */
function namesImage(file: YamlFile, values: ChartValues | undefined): boolean {
  if (!values || values.isCommunity) return values !== undefined;
  const text = (...path: readonly string[]) => scalarText(entryAt(file, values.node, ...path)?.value) ?? '';
  const isOther = (repository: string) => repository !== '' && !/(^|\/)apache\/airflow$/.test(repository);
  return (
    isOther(text('images', 'airflow', 'repository')) ||
    isOther(text('defaultAirflowRepository')) ||
    text('images', 'airflow', 'tag') !== '' ||
    text('images', 'airflow', 'digest') !== '' ||
    text('defaultAirflowTag') !== '' ||
    text('defaultAirflowDigest') !== '' ||
    text('airflowVersion') !== ''
  );
}

function officialVersions(file: YamlFile, root: Node): VersionFact[] {
  const found: VersionFact[] = [];
  const stated = entryAt(file, root, 'airflowVersion');
  const text = scalarText(stated?.value) ?? '';
  const match = /^v?(\d+\.\d+)(?:\.\d+)?/.exec(text);
  if (stated && match)
    found.push({ version: match[1] as string, what: `airflowVersion ${text}`, at: stated.at });
  const repository =
    scalarText(entryAt(file, root, 'images', 'airflow', 'repository')?.value) ||
    scalarText(entryAt(file, root, 'defaultAirflowRepository')?.value) ||
    'apache/airflow';
  const tag = entryAt(file, root, 'images', 'airflow', 'tag') ?? entryAt(file, root, 'defaultAirflowTag');
  const image = `${repository}:${scalarText(tag?.value) ?? ''}`;
  const version = versionOfImage(image);
  if (tag && version) found.push({ version, what: image, at: tag.at });
  return found;
}

function readCommunity(file: YamlFile, root: Node): FileFacts {
  const at = (...path: readonly string[]) => entryAt(file, root, ...path);
  const executor = at('airflow', 'executor');
  // This chart takes `CeleryExecutor` and hands it on as AIRFLOW__CORE__EXECUTOR.
  const assignments: Assignment[] = [
    ...entries(file, at('airflow', 'config')?.value).map((entry) => assignment(entry.key, entry)),
    ...environmentOf(file, at('airflow', 'extraEnv')?.value),
  ];
  const { options, ...others } = airflowEnvironment(assignments);
  const tag = at('airflow', 'image', 'tag');
  const image = `${scalarText(at('airflow', 'image', 'repository')?.value) || 'apache/airflow'}:${scalarText(tag?.value) ?? ''}`;
  const version = versionOfImage(image);
  const pools = items(file, at('airflow', 'pools')?.value).flatMap((item): PoolFact[] => {
    const name = scalarText(entryAt(file, item, 'name')?.value);
    const slots = Number(scalarText(entryAt(file, item, 'slots')?.value) ?? Number.NaN);
    return name ? [{ name, ...(Number.isInteger(slots) ? { slots } : {}), at: rangeOf(item) }] : [];
  });
  const triggerer = at('triggerer');
  const first = entries(file, root)[0]?.keyAt ?? rangeOf(root);
  const pgbouncer = at('pgbouncer', 'enabled');
  return {
    ...noFacts,
    environment: [
      ...(executor ? [option('core.executor', plainText(executor.value), executor.at)] : []),
      ...options,
    ],
    ...others,
    pools,
    versions: tag && version ? [{ version, what: image, at: tag.at }] : [],
    services: ['scheduler', 'workers', 'triggerer', 'web'].flatMap((component) =>
      serviceOf(file, at(component), mountsOf(file, at('airflow', 'extraVolumeMounts')?.value)),
    ),
    triggerer: triggererOf(file, triggerer, first),
    ...(pgbouncer ? { pgbouncer: { on: isTrue(pgbouncer), at: pgbouncer.at } } : {}),
  };
}

const roleOf: Readonly<Record<string, Role>> = {
  scheduler: 'scheduler',
  workers: 'worker',
  triggerer: 'triggerer',
  dagProcessor: 'dag-processor',
  webserver: 'webserver',
  web: 'webserver',
  apiServer: 'api-server',
};

function serviceOf(file: YamlFile, entry: YamlEntry | undefined, shared: readonly Mount[]): Service[] {
  if (!entry || isOff(file, entry)) return [];
  const at = (...path: readonly string[]) => entryAt(file, entry.value, ...path);
  const args = at('args') ?? at('command');
  const command = commandText(file, args?.value);
  const queue = at('queue') ?? at('celery', 'queue');
  const queueName = scalarText(queue?.value);
  const isAutoscaled = isTrue(at('keda', 'enabled')) || isTrue(at('hpa', 'enabled'));
  const replicas = isAutoscaled ? undefined : integer(at('replicas') ?? at('celery', 'replicas'));
  const memory = at('resources', 'limits', 'memory') ?? at('celery', 'resources', 'limits', 'memory');
  const bytes = kubernetesBytes(scalarText(memory?.value) ?? '');
  return [
    {
      name: entry.key,
      roles: [roleOf[entry.key] as Role],
      at: entry.keyAt,
      ...(queue && queueName && !hasReference(queueName)
        ? { queues: { names: queueName.split(','), at: queue.at } }
        : queue
          ? { queuesUnknown: true as const }
          : {}),
      ...(args ? workerFlags(command, args.at) : {}),
      ...(replicas ? { replicas } : {}),
      ...(memory && bytes !== undefined ? { memoryLimit: { value: bytes, at: memory.at } } : {}),
      mounts: [...mountsOf(file, at('extraVolumeMounts')?.value), ...shared],
      options: airflowEnvironment(environmentOf(file, at('env')?.value)).options,
      environmentFiles: [],
    },
  ];
}

/** Both charts run a triggerer unless it is switched off. */
function triggererOf(file: YamlFile, entry: YamlEntry | undefined, first: Range): SwitchFact {
  const isStated =
    entryAt(file, entry?.value, 'enabled') !== undefined ||
    entryAt(file, entry?.value, 'replicas') !== undefined;
  if (!entry || !isStated) return { on: true, implied: true, at: entry?.keyAt ?? first };
  return { on: !isOff(file, entry), at: entry.keyAt };
}

/** The text of a value; undefined where Helm or another program fills it in. */
function plainText(node: Node | undefined): string | undefined {
  const text = scalarText(node);
  return text?.includes('{{') ? undefined : text;
}

function isTrue(entry: YamlEntry | undefined): boolean {
  return scalarText(entry?.value)?.toLowerCase() === 'true';
}

/** Switched off by `enabled: false`, or scaled to nothing by hand. */
function isOff(file: YamlFile, entry: YamlEntry | undefined): boolean {
  const enabled = scalarText(entryAt(file, entry?.value, 'enabled')?.value)?.toLowerCase();
  if (enabled === 'false') return true;
  const isAutoscaled = isTrue(entryAt(file, entry?.value, 'keda', 'enabled'));
  return !isAutoscaled && scalarText(entryAt(file, entry?.value, 'replicas')?.value) === '0';
}

function integer(entry: YamlEntry | undefined): NumberFact | undefined {
  const text = scalarText(entry?.value) ?? '';
  return entry && /^\d+$/.test(text) ? { value: Number(text), at: entry.at } : undefined;
}

function mountsOf(file: YamlFile, node: Node | undefined): Mount[] {
  return items(file, node).flatMap((item) => {
    const target = scalarText(entryAt(file, item, 'mountPath')?.value);
    return target && !hasReference(target) ? [{ target, at: rangeOf(item) }] : [];
  });
}

function assignment(name: string, entry: YamlEntry | undefined): Assignment {
  const value = plainText(entry?.value);
  return { name, ...(value === undefined ? {} : { value }), at: entry?.at ?? { start: 0, end: 0 } };
}

/** `- name: X` with `value: y`; with `valueFrom` the value lies elsewhere. A map of names is taken as well. */
function environmentOf(file: YamlFile, node: Node | undefined): Assignment[] {
  const listed = items(file, node).flatMap((item) => {
    const name = scalarText(entryAt(file, item, 'name')?.value);
    if (!name) return [];
    const value = plainText(entryAt(file, item, 'value')?.value);
    return [{ name, ...(value === undefined ? {} : { value }), at: rangeOf(item) }];
  });
  return [...listed, ...entries(file, node).map((entry) => assignment(entry.key, entry))];
}

/** `extraEnv` is YAML in a text; its names are found again where they are written. */
function extraEnvironment(file: YamlFile, entry: YamlEntry | undefined, text: string): Assignment[] {
  const inner = scalarText(entry?.value);
  if (!entry || !inner) return environmentOf(file, entry?.value);
  const nested = readYaml(inner);
  let from = entry.at.start;
  return environmentOf(nested, nested.root).map((one) => {
    const start = text.indexOf(one.name, from);
    if (start < 0 || start >= entry.at.end) return { ...one, at: entry.at };
    from = start + one.name.length;
    return { ...one, at: { start, end: from } };
  });
}
