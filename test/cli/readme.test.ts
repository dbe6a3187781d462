/** The README shows what the command really prints. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../corpus.ts';
import { dagperf } from './command.ts';

describe('README.md', () => {
  it('shows lines that a check of the examples prints', async () => {
    const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
    const block = /```text\n\$ npm run demo\n([\s\S]*?)```/.exec(readme)?.[1];
    assert.ok(block, 'the README shows the output of `npm run demo`');
    const { out } = await dagperf(root, ['check', 'examples']);
    const printed = new Set(out.split('\n'));
    const stale = block.split('\n').filter((line) => line !== '' && line !== '…' && !printed.has(line));
    assert.deepEqual(stale, [], 'paste the present output into README.md');
  });
});
