/** The end of the output of `npm run demo` that the README shows: it changes with every rule. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createColors } from 'picocolors';
import { check } from '../../server/src/cli/check.ts';
import { textReport } from '../../server/src/report/text.ts';

/** `readme` with what a check of the examples prints last behind the `…` of its demo; unchanged without examples. */
export async function withDemoSummary(readme: string, root: string): Promise<string> {
  if (!existsSync(path.join(root, 'examples'))) return readme;
  const { result } = await check({
    paths: ['examples'],
    cwd: root,
    override: (base) => base,
    exclude: [],
    forceExclude: false,
    fix: [],
    dryRun: true,
    progress() {},
  });
  const printed = textReport(result, createColors(false));
  const summary = printed.slice(printed.lastIndexOf('\nFound ') + 1);
  return readme.replace(/(\n\$ npm run demo\n(?:.*\n)*?…\n)(?:.*\n)*?(```\n)/, `$1${summary}$2`);
}
