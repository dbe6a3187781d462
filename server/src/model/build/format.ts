/** Text from objects: string literals, f-strings, `%` and `str.format`. */
import { Field, Kind } from '../../syntax/kinds.ts';
import {
  childByField,
  children,
  firstChild,
  kindAt,
  type Node,
  type Tree,
  textOf,
} from '../../syntax/tree.ts';
import { unescaped } from '../strings.ts';
import { enumText } from './enumerations.ts';
import { isSequence, keyOf, newBudget, type PyObject, str, unknown, within } from './objects.ts';

/** Text that is put together grows no longer than this. */
const longest = 100_000;

/** The object of a string literal, of several written side by side, or of an f-string. */
export function stringLiteral(tree: Tree, node: Node, evaluate: (node: Node) => PyObject): PyObject {
  const parts = kindAt(tree, node) === Kind.concatenated_string ? [...children(tree, node)] : [node];
  let value = '';
  let missing: string | undefined;
  for (const part of parts) {
    if (kindAt(tree, part) !== Kind.string) continue;
    const start = firstChild(tree, part);
    const prefix = start < 0 ? '' : textOf(tree, start).toLowerCase();
    if (prefix.includes('b')) return { type: 'made', of: 'builtins.bytes' };
    for (const child of children(tree, part)) {
      const kind = kindAt(tree, child);
      if (kind === Kind.string_content) {
        const raw = textOf(tree, child);
        const content = prefix.includes('f') ? raw.replaceAll('{{', '{').replaceAll('}}', '}') : raw;
        if (content.includes('\\N{') && !prefix.includes('r')) missing = 'a named character';
        value += prefix.includes('r') ? content : unescaped(content);
      } else if (kind === Kind.interpolation) {
        const text = interpolated(tree, child, evaluate);
        if (text === undefined) missing = `\`${textOf(tree, child)}\` is not known`;
        else value += text;
      }
    }
  }
  if (missing !== undefined || value.length > longest) return unknown(missing);
  return str(value);
}

function interpolated(tree: Tree, node: Node, evaluate: (node: Node) => PyObject): string | undefined {
  const expression = childByField(tree, node, Field.expression);
  if (expression < 0) return undefined;
  const object = evaluate(expression);
  const rest = tree.text.slice(tree.end[expression], tree.end[node]).trim();
  const shape = /^(!(?<conversion>[rsa]))?\s*(:(?<format>[^{}]*))?\}$/s.exec(rest);
  if (!shape) return undefined;
  const { conversion, format = '' } = shape.groups ?? {};
  if (conversion) {
    const text = conversion === 's' ? textOfObject(object) : representation(object);
    return text === undefined ? undefined : formatted(str(text), format);
  }
  return formatted(object, format);
}

/** `str(object)`; undefined when it is not known. */
export function textOfObject(object: PyObject): string | undefined {
  switch (object.type) {
    case 'str':
      return object.value;
    case 'int':
      return String(object.value);
    case 'bool':
      return object.value ? 'True' : 'False';
    case 'none':
      return 'None';
    case 'float':
      return floatText(object.value);
    case 'external':
      return enumText(object.name);
    default:
      return isSequence(object) || object.type === 'dict' ? representation(object) : undefined;
  }
}

function floatText(value: number): string | undefined {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  if (Number.isInteger(value)) return Math.abs(value) < 1e16 ? `${value}.0` : undefined;
  return Math.abs(value) >= 1e-4 && Math.abs(value) < 1e16 ? String(value) : undefined;
}

/** `repr(object)`; undefined when it is not known. */
export function representation(object: PyObject, budget = newBudget()): string | undefined {
  if (object.type === 'str') {
    const quote = object.value.includes("'") && !object.value.includes('"') ? '"' : "'";
    // Escapes of control characters and the like are left to Python.
    if (!/^[\x20-\x7e]*$/.test(object.value)) return undefined;
    return quote + object.value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote;
  }
  if (object.type === 'list' || object.type === 'tuple') {
    if (!object.complete) return undefined;
    const parts = object.items.map((item) => within(budget, () => representation(item, budget)));
    if (parts.includes(undefined)) return undefined;
    if (object.type === 'list') return `[${parts.join(', ')}]`;
    return parts.length === 1 ? `(${parts[0]},)` : `(${parts.join(', ')})`;
  }
  if (object.type === 'dict') {
    if (!object.complete) return undefined;
    const parts = [...object.entries.values()].map(({ key, value }) => {
      const texts = [key, value].map((one) => within(budget, () => representation(one, budget)));
      return texts.includes(undefined) ? undefined : texts.join(': ');
    });
    return parts.includes(undefined) ? undefined : `{${parts.join(', ')}}`;
  }
  return object.type === 'set' ? undefined : textOfObject(object);
}

