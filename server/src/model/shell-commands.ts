/** The commands of a shell text, as far as they can be told apart without running it. */

/** A word of a command: quotes are taken off, variables stay as they are. */
export type Words = readonly string[];

const wordLimit = 200;
const textLimit = 20_000;
/** Words before a command that only change how it runs. */
const prefixes = new Set([
  'sudo',
  'exec',
  'time',
  'nohup',
  'env',
  'command',
  'then',
  'do',
  'else',
  '!',
  '{',
  '(',
]);

/**
 * The commands of a text for bash, `\` at line ends joined, comments left out. What stands inside quotes or `$(…)` is part of
 * a word. Texts longer than 20 000 characters end there.
 */
export function commandsIn(text: string): Words[] {
  const found: Words[] = [];
  let words: string[] = [];
  const close = () => {
    const at = words.findIndex((word) => !prefixes.has(word) && !/^\w+=/.test(word));
    if (at >= 0) found.push(words.slice(at));
    words = [];
  };
  const token =
    /(\\\r?\n|[ \t\r]+)|(#[^\n]*)|(\n|;|&&|\|\||[|&()])|((?:"(?:[^"\\]|\\[\s\S])*"|'[^']*'|\$\([^)\n]*\)|\\[\s\S]|[^\s"'\\;|&()]|["'])+)/g;
  for (const [, , , separator, word] of text.slice(0, textLimit).matchAll(token)) {
    if (separator !== undefined) close();
    else if (word !== undefined && words.length < wordLimit) words.push(unquoted(word));
  }
  close();
  return found;
}

function unquoted(word: string): string {
  return word.replace(/"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'/g, (_, double, single) => double ?? single);
}

/** The name of the program that a command starts: `airflow` of `/usr/local/bin/airflow`, of `python -m pip` `pip`. */
export function programOf(words: Words): { readonly name: string; readonly rest: Words } {
  const [first = '', ...rest] = words;
  const name = first.slice(first.lastIndexOf('/') + 1);
  const isModule = /^python[\d.]*$/.test(name) && rest[0] === '-m' && rest[1] !== undefined;
  return isModule ? { name: rest[1] as string, rest: rest.slice(2) } : { name, rest };
}
