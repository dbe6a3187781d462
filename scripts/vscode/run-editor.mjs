// Starts VS Code's server with a workbench for the browser, and a browser on it.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { ensureBrowser, setUpEditor } from './setup.mjs';

/** What has to be undone however this process ends: process groups to kill, folders to remove. */
const cleanUps = new Set();
process.on('exit', () => {
  for (const cleanUp of cleanUps) cleanUp();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
// Whoever read our output is gone; without this the error would end us before anything is cleaned up.
process.stdout.on('error', () => process.exit(141));

function onceAtExit(undo) {
  const cleanUp = () => {
    if (cleanUps.delete(cleanUp)) undo();
  };
  cleanUps.add(cleanUp);
  return cleanUp;
}

function killGroup(group) {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** A new folder for as long as this process runs, however it ends. `name` is how the folder's name begins. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(path.join(os.tmpdir(), name));
  return { folder, remove: onceAtExit(() => removeFolder(folder)) };
}

const defaultSettings = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

function trust(restricted) {
  return {
    'security.workspace.trust.enabled': restricted,
    // Without an answer the folder stays untrusted, and there is nobody to answer.
    'security.workspace.trust.startupPrompt': 'never',
  };
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Starts the server on a free port. `extensions` is the folder of installed extensions, `settings` the user's; `restricted`
 * opens folders without trusting them. The extension host sees this process's environment. Rejects with the server's log
 * when it does not come up within a minute.
 */
export async function startServer({ extensions, settings = {}, restricted = false } = {}) {
  const { node, server } = setUpEditor();
  const port = await freePort();
  const home = mkdtempSync(path.join(os.tmpdir(), 'dagperf-editor-'));
  for (const folder of ['user/User', 'user/Machine']) {
    mkdirSync(path.join(home, folder), { recursive: true });
    const text = JSON.stringify({ ...defaultSettings, ...trust(restricted), ...settings });
    writeFileSync(path.join(home, folder, 'settings.json'), text);
  }
  const log = path.join(home, 'server.log');
  const output = openSync(log, 'w');
  const child = spawn(
    node,
    [
      server,
      ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
      ...['--accept-server-license-terms', '--telemetry-level', 'off', '--enable-smoke-test-driver'],
      ...['--server-data-dir', path.join(home, 'server'), '--user-data-dir', path.join(home, 'user')],
      ...['--extensions-dir', extensions ?? path.join(home, 'extensions')],
      ...(restricted ? [] : ['--disable-workspace-trust']),
    ],
    {
      detached: true,
      stdio: ['ignore', output, output],
      env: { ...process.env, HOME: home, EXTENSIONS_GALLERY: '{"serviceUrl":""}' },
    },
  );
  closeSync(output);
  const cleanUp = onceAtExit(() => {
    killGroup(child.pid);
    removeFolder(home);
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    killGroup(child.pid);
    await ended;
    cleanUp();
  };
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; !(await answers(url)); attempt++) {
    if (attempt > 600 || child.exitCode !== null) {
      const text = readFileSync(log, 'utf8').slice(-3000);
      await stop();
      throw new Error(`VS Code's server did not start:\n${text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { url, port, stop, ended, log: () => readFileSync(log, 'utf8') };
}

async function answers(url) {
  return fetch(`${url}/`, { redirect: 'manual' }).then(
    (response) => response.status < 500,
    () => false,
  );
}

/** The address of the workbench. Its authority has to be the page's own, so everything says 127.0.0.1. */
export function workbenchUrl(server, { folder, developmentPath, testsPath, openFile }) {
  const remote = (file) => `vscode-remote://127.0.0.1:${server.port}${path.resolve(file)}`;
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  if (developmentPath) payload.push(['extensionDevelopmentPath', remote(developmentPath)]);
  if (testsPath) payload.push(['extensionTestsPath', remote(testsPath)]);
  if (openFile) payload.push(['openFile', remote(openFile)]);
  const query = `folder=${encodeURIComponent(path.resolve(folder))}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
  return `${server.url}/?${query}`;
}

/** A headless Chromium with one page. */
export async function startBrowser({ width = 1280, height = 800, colorScheme = 'dark' } = {}) {
  const profile = temporaryFolder('dagperf-browser-');
  const context = await chromium.launchPersistentContext(profile.folder, {
    executablePath: ensureBrowser(),
    headless: true,
    viewport: { width, height },
    colorScheme,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
  return {
    page: context.pages()[0] ?? (await context.newPage()),
    async stop() {
      await context.close();
      profile.remove();
    },
  };
}