/** `format(object, specification)` for widths, fills and the commonest number formats. */
export function formatted(object: PyObject, specification: string): string | undefined {
  if (specification === '') return textOfObject(object);
  const shape =
    /^(?:(?<fill>.)?(?<align>[<>^=]))?(?<zero>0)?(?<width>\d+)?(?:\.(?<digits>\d+))?(?<type>[sdfxX]?)$/s.exec(
      specification,
    );
  if (!shape) return undefined;
  const { fill, align, zero, width, digits, type } = shape.groups ?? {};
  const isNumber = object.type === 'int' || object.type === 'float' || object.type === 'bool';
  let text: string | undefined;
  if (isNumber && type === 'f')
    text = Number(object.value).toFixed(digits === undefined ? 6 : Number(digits));
  else if (digits !== undefined) return undefined;
  else if (object.type === 'int' && (type === 'x' || type === 'X')) {
    text = object.value.toString(16);
    if (type === 'X') text = text.toUpperCase();
  } else if (type === 'd' ? object.type === 'int' : type === 's' || type === '') text = textOfObject(object);
  if (text === undefined) return undefined;
  const target = width === undefined ? 0 : Number(width);
  if (target > 1_000) return undefined;
  const pad = fill ?? (zero ? '0' : ' ');
  const missing = Math.max(0, target - text.length);
  const where = align ?? (zero && isNumber ? '=' : isNumber ? '>' : '<');
  if (where === '<') return text + pad.repeat(missing);
  if (where === '^') {
    const before = Math.floor(missing / 2);
    return pad.repeat(before) + text + pad.repeat(missing - before);
  }
  if (where === '=' && /^[+-]/.test(text)) return text.slice(0, 1) + pad.repeat(missing) + text.slice(1);
  return pad.repeat(missing) + text;
}

/** `"…" % values` with `%s`, `%d` and widths. */
export function formatPercent(template: string, values: PyObject): PyObject {
  const queue = values.type === 'tuple' ? [...values.items] : [values];
  let failed = values.type === 'tuple' && !values.complete;
  const text = template.replace(
    /%(?:\((?<name>\w+)\))?(?<flags>[-0]?)(?<width>\d*)(?<type>[sdr%])/g,
    (...match) => {
      const { name, flags, width, type } = match.at(-1) as Record<string, string>;
      if (type === '%') return '%';
      const key = name === undefined ? undefined : keyOf(str(name));
      const named = key !== undefined && values.type === 'dict' ? values.entries.get(key)?.value : undefined;
      const object = name === undefined ? queue.shift() : named;
      const plain = object && (type === 'r' ? representation(object) : textOfObject(object));
      if (plain === undefined) failed = true;
      const pad = flags === '0' ? '0' : ' ';
      const wide = Number(width || 0);
      if (wide > 1_000) failed = true;
      if (failed) return '';
      return flags === '-' ? (plain ?? '').padEnd(wide) : (plain ?? '').padStart(wide, pad);
    },
  );
  return failed || /%[^%]/.test(template.replace(/%(\(\w+\))?[-0]?\d*[sdr%]/g, '')) ? unknown() : str(text);
}

/** `template.format(…)` with positions, names and format specifications. */
export function formatBraces(
  template: string,
  positional: readonly PyObject[],
  named: ReadonlyMap<string, PyObject>,
): PyObject {
  let failed = false;
  let position = 0;
  const text = template.replace(/\{\{|\}\}|\{([^{}:!]*)(?::([^{}]*))?\}/g, (whole, name, format) => {
    if (whole === '{{') return '{';
    if (whole === '}}') return '}';
    const object =
      name === '' ? positional[position++] : /^\d+$/.test(name) ? positional[Number(name)] : named.get(name);
    const plain = object && formatted(object, format ?? '');
    if (plain === undefined) failed = true;
    return plain ?? '';
  });
  return failed || text.length > longest ? unknown() : str(text);
}
