/** package.json says what the code does: same commands, same settings, every text there. */
import { deepEqual, ok } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json';
import texts from '../../package.nls.json';
import { defaultSettings } from '../../server/src/lsp/settings.ts';

const client = join(__dirname, '../../client/src');

function sources(): string {
  const names = readdirSync(client, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return names.map((name) => readFileSync(join(client, name), 'utf8')).join('\n');
}

describe('manifest', () => {
  it('declares the commands that the client registers', () => {
    const registered = /const commands: [^{]*\{(.*?)\n {2}\};/s.exec(sources())?.[1] ?? '';
    const names = [...registered.matchAll(/'(dagperf\.\w+)':/g)].map((match) => match[1]).sort();
    deepEqual(names, manifest.contributes.commands.map(({ command }) => command).sort());
    ok(names.length > 0);
  });

  it('declares the settings that the server reads, with their defaults', () => {
    const declared = Object.entries(manifest.contributes.configuration.properties)
      .filter(([name]) => name !== 'dagperf.trace.server')
      .map(([name, schema]) => [name.replace('dagperf.', ''), schema.default]);
    deepEqual(Object.fromEntries(declared), { airflowVersion: '', ...defaultSettings });
  });

  it('has a text for every placeholder and no text without one', () => {
    const used = [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]);
    deepEqual([...new Set(used)].sort(), Object.keys(texts).sort());
  });
});
