/** docker-compose files: services, what runs in them, their environment, images, mounts and limits. */
import type { Node } from 'yaml';
import type { Range } from '../model/facts.ts';
import { type CommandFacts, readCommands, rolesOfCommand, startsAirflow, workerFlags } from './commands.ts';
import { type Assignment, airflowEnvironment, interpolate } from './environment.ts';
import {
  type FileFacts,
  type FileReference,
  type Mount,
  type NumberFact,
  noFacts,
  type OptionFact,
  type Role,
  type Service,
  type VersionFact,
} from './facts.ts';
import { isAirflowImage, versionOfImage } from './images.ts';
import { composeBytes } from './quantities.ts';
import {
  commandText,
  entries,
  entryAt,
  items,
  rangeOf,
  readYaml,
  scalarText,
  type YamlEntry,
  type YamlFile,
} from './yaml-document.ts';

export interface ComposeFacts extends FileFacts {
  /** Whether any of its services has to do with Airflow. */
  readonly isAirflow: boolean;
  /** Dockerfiles that its Airflow services are built from, as they are written. */
  readonly builds: readonly FileReference[];
}

/**
 * Reads a compose file; anchors, merge keys, extension fields and `extends` within the file count where they are used.
 * `variables` are those of the `.env` file beside it. Source: https://docs.docker.com/reference/compose-file/
 */
export function readCompose(text: string, variables: ReadonlyMap<string, string> = new Map()): ComposeFacts {
  const file = readYaml(text);
  const services = entries(file, entryAt(file, file.root, 'services')?.value);
  const read = services.map((entry) => readService(file, withExtends(file, entry, services), variables));
  const airflow = read.filter((one) => one.isAirflow);
  const commands = airflow.map((one) => one.commands);
  const composeFiles = composeFilesOf(file, services);
  return {
    ...noFacts,
    isAirflow: airflow.length > 0,
    ...(composeFiles.length > 0 ? { composeFiles } : {}),
    builds: airflow.flatMap((one) => one.build ?? []),
    environment: unique(airflow.flatMap((one) => one.options)),
    versions: unique(airflow.flatMap((one) => one.version ?? [])),
    services: read
      .filter((one) => one.isAirflow || (airflow.length > 0 && one.service.roles.length > 0))
      .map(({ service }) => service),
    pools: unique(commands.flatMap((one) => one.pools)),
    pythonPath: unique(airflow.flatMap((one) => one.pythonPath)),
    poolImports: unique(commands.flatMap((one) => one.poolImports)),
    connections: unique([
      ...airflow.flatMap((one) => one.connections),
      ...commands.flatMap((one) => one.connections),
    ]),
    variables: unique([
      ...airflow.flatMap((one) => one.variables),
      ...commands.flatMap((one) => one.variables),
    ]),
    ...triggererOf(
      airflow.map((one) => one.service),
      airflow.length > 0 ? read.find((one) => one.isTriggerer)?.service : undefined,
    ),
    ...pgbouncerOf(read.map((one) => one.service)),
    ...(file.problem ? { problem: file.problem } : {}),
  };
}

/**
 * Paths of `include`, in its short and long syntax, and of `extends` of a service in another file. Sources:
 * https://docs.docker.com/reference/compose-file/include/, https://docs.docker.com/reference/compose-file/services/#extends
 */
function composeFilesOf(file: YamlFile, services: readonly YamlEntry[]): FileReference[] {
  const reference = (node: Node | undefined): FileReference[] => {
    const path = scalarText(node);
    return path ? [{ path, at: rangeOf(node) }] : [];
  };
  const included = items(file, entryAt(file, file.root, 'include')?.value).flatMap((item) => {
    const path = entryAt(file, item, 'path')?.value;
    return [...reference(item), ...reference(path), ...items(file, path).flatMap(reference)];
  });
  const extended = services.flatMap((one) => reference(entryAt(file, one.value, 'extends', 'file')?.value));
  return [...included, ...extended];
}

/** What an anchor brings into several services is one fact. */
function unique<T extends { readonly at: Range }>(facts: readonly T[]): T[] {
  return [...new Map(facts.map((one) => [`${one.at.start} ${JSON.stringify(one)}`, one])).values()];
}

/** A deployment that shows its scheduler shows its triggerer as well, unless it starts something that does not tell. */
function triggererOf(
  services: readonly Service[],
  triggerer: Service | undefined,
): Pick<FileFacts, 'triggerer'> {
  const has = (...roles: Role[]) =>
    services.find((service) => roles.some((role) => service.roles.includes(role)));
  const present = triggerer ?? has('standalone');
  if (present) return { triggerer: { on: true, at: present.at } };
  const scheduler = has('scheduler');
  const isClear = services.every((service) => service.roles.length > 0);
  return scheduler && isClear ? { triggerer: { on: false, at: scheduler.at } } : {};
}

