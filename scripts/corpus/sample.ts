/** A sample of findings, drawn by chance, as a page to be judged. */
import type { Reported } from '../../server/src/engine/report.ts';
import { lineOf, lineStarts } from '../../server/src/model/lines.ts';
import { random } from '../random.ts';

/** A finding with where it was found. */
export interface Found {
  /** Name of the checkout's folder. */
  readonly repository: string;
  /** Relative to the checkout. */
  readonly path: string;
  readonly text: string;
  readonly finding: Reported;
}

/**
 * `size` findings of each rule, spread over the repositories: each gives one before another gives a second. All, where
 * there are fewer.
 */
export function drawSample(
  found: readonly Found[],
  { seed, size }: { readonly seed: number; readonly size: number },
): ReadonlyMap<string, readonly Found[]> {
  const next = random(seed);
  const byRule = groups(found, (one) => one.finding.rule);
  return new Map(
    [...byRule]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([rule, ofRule]) => {
        const queues = [...groups(ofRule, (one) => one.repository).values()].map((one) =>
          shuffled(one, next),
        );
        const drawn: Found[] = [];
        for (let round = 0; drawn.length < Math.min(size, ofRule.length); round++)
          for (const one of shuffled(queues, next).flatMap((queue) => queue[round] ?? []))
            if (drawn.length < size) drawn.push(one);
        return [rule, drawn];
      }),
  );
}

/** Source lines around each finding, its own marked, and a box to tick. */
export function samplePage(sample: ReadonlyMap<string, readonly Found[]>, seed: number): string {
  const sections = [...sample].map(
    ([rule, drawn]) => `## ${rule}\n\n${drawn.map((one, index) => entry(one, index + 1)).join('\n')}`,
  );
  return `# Findings to judge (seed ${seed})\n\n${sections.join('\n')}`;
}

/** Lines shown before and behind the finding's own. */
const around = 6;

function entry({ repository, path, text, finding }: Found, number: number): string {
  const lines = text.split('\n');
  const starts = lineStarts(text);
  const first = lineOf(starts, finding.at.start);
  const last = lineOf(starts, Math.max(finding.at.start, finding.at.end - 1));
  const shown = lines
    .slice(Math.max(0, first - around), Math.min(last, first + around) + around + 1)
    .map((line, index) => {
      const at = Math.max(0, first - around) + index;
      return `${at >= first && at <= last ? '>' : ' '} ${String(at + 1).padStart(4)} ${line.slice(0, 160)}`;
    });
  const related = (finding.related ?? []).map((one) => `\n   ${one.file ?? path}: ${one.message}`).join('');
  return `${number}. [ ] ${repository}/${path}:${first + 1} ${finding.severity}: ${finding.message}${related}\n\`\`\`\n${shown.join('\n')}\n\`\`\`\n`;
}

function groups<T>(all: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) found.set(key(one), [...(found.get(key(one)) ?? []), one]);
  return found;
}

function shuffled<T>(all: readonly T[], next: () => number): T[] {
  const mixed = [...all];
  for (let index = mixed.length - 1; index > 0; index--) {
    const other = Math.floor(next() * (index + 1));
    [mixed[index], mixed[other]] = [mixed[other] as T, mixed[index] as T];
  }
  return mixed;
}
