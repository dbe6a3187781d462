/** Runs inside VS Code's extension host: all suites, results as JSON lines to the file that DAGPERF_RESULTS names. */
import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Rejects when a test fails; VS Code then exits with 1. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: ResultLines });
  mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, 'e2e', mocha);
  const { defineSuite } = await import('./editor.ts');
  defineSuite();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}

class ResultLines extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner) {
    super(runner);
    runner.on('pass', (test) => write({ state: 'passed', title: test.fullTitle() }));
    runner.on('pending', (test) => write({ state: 'skipped', title: test.fullTitle() }));
    runner.on('fail', (test, error: Error) => {
      write({ state: 'failed', title: test.fullTitle(), error: error.stack ?? error.message });
    });
  }
}

function write(result: object): void {
  const file = process.env.DAGPERF_RESULTS;
  if (file) appendFileSync(file, `${JSON.stringify(result)}\n`);
}