function pgbouncerOf(services: readonly Service[]): Pick<FileFacts, 'pgbouncer'> {
  const pgbouncer = services.find((service) => service.roles.includes('pgbouncer'));
  return pgbouncer ? { pgbouncer: { on: true, at: pgbouncer.at } } : {};
}

interface Entries {
  readonly name: string;
  readonly at: Range;
  readonly entries: readonly YamlEntry[];
}

/** The entries of a service over those of the one that it extends in the same file. */
function withExtends(
  file: YamlFile,
  service: YamlEntry,
  all: readonly YamlEntry[],
  seen: readonly string[] = [],
): Entries {
  const own = entries(file, service.value);
  const extended = own.find((one) => one.key === 'extends');
  const name = scalarText(extended?.value) ?? scalarText(entryAt(file, extended?.value, 'service')?.value);
  const isElsewhere = entryAt(file, extended?.value, 'file') !== undefined;
  const base = name === undefined ? undefined : all.find((one) => one.key === name);
  const result = { name: service.key, at: service.keyAt, entries: own };
  if (!base || isElsewhere || seen.includes(base.key)) return result;
  const inherited = withExtends(file, base, all, [...seen, service.key]).entries;
  return { ...result, entries: [...own, ...inherited] };
}

function readService(file: YamlFile, service: Entries, variables: ReadonlyMap<string, string>) {
  const first = (key: string) => service.entries.find((one) => one.key === key);
  const all = (key: string) => service.entries.filter((one) => one.key === key);
  const image = interpolate(scalarText(first('image')?.value) ?? '', variables);
  const command = `${commandText(file, first('entrypoint')?.value)} ${commandText(file, first('command')?.value)}`;
  const commandAt = first('command')?.at ?? first('entrypoint')?.at ?? service.at;
  // With `extends`, what the service itself sets comes first and wins.
  const assignments = [
    ...new Map(
      all('environment')
        .reverse()
        .flatMap((one) => readEnvironment(file, one.value, variables))
        .map((one) => [one.name, one]),
    ).values(),
  ];
  const environment = airflowEnvironment(assignments);
  const roles = rolesOf(service.name, command, image ?? '');
  const build = buildOf(file, first('build'));
  const isAirflow =
    !/flower|statsd|postgres|redis|pgbouncer|mysql|nginx|grafana/i.test(service.name) &&
    (environment.options.length > 0 ||
      isAirflowImage(image ?? scalarText(first('image')?.value) ?? '') ||
      /airflow/i.test(service.name) ||
      startsAirflow(command));
  const version = image === undefined ? undefined : versionOfImage(image);
  const imageAt = first('image')?.at;
  const memory = memoryOf(file, service.entries, variables);
  const replicas = numberAt(
    entryAt(file, first('deploy')?.value, 'replicas') ?? first('scale'),
    (text) => (/^\d+$/.test(text) ? Number(text) : undefined),
    variables,
  );
  const maxConnections = /max_connections[= ](\d+)/.exec(command)?.[1];
  const result: Service = {
    name: service.name,
    roles: isAirflow ? roles : roles.filter((role) => role === 'database' || role === 'pgbouncer'),
    at: service.at,
    ...workerFlags(command, commandAt),
    ...(replicas ? { replicas } : {}),
    ...(memory ? { memoryLimit: memory } : {}),
    mounts: all('volumes').flatMap((one) => mountsOf(file, one.value)),
    options: environment.options,
    environmentFiles: all('env_file').flatMap((one) => environmentFiles(file, one)),
    ...(maxConnections ? { maxConnections: { value: Number(maxConnections), at: commandAt } } : {}),
  };
  return {
    service: result,
    isAirflow,
    isTriggerer: roles.includes('triggerer'),
    options: environment.options as readonly OptionFact[],
    connections: environment.connections,
    variables: environment.variables,
    pythonPath: environment.pythonPath,
    ...(isAirflow && version && imageAt
      ? { version: { version, what: image as string, at: imageAt } as VersionFact }
      : {}),
    ...(build ? { build } : {}),
    commands: placed(readCommands(command), commandAt),
  };
}

/** A command is joined from parts, so what it says stands where the command stands. */
function placed(facts: CommandFacts, at: Range): CommandFacts {
  const here = <T extends { readonly at: Range }>(found: readonly T[]): T[] =>
    found.map((one) => ({ ...one, at }));
  return {
    pools: here(facts.pools),
    poolImports: here(facts.poolImports),
    connections: here(facts.connections),
    variables: here(facts.variables),
  };
}

