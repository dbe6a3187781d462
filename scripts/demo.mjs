// `npm run demo [-- PATH…]`: checks the example project, or the given paths. `-- --editor [PATH]` opens a real VS Code.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { installDependencies, root } from './install.mjs';

const startedIn = process.env.INIT_CWD ?? process.cwd();
const given = process.argv.slice(2);
const inEditor = given.includes('--editor');
const paths = given.filter((one) => one !== '--editor').map((one) => path.resolve(startedIn, one));
const missing = paths.find((one) => !existsSync(one));
if (missing) {
  console.error(`${missing}: no such file or folder`);
  process.exit(2);
}

installDependencies();
await build();
if (inEditor) {
  const { openEditor } = await import('./editor.mjs');
  await openEditor(paths[0] ?? path.join(root, 'examples'));
} else {
  const cwd = paths.length > 0 ? startedIn : root;
  const checked = paths.length > 0 ? paths : ['examples'];
  const { status } = spawnSync(process.execPath, [path.join(root, 'dist/cli.js'), 'check', ...checked], {
    cwd,
    stdio: 'inherit',
  });
  // Findings are what a demo is for; only a check that could not be done is a failure.
  if (status !== 0 && status !== 1) process.exit(status ?? 2);
  const [own = 'PATH'] = given;
  const ownFirst = given.length > 0 ? '' : '`npm run demo -- PATH` checks your own DAGs, ';
  console.log(`\nNext: ${ownFirst}\`npm run demo -- --editor ${own}\` opens them in VS Code`);
  console.log(
    `      \`node dist/cli.js check ${own} --diff\` shows what \`--fix\` would change, \`node dist/cli.js rule --all\` explains the rules`,
  );
}
