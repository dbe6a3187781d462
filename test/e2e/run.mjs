// Runs the suite in a real VS Code: `node test/e2e/run.mjs development|package|restricted`. Results go to the file in DAGPERF_RESULTS.
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests, runVSCodeCommand } from '@vscode/test-electron';
import { build as bundle } from 'esbuild';
import { run, setUpEditor } from '../../scripts/vscode/setup.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const mode = process.argv[2] ?? 'development';
const temporary = mkdtempSync(path.join(os.tmpdir(), 'dagperf-e2e-'));
const workspace = path.join(temporary, 'workspace');
const tests = path.join(root, 'dist-test/e2e/index.js');

/** Our stand-in for `code` where no desktop VS Code can be had; undefined lets @vscode/test-electron download one. */
function executable() {
  if (process.env.VSCODE_EXECUTABLE) return process.env.VSCODE_EXECUTABLE;
  return process.platform === 'linux' ? path.join(root, 'scripts/vscode/code.mjs') : undefined;
}

async function install(vsix, extensions) {
  if (!executable()?.endsWith('code.mjs')) {
    await runVSCodeCommand(['--extensions-dir', extensions, '--install-extension', vsix]);
    return;
  }
  const { node, server } = setUpEditor();
  run(
    node,
    [server, '--accept-server-license-terms', '--extensions-dir', extensions, '--install-extension', vsix],
    {
      env: { ...process.env, HOME: temporary, EXTENSIONS_GALLERY: '{"serviceUrl":""}' },
    },
  );
}

cpSync(path.join(root, 'test/e2e/workspace'), workspace, { recursive: true });
await bundle({
  absWorkingDir: root,
  entryPoints: ['test/e2e/suite/index.ts'],
  outfile: tests,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode', 'mocha'],
  logLevel: 'warning',
});

let failed = false;
try {
  process.env.DAGPERF_ROOT = root;
  const launchArgs = [workspace];
  let extensionDevelopmentPath = root;
  if (mode === 'package') {
    const vsix = path.join(
      root,
      `dagperf-${(await import('../../package.json', { with: { type: 'json' } })).default.version}.vsix`,
    );
    if (!existsSync(vsix)) throw new Error(`${vsix} is missing: npm run package`);
    const extensions = path.join(temporary, 'extensions');
    await install(vsix, extensions);
    process.env.DAGPERF_EXTENSIONS = extensions;
    extensionDevelopmentPath = path.join(root, 'test/e2e/host');
    launchArgs.push('--extensions-dir', extensions);
  }
  if (mode === 'restricted') {
    // A folder that nobody trusts, and nobody is asked: VS Code opens it in restricted mode.
    process.env.DAGPERF_TRUST = 'ask';
    process.env.DAGPERF_SETTINGS = JSON.stringify({
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.untrustedFiles': 'newWindow',
    });
  }
  const vscodeExecutablePath = executable();
  await runTests({
    ...(vscodeExecutablePath ? { vscodeExecutablePath } : {}),
    extensionDevelopmentPath,
    extensionTestsPath: tests,
    launchArgs,
  });
} catch (error) {
  failed = true;
  console.error(error instanceof Error ? error.message : error);
} finally {
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(failed ? 1 : 0);
