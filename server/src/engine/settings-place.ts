/** Where a TOML text sets a key. */

export interface Place {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/**
 * Where `key` (its parts, below `table`) is set, or the closest thing around it that the text names; with `value`, where
 * that string stands in what the key is set to. Undefined when nothing of it is found.
 */
export function placeOfKey(
  text: string,
  table: readonly string[],
  key: readonly string[],
  value?: string,
): Place | undefined {
  const lines = text.split(/\r\n|\n/);
  const wanted = [...table, ...key];
  let best: { line: number; column: number; depth: number } | undefined;
  let header: readonly string[] = [];
  for (const [index, line] of lines.entries()) {
    const opened = /^\s*\[\[?([^[\]]+)\]/.exec(line);
    const assigned = /^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=/.exec(line);
    let path: readonly string[] | undefined;
    if (opened) path = header = keyParts(opened[1] as string);
    else if (assigned) path = [...header, ...keyParts(assigned[1] as string)];
    if (!path) continue;
    const depth = Math.min(path.length, wanted.length);
    const fits = path.slice(0, depth).every((part, at) => part === wanted[at]);
    // A table further down sets the keys above it as well, but says less than one that stops short.
    const known = fits ? (path.length > wanted.length ? wanted.length - 0.5 : depth) : 0;
    if (known > Math.max(best?.depth ?? 0, table.length - 1))
      best = { line: index, column: line.search(/\S/), depth: known };
  }
  if (!best) return undefined;
  return inValue(lines, best, value ?? key.at(-1)) ?? { line: best.line + 1, column: best.column + 1 };
}

/** A quoted value, or a key of an inline table, on the line of the key or in the array that it opens. */
function inValue(
  lines: readonly string[],
  from: { readonly line: number; readonly column: number },
  word: string | undefined,
): Place | undefined {
  if (word === undefined) return undefined;
  for (let index = from.line; index < lines.length; index++) {
    const line = lines[index] as string;
    if (index > from.line && /^\s*(\[[\w".-]|[\w".-]+\s*=)/.test(line)) return undefined;
    const start = index === from.line ? from.column : 0;
    const found = [`"${word}"`, `'${word}'`]
      .map((quoted) => line.indexOf(quoted, start))
      .find((at) => at >= 0);
    if (found !== undefined) return { line: index + 1, column: found + 1 };
    const inline = new RegExp(`[{,]\\s*(${escaped(word)})\\s*[=.]`).exec(line);
    if (inline) return { line: index + 1, column: line.indexOf(word, inline.index) + 1 };
  }
  return undefined;
}

function keyParts(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
