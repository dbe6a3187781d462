// Mocha's own report for people, and a line of JSON for each test to the file that DAGPERF_RESULTS names.
const { appendFileSync } = require('node:fs');
const Mocha = require('mocha');

module.exports = class ReportAndLines extends Mocha.reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    const write = (result) => {
      if (process.env.DAGPERF_RESULTS) appendFileSync(process.env.DAGPERF_RESULTS, `${JSON.stringify(result)}\n`);
    };
    runner.on('pass', (test) => write({ state: 'passed', title: test.fullTitle() }));
    runner.on('pending', (test) => write({ state: 'skipped', title: test.fullTitle() }));
    runner.on('fail', (test, error) => {
      write({ state: 'failed', title: test.fullTitle(), error: error.stack ?? String(error) });
    });
  }
};