function rolesOf(name: string, command: string, image: string): Role[] {
  const roles = new Set<Role>(rolesOfCommand(command));
  if (/pgbouncer/i.test(`${name} ${image}`)) roles.add('pgbouncer');
  else if (/(^|\/)(bitnami\/)?(postgres|postgresql|postgis|mysql|mariadb)(:|$)/i.test(image))
    roles.add('database');
  if (roles.size > 0) return [...roles];
  const byName = /(scheduler|triggerer|dag-?processor|webserver|api-?server|worker|standalone)/i
    .exec(name)?.[1]
    ?.toLowerCase();
  if (byName) roles.add(byName.replace(/^dag-?/, 'dag-').replace(/^api-?/, 'api-') as Role);
  else if (/(^|[-_])(init|cli|migrate|setup|upgrade|initdb)([-_]|$)/i.test(name)) roles.add('setup');
  return [...roles];
}

/** `environment` as a map or as a list of `NAME=value`. A name without a value comes from the outside. */
function readEnvironment(
  file: YamlFile,
  node: Node | undefined,
  variables: ReadonlyMap<string, string>,
): Assignment[] {
  const assignment = (name: string, raw: string | undefined, at: Range): Assignment => {
    const value = raw === undefined ? variables.get(name) : interpolate(raw, variables);
    return { name, ...(value === undefined ? {} : { value }), at };
  };
  const listed = items(file, node).flatMap((item) => {
    const text = scalarText(item) ?? '';
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    return name === ''
      ? []
      : [assignment(name, equals < 0 ? undefined : text.slice(equals + 1), rangeOf(item))];
  });
  const mapped = entries(file, node).map((entry) => {
    const raw = scalarText(entry.value);
    // `NAME:` without a value comes from the outside; `NAME: ""` is empty.
    const isNull = raw === undefined || (raw === '' && !isQuoted(entry.value));
    return assignment(entry.key, isNull ? undefined : raw, entry.at);
  });
  return [...listed, ...mapped];
}

function isQuoted(node: Node | undefined): boolean {
  const type = (node as { type?: string } | undefined)?.type ?? '';
  return type.startsWith('QUOTE');
}

function environmentFiles(file: YamlFile, entry: YamlEntry): FileReference[] {
  const single = scalarText(entry.value);
  const nodes = single === undefined ? items(file, entry.value) : [entry.value as Node];
  return nodes.flatMap((node) => {
    const path = scalarText(node) ?? scalarText(entryAt(file, node, 'path')?.value);
    return path ? [{ path, at: rangeOf(node) }] : [];
  });
}

function buildOf(file: YamlFile, entry: YamlEntry | undefined): FileReference | undefined {
  if (!entry) return undefined;
  const context = scalarText(entry.value) ?? scalarText(entryAt(file, entry.value, 'context')?.value) ?? '.';
  const dockerfile = scalarText(entryAt(file, entry.value, 'dockerfile')?.value) ?? 'Dockerfile';
  return { path: `${context.replace(/\/$/, '')}/${dockerfile}`, at: entry.at };
}

function mountsOf(file: YamlFile, node: Node | undefined): Mount[] {
  return items(file, node).flatMap((item) => {
    const target = scalarText(entryAt(file, item, 'target')?.value) ?? shortTarget(scalarText(item) ?? '');
    return target ? [{ target, at: rangeOf(item) }] : [];
  });
}

/** The path in the container of `SOURCE:TARGET[:MODE]`, also where the source has a default: `${DIR:-.}/dags:/opt/…`. */
function shortTarget(text: string): string | undefined {
  const plain = text.replace(/\$\{[^{}]*\}/g, '_');
  return /:(\/[^:]*)(?::[\w,]+)?$/.exec(plain)?.[1] ?? (/^\/[^:]*$/.test(plain) ? plain : undefined);
}

function memoryOf(
  file: YamlFile,
  service: readonly YamlEntry[],
  variables: ReadonlyMap<string, string>,
): NumberFact | undefined {
  const deploy = service.find((one) => one.key === 'deploy');
  const limit =
    entryAt(file, deploy?.value, 'resources', 'limits', 'memory') ??
    service.find((one) => one.key === 'mem_limit');
  return numberAt(limit, composeBytes, variables);
}

function numberAt(
  entry: YamlEntry | undefined,
  read: (text: string) => number | undefined,
  variables: ReadonlyMap<string, string>,
): NumberFact | undefined {
  const text = interpolate(scalarText(entry?.value) ?? '', variables);
  const value = text === undefined ? undefined : read(text);
  return entry && value !== undefined ? { value, at: entry.at } : undefined;
}
