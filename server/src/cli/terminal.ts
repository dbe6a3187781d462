/** Colours and progress, only where a person looks. */
import { createColors } from 'picocolors';
import { type Palette, printable } from '../report/text.ts';

/** Colours for a stream: on a terminal, unless `NO_COLOR` is set; anywhere with `FORCE_COLOR`, and nowhere with 0 or false. */
export function colours(stream: { readonly isTTY?: boolean }): Palette {
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
  if (FORCE_COLOR) return createColors(FORCE_COLOR !== '0' && FORCE_COLOR !== 'false');
  return createColors(!NO_COLOR && TERM !== 'dumb' && stream.isTTY === true);
}

export interface Progress {
  show(line: string): void;
  clear(): void;
}

/** One line on standard error that is written over again and again; nothing where that is no terminal. */
export function progressLine(): Progress {
  if (!process.stderr.isTTY) return { show() {}, clear() {} };
  let last = 0;
  const write = (text: string) => process.stderr.write(`\r\x1b[2K${text}`);
  return {
    show(line) {
      const now = Date.now();
      if (now - last < 50) return;
      last = now;
      write(printable(line).slice(0, Math.max(20, (process.stderr.columns ?? 80) - 1)));
    },
    clear: () => void write(''),
  };
}
