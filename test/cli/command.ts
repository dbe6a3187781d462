/** Runs the built command in a folder of its own. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../corpus.ts';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

let bundling: Promise<string> | undefined;

/** The command, bundled once; it lies below the repository so that it finds the parser. */
export function bundle(): Promise<string> {
  bundling ??= (async () => {
    const outfile = path.join(root, 'dist-test/cli/cli.cjs');
    await build({
      absWorkingDir: root,
      entryPoints: ['server/src/cli/main.ts'],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      mainFields: ['module', 'main'],
      external: ['tree-sitter', 'tree-sitter-python'],
      // As in scripts/build.mjs: its ES module cannot run inside a CommonJS bundle.
      alias: { 'web-tree-sitter': createRequire(__filename).resolve('web-tree-sitter') },
      logLevel: 'warning',
    });
    return outfile;
  })();
  return bundling;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Writes standard input, which stays open; without it there is none. */
  readonly input?: (write: (text: string) => void) => void;
  /** An open file that standard output goes to; then `out` is empty. */
  readonly stdout?: number;
  /** Another bundle of the command. */
  readonly script?: string;
  /** The reader of standard output goes away at the first byte. */
  readonly closeOut?: boolean;
}

/** Runs `dagperf` with these arguments; rejects only when it cannot be started. */
export async function dagperf(
  cwd: string,
  given: readonly string[],
  options: RunOptions = {},
): Promise<Ended> {
  const script = options.script ?? (await bundle());
  const { NO_COLOR, FORCE_COLOR, ...environment } = process.env;
  const child = spawn(process.execPath, [script, ...given], {
    cwd,
    env: { ...environment, ...options.environment },
    stdio: ['pipe', options.stdout ?? 'pipe', 'pipe'],
  });
  if (options.input) options.input((text) => child.stdin?.write(text));
  else child.stdin?.end();
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => {
    out.push(chunk);
    if (options.closeOut) child.stdout?.destroy();
  });
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
  });
}

const folders: string[] = [];

/** A new folder with these files; `.git` keeps the search for the project's root inside. */
export function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'dagperf-test-'));
  folders.push(folder);
  mkdirSync(path.join(folder, '.git'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A Dag file with one finding of severity error that has a safe fix. */
export const readsVariable = `from airflow import DAG
from airflow.models import Variable
from airflow.operators.bash import BashOperator

with DAG("orders", schedule="@daily"):
    BashOperator(task_id="load", bash_command=Variable.get("command"))
`;
export const readsVariableFixed = `from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("orders", schedule="@daily"):
    BashOperator(task_id="load", bash_command="{{ var.value.command }}")
`;

/** One warning that has only an unsafe fix. */
export const importsPandas = `import pandas as pd
from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("orders", schedule="@daily"):
    BashOperator(task_id="load", bash_command="true")
`;

/** Nothing to find. */
export const quiet = `from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("quiet", schedule="@daily"):
    BashOperator(task_id="load", bash_command="true")
`;
