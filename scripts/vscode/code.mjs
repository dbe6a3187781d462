#!/usr/bin/env node
// Looks like the executable `code` to @vscode/test-electron, and runs the tests in the extension host of VS Code's server,
// with a headless browser as its window. The exit code is the tests' result.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { startBrowser, startServer, workbenchUrl } from './run-editor.mjs';

const minutes = 60_000;
/** What a test run exits with when the extension host says nothing for too long. */
const timedOut = 98;

const options = new Map();
const rest = [];
for (const argument of process.argv.slice(2)) {
  const match = /^--([^=]+)(?:=(.*))?$/s.exec(argument);
  if (match) options.set(match[1], match[2] ?? 'true');
  else rest.push(argument);
}
const toPath = (value) => value && path.resolve(value.startsWith('file:') ? fileURLToPath(value) : value);

const server = await startServer({
  extensions: toPath(options.get('extensions-dir')),
  restricted: process.env.DAGPERF_RESTRICTED === '1',
});
let code = timedOut;
try {
  const browser = await startBrowser();
  try {
    const { page } = browser;
    const noise =
      /^(Creating a socket|Resolv|\[reconnection|\[AccountPolicy|\[AgentHost|\[Service Worker|(Updating|Ignoring fetching) additional|.*getaddrinfo)/;
    await page.exposeFunction('codeAutomationLog', (_type, values) => {
      const line = format(...values);
      if (!noise.test(line)) process.stdout.write(`${line}\n`);
    });
    const exited = new Promise((resolve) => page.exposeFunction('codeAutomationExit', resolve));
    const url = workbenchUrl(server, {
      folder: toPath(rest[0]),
      developmentPath: toPath(options.get('extensionDevelopmentPath')),
      testsPath: toPath(options.get('extensionTestsPath')),
    });
    await page.goto(url);
    code = await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 4 * minutes, timedOut))]);
    if (code === timedOut)
      process.stdout.write(`no answer from the extension host\n${server.log().slice(-2000)}\n`);
  } finally {
    await browser.stop();
  }
} finally {
  await server.stop();
}
process.exit(code);
