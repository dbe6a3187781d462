// Says how long the catalogue takes in a fresh process, once loaded and once when each part is asked for the first time:
// part of `npm run bench`. The goal is 20 ms.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outfile = path.join(root, 'node_modules/.cache/dagperf-catalogue.cjs');

/** Runs in the fresh process: the time of loading, and of the first question to each part. */
const program = `
const start = performance.now();
const catalogue = require(process.argv[1]);
const loaded = performance.now();
catalogue.canonical('airflow.operators.bash.BashOperator');
catalogue.operatorFacts('airflow.providers.amazon.aws.sensors.s3.S3KeySensor', '3.1');
catalogue.taskParameterDefault('retries', '2.11');
catalogue.optionRenames('core.parallelism');
catalogue.heavyModule('pandas');
catalogue.loadedBy('airflow.providers.http.hooks.http');
console.log(JSON.stringify([loaded - start, performance.now() - loaded]));
`;

export async function benchCatalogue() {
  await build({
    absWorkingDir: root,
    entryPoints: ['server/src/catalogue/catalogue.ts'],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  const runs = Array.from({ length: 15 }, () =>
    JSON.parse(execFileSync(process.execPath, ['-e', program, outfile], { encoding: 'utf8' })),
  );
  const [load, ask] = [0, 1].map(
    (part) => runs.map((run) => run[part]).sort((a, b) => a - b)[runs.length >> 1],
  );
  const kilobytes = Math.round(statSync(outfile).size / 1000);
  console.log(
    `\ncatalogue, ${kilobytes} kB bundled, fresh process: ${(load + ask).toFixed(1)} ms (goal: 20)`,
  );
  console.log(`  ${load.toFixed(1)} ms to load, ${ask.toFixed(1)} ms for the first question to each part`);
}
