/** What calls of libraries do: which of them use the network, a database, the disk or time. */
import { readsConnection } from './catalogue.ts';
import { connections } from './effects-connections.ts';
import { machine } from './effects-machine.ts';
import { web } from './effects-web.ts';

/**
 * `network`: a request or connection over the network; `construction`: makes a client and sends nothing. `database`: opens a
 * connection or queries; `data-read`: reads a file or a result into memory. `blocking`: waits, or starts processes.
 * `listing`: lists folders. `metadata`: queries Airflow's metadata database; `connection`, `variable`: looks one up;
 * `dagbag`: parses DAG files.
 */
export type EffectKind =
  | 'network'
  | 'construction'
  | 'database'
  | 'data-read'
  | 'blocking'
  | 'listing'
  | 'metadata'
  | 'connection'
  | 'variable'
  | 'dagbag';

export interface Timeout {
  readonly parameter: string;
  /** Its position among arguments without a name; absent where it has to be named. */
  readonly position?: number;
  /** How long a call without it waits at most; null: without end. */
  readonly seconds: number | null;
}

export interface CallEffect {
  readonly does: EffectKind;
  /** What it does, as a sentence goes on behind its name: `sends an HTTP request`. */
  readonly what: string;
  /** Absent where the call has no such parameter, or its default is not known. */
  readonly timeout?: Timeout;
  /** Lists a whole tree of folders. */
  readonly recursive?: true;
  /** Does it only when this argument is given; `made`: an object of this class. */
  readonly only?: { readonly parameter: string; readonly position: number; readonly made?: string };
  /** Where that is documented: an address, or a file of Airflow's source. */
  readonly source: string;
}

/** Calls of the same kind: members of modules or classes. */
export interface Group {
  /** Canonical names of modules or classes. */
  readonly on: readonly string[];
  /** Their members; `construct`: the class itself is called; `all`: every member, also of attributes, but `except`. */
  readonly calls: readonly string[] | 'construct' | 'all';
  readonly except?: RegExp;
  /** Absent: it only makes an object. */
  readonly does?: EffectKind;
  readonly what?: string;
  readonly timeout?: Timeout;
  readonly recursive?: true;
  readonly only?: CallEffect['only'];
  /** Canonical class of the object that the call gives. */
  readonly makes?: string;
  readonly source: string;
}

interface Family extends Omit<Group, 'on' | 'calls'> {
  /** The class that the method is called on. */
  readonly owner: RegExp;
}

const hookClass = /^airflow\.(?:\w+\.)*hooks\.(?:\w+\.)*\w+Hook$/;

/** Classes that are told by their name below a package. */
const families: readonly Family[] = [
  {
    owner: hookClass,
    except:
      /^(?:parse_\w+|get_(?:ui_field_behaviour|connection_form_widgets|s3_bucket_key)|url_from_endpoint|check_response)$/,
    does: 'connection',
    what: 'reads a connection and uses it',
    source: 'https://airflow.apache.org/docs/apache-airflow/stable/howto/custom-operator.html#hooks',
  },
  {
    owner: /^google\.cloud\.(?:\w+\.)*\w*Client$/,
    except:
      /^(?:\w+_path|parse_\w+|from_\w+|bucket|dataset|collection|document|close|get_transport_class|batch|pipeline)$/,
    does: 'network',
    what: 'calls Google Cloud',
    source: 'https://cloud.google.com/python/docs/reference',
  },
  {
    owner: /^google\.cloud\.storage\.(?:\w+\.)?(?:Bucket|Blob)$/,
    except: /^(?:blob|path_helper|from_\w+|notification|generate_signed_url)$/,
    does: 'network',
    what: 'calls Google Cloud',
    timeout: { parameter: 'timeout', seconds: 60 },
    source: 'https://cloud.google.com/python/docs/reference/storage/latest/google.cloud.storage.blob.Blob',
  },
  {
    owner: /^azure\.(?:\w+\.)*\w+Client$/,
    except: /^(?:get_\w+_client|from_\w+|close)$/,
    does: 'network',
    what: 'calls Azure',
    source: 'https://learn.microsoft.com/en-us/python/api/overview/azure/',
  },
  {
    owner: /^kubernetes\.client\.(?:\w+\.)*\w+Api$/,
    does: 'network',
    what: 'calls Kubernetes',
    source: 'https://github.com/kubernetes-client/python/blob/master/kubernetes/README.md',
  },
];

