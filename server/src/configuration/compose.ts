/** docker-compose files: environment variables, images, and which Airflow services run. */
import { isMap, isNode, isPair, isScalar, parseDocument, visit } from 'yaml';
import type { Range } from '../model/facts.ts';
import type { OptionFact } from './airflow-cfg.ts';

export interface ComposeFacts {
  readonly options: readonly OptionFact[];
  /** Options that are set to something outside the file (`${NAME}` without a default). */
  readonly unknownOptions: readonly string[];
  readonly images: readonly { readonly image: string; readonly at: Range }[];
  readonly triggerer: 'present' | 'absent' | 'unknown';
  /** The first syntax error. */
  readonly problem?: { readonly message: string; readonly at: Range };
}

/** Reads a compose file; anchors and extension fields count where they are written. Broken YAML is read as far as it goes. */
export function readCompose(text: string): ComposeFacts {
  const document = parseDocument(text, { merge: true, prettyErrors: false });
  const options: OptionFact[] = [];
  const unknownOptions: string[] = [];
  const images: { image: string; at: Range }[] = [];
  const addOption = (assignment: string, value: string, at: Range) => {
    const name = /^AIRFLOW__(\w+?)__(\w+)$/.exec(assignment);
    if (!name) return;
    const key = `${name[1]}.${name[2]}`.toLowerCase();
    const known = interpolated(value);
    if (known === undefined || /_(cmd|secret)$/.test(key))
      unknownOptions.push(key.replace(/_(cmd|secret)$/, ''));
    else options.push({ key, value: known, at });
  };
  visit(document, {
    Pair(_, pair) {
      if (!isScalar(pair.key) || !isScalar(pair.value)) return;
      const at = rangeOf(pair.key.range, pair.value.range);
      addOption(String(pair.key.value), scalarText(pair.value.value), at);
      const image = pair.key.value === 'image' ? interpolated(scalarText(pair.value.value)) : undefined;
      if (image) images.push({ image, at });
    },
    Scalar(_, scalar, path) {
      if (isPair(path.at(-1))) return;
      const [name, ...rest] = scalarText(scalar.value).split('=');
      if (rest.length > 0) addOption(name as string, rest.join('='), rangeOf(scalar.range, scalar.range));
    },
  });
  const error = document.errors[0];
  return {
    options,
    unknownOptions,
    images,
    triggerer: triggererIn(text, document.get('services')),
    ...(error
      ? {
          problem: {
            message: error.message.split('\n', 1)[0] as string,
            at: { start: error.pos[0], end: error.pos[1] },
          },
        }
      : {}),
  };
}

function scalarText(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value ?? '');
}

function rangeOf(
  from: readonly number[] | null | undefined,
  to: readonly number[] | null | undefined,
): Range {
  return { start: from?.[0] ?? 0, end: to?.[1] ?? from?.[1] ?? 0 };
}

/** `${NAME:-default}` becomes its default; undefined when the value comes from outside. */
function interpolated(value: string): string | undefined {
  const filled = value.replace(/\$\{\w+:?-([^}]*)\}/g, '$1');
  return /(?<!\$)\$[\w{]/.test(filled) ? undefined : filled;
}

/** A deployment that shows its scheduler shows its triggerer as well, if it has one. */
function triggererIn(text: string, services: unknown): ComposeFacts['triggerer'] {
  if (!isMap(services)) return 'unknown';
  const written = services.items.map((pair) => {
    const key = isScalar(pair.key) ? pair.key.range : undefined;
    const value = isNode(pair.value) ? pair.value.range : undefined;
    return text.slice(key?.[0] ?? 0, value?.[1] ?? key?.[1] ?? 0);
  });
  if (written.some((service) => /triggerer|\bstandalone\b/.test(service))) return 'present';
  return written.some((service) => /scheduler/.test(service)) ? 'absent' : 'unknown';
}
