/** Changed versions of a text: what laws must hold on beside the text itself. */

/** The same code in another shape; every one is legal Python when the text is. Names say what was done. */
export function variants(text: string): { readonly name: string; readonly text: string }[] {
  return [
    { name: 'with \\r\\n', text: text.replace(/\r?\n/g, '\r\n') },
    { name: 'indented by tabs', text: tabbed(text) },
    { name: 'with a byte order mark', text: `\ufeff${text.replace(/^\ufeff/, '')}` },
    { name: 'without the last line break', text: text.replace(/\s+$/, '') },
    { name: 'in a function that is called', text: inFunction(text) },
    { name: 'with a comment at the end of each line', text: commented(text) },
  ];
}

const broken = /("""|''')/;

/** Unchanged where a line begins with spaces that are no whole steps, or in a string. */
function tabbed(text: string): string {
  if (broken.test(text) || /^(?: {4})* {1,3}\S/m.test(text)) return text;
  return text.replace(/^(?: {4})+/gm, (spaces) => '\t'.repeat(spaces.length / 4));
}

/** The whole text as the body of a function; unchanged where indenting would change strings. */
function inFunction(text: string): string {
  if (broken.test(text) || /\\\r?$/m.test(text) || /^from (__future__|\S+ import \*)/m.test(text))
    return text;
  const body = text.replace(/^\ufeff/, '').replace(/^(?=.*\S)/gm, '    ');
  return `def build():\n    pass\n${body}${body.endsWith('\n') ? '' : '\n'}\n\nbuild()\n`;
}

function commented(text: string): string {
  if (broken.test(text)) return text;
  return text
    .split('\n')
    .map((line, index) =>
      /[^\\\s]\s*$/.test(line) && !line.includes('#') ? `${line.trimEnd()}  # note ${index}` : line,
    )
    .join('\n');
}

/** Text as it looks in the middle of an edit: a line gone, twice, moved, or indented; pieces cut out. */
export function mutations(text: string, next: () => number): string[] {
  const lines = text.split('\n');
  const pick = () => Math.floor(next() * lines.length);
  const at = pick();
  const line = lines[at] as string;
  const from = Math.floor(next() * (text.length + 1));
  const junk = ['(', '"', '{', ':', '\n', '    ', '@', ' = ', '>>', '*', '😀', '\u2028', '\0'];
  return [
    lines.toSpliced(at, 1).join('\n'),
    lines.toSpliced(at, 0, line).join('\n'),
    lines.toSpliced(at, 1).toSpliced(pick(), 0, line).join('\n'),
    lines.toSpliced(at, 1, `    ${line}`).join('\n'),
    lines.toSpliced(at, 1, line.trimStart()).join('\n'),
    text.slice(0, from) + text.slice(from + 1 + Math.floor(next() * 20)),
    text.slice(0, from) + junk[Math.floor(next() * junk.length)] + text.slice(from),
  ];
}