/** A class `*Hook` of Airflow or one of its providers. */
export function isHookClass(name: string | undefined): boolean {
  return name !== undefined && hookClass.test(name);
}

/** Classes below these packages connect to nothing when they are made. */
const clients = /^(?:google\.cloud|azure)\.(?:\w+\.)*\w*Client$/;

interface Index {
  readonly exact: ReadonlyMap<string, Group>;
  readonly whole: ReadonlyMap<string, readonly Group[]>;
}

const index: Index = (() => {
  const exact = new Map<string, Group>();
  const whole = new Map<string, Group[]>();
  for (const group of [...web, ...connections, ...machine]) {
    for (const owner of group.on) {
      if (group.calls === 'construct') exact.set(owner, group);
      else if (group.calls === 'all') whole.set(owner, [...(whole.get(owner) ?? []), group]);
      else for (const member of group.calls) exact.set(`${owner}.${member}`, group);
    }
  }
  return { exact, whole };
})();

/** What calling something with this canonical name does; undefined when nothing is known of it, or it does none of this. */
export function effectOf(callee: string): CallEffect | undefined {
  const name = withoutParents(callee);
  const group = index.exact.get(name) ?? ofOwner(name);
  if (group) return group.does === undefined ? undefined : asEffect(group);
  if (readsConnection(name))
    return {
      does: 'connection',
      what: 'reads a connection',
      source: 'the constructor in the source of the provider',
    };
  if (clients.test(name))
    return {
      does: 'construction',
      what: 'makes a client',
      source: 'https://cloud.google.com/python/docs/reference',
    };
  return undefined;
}

function asEffect({ does, what, timeout, recursive, only, source }: Omit<Group, 'on' | 'calls'>): CallEffect {
  return {
    does: does as EffectKind,
    what: what ?? '',
    ...(timeout ? { timeout } : {}),
    ...(recursive ? { recursive } : {}),
    ...(only ? { only } : {}),
    source,
  };
}

/** The group of a class, for any of its methods: `hvac.Client.secrets.kv.read` too. */
function ofOwner(name: string): Omit<Group, 'on' | 'calls'> | undefined {
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    const owner = name.slice(0, dot);
    const member = name.slice(dot + 1);
    // `super().__init__(…)`: what a constructor does is known elsewhere.
    if (member.startsWith('__')) return undefined;
    const found = index.whole.get(owner)?.find((one) => !one.except?.test(member));
    if (found) return found;
    if (member.includes('.')) continue;
    const family = families.find((one) => one.owner.test(owner) && !one.except?.test(member));
    if (family) return family;
  }
  return undefined;
}

/** The canonical class of the object that a call gives; undefined when it is not known, or follows from the name. */
export function madeBy(callee: string): string | undefined {
  const name = withoutParents(callee);
  const exact = index.exact.get(name);
  if (exact) return exact.makes;
  const dot = name.lastIndexOf('.');
  const owner = name.slice(0, dot);
  const member = name.slice(dot + 1);
  if (clients.test(owner)) {
    if (member.startsWith('from_')) return owner;
    if (member === 'bucket' || member === 'get_bucket') return 'google.cloud.storage.Bucket';
    const azure = /^get_(\w+)_client$/.exec(member)?.[1];
    if (azure) return `azure.${azure}.${azure}Client`;
  }
  return owner === 'google.cloud.storage.Bucket' && (member === 'blob' || member === 'get_blob')
    ? 'google.cloud.storage.Blob'
    : undefined;
}

/** `Path.parent.glob` is a method of a path like `Path.glob`. */
function withoutParents(name: string): string {
  return name.startsWith('pathlib.Path.parent')
    ? name.replace(/^pathlib\.Path(?:\.parent)+/, 'pathlib.Path')
    : name;
}
