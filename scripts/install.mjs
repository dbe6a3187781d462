// Installs the dependencies of this repository where they are missing or not those of the lock file.
import { spawnSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Runs `npm ci` unless everything is there. Exits with npm's code when that fails. */
export function installDependencies() {
  if (isInstalled()) return;
  console.log('Installing dependencies (npm ci)');
  // No install scripts: tree-sitter would want a C++ compiler, and works as WebAssembly without one.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const shell = process.platform === 'win32';
  const { status } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell });
  if (status !== 0) {
    console.error('npm ci failed; see its message above');
    process.exit(status ?? 1);
  }
}

/** Whether each package of the lock file is there in its version; those for other systems are optional. */
function isInstalled() {
  const modules = path.join(root, 'node_modules');
  // A link leads into another checkout, where `npm ci` would delete everything first.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return true;
  const installed = packagesOf(path.join(modules, '.package-lock.json'));
  return Object.entries(packagesOf(path.join(root, 'package-lock.json'))).every(
    ([name, { version, optional }]) => name === '' || optional || installed[name]?.version === version,
  );
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return {};
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installDependencies();
