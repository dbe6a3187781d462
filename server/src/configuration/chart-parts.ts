/** What values of the official Helm chart say of its database, its log groomers and its clean-up. */
import type { Range } from '../model/facts.ts';
import { chartValues } from './helm-values.ts';
import { entries, entryAt, readYaml, scalarText } from './yaml-document.ts';

/** Absent: the file says nothing, and the chart's own default holds. */
export interface ChartParts {
  readonly pgbouncer?: boolean;
  /** Where `enabled` of it stands. */
  readonly pgbouncerAt?: Range;
  /** `data.metadataConnection`; `isHidden`: a secret holds it. */
  readonly database: {
    readonly isHidden: boolean;
    readonly protocol?: string;
    readonly host?: string;
    readonly port?: string;
  };
  /** `logGroomerSidecar.enabled` of the workers. */
  readonly logGroomer?: boolean;
  /** `databaseCleanup.enabled` */
  readonly databaseCleanup?: boolean;
  /** The values stand at the top of the file, not below a sub-chart's name. */
  readonly isTop: boolean;
}

/** Undefined for anything but values of the official chart. Never throws. */
export function readChartParts(text: string): ChartParts | undefined {
  const file = readYaml(text);
  const values = chartValues(file, file.root);
  if (!values || values.isCommunity || file.problem) return undefined;
  const at = (...path: readonly string[]) => entryAt(file, values.node, ...path);
  const flag = (...path: readonly string[]) => {
    const written = scalarText(at(...path)?.value)?.toLowerCase();
    return written === 'true' ? true : written === 'false' ? false : undefined;
  };
  const word = (...path: readonly string[]) => scalarText(at(...path)?.value) || undefined;
  const pgbouncer = flag('pgbouncer', 'enabled');
  const place = at('pgbouncer', 'enabled')?.at;
  const groomer =
    flag('workers', 'logGroomerSidecar', 'enabled') ??
    flag('workers', 'celery', 'logGroomerSidecar', 'enabled');
  const cleanup = flag('databaseCleanup', 'enabled');
  const protocol = word('data', 'metadataConnection', 'protocol');
  const host = word('data', 'metadataConnection', 'host');
  const port = word('data', 'metadataConnection', 'port');
  return {
    ...(pgbouncer === undefined ? {} : { pgbouncer }),
    ...(place ? { pgbouncerAt: place } : {}),
    database: {
      isHidden: word('data', 'metadataSecretName') !== undefined,
      ...(protocol ? { protocol } : {}),
      ...(host ? { host } : {}),
      ...(port ? { port } : {}),
    },
    ...(groomer === undefined ? {} : { logGroomer: groomer }),
    ...(cleanup === undefined ? {} : { databaseCleanup: cleanup }),
    isTop: entries(file, file.root).length > 0 && values.node === file.root,
  };
}
