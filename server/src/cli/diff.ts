/** What fixing would change, as a patch. */
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { Palette } from '../report/text.ts';
import { shown } from './check.ts';
import type { FileChange } from './write.ts';

/** A unified diff of each changed file, by path; `patch -p0` in `cwd` applies it. Empty without changes. */
export function diffText(changes: readonly FileChange[], cwd: string, palette: Palette): string {
  const texts = new Map<string, { readonly before: string; readonly after: string }>();
  for (const change of changes) {
    const mark = change.before.bom ? '\ufeff' : '';
    const before = texts.get(change.path)?.before ?? mark + change.before.text;
    texts.set(change.path, { before, after: mark + change.text });
  }
  return [...texts]
    .map(([path, { before, after }]) => ({ name: shown(path, cwd), before, after }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, before, after }) =>
      createTwoFilesPatch(name, name, before, after, undefined, undefined, {
        context: 3,
        headerOptions: FILE_HEADERS_ONLY,
      }),
    )
    .map((patch) => coloured(patch, palette))
    .join('');
}

function coloured(patch: string, palette: Palette): string {
  return patch.replace(/^(?:(\+\+\+|---) .*|@@ .*|[+-].*)$/gm, (line, header: string | undefined) => {
    if (header) return palette.bold(line);
    if (line.startsWith('@@')) return palette.cyan(line);
    return line.startsWith('+') ? palette.green(line) : palette.red(line);
  });
}
