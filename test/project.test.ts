/** The repository holds together: every rule has its files, generated files are fresh, links lead somewhere. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import manifest from '../package.json';
import { findStale } from '../scripts/generate.ts';
import { nameProblem } from '../scripts/new-rule/names.ts';
import { undescribed } from '../scripts/new-rule/skeleton.ts';
import { engineRules, rules } from '../server/src/rules/registry.ts';
import { root } from './corpus.ts';

const foreign = new Set(['node_modules', '.git', '.cache', 'dist', 'dist-test', '.vscode-test']);
const files = walk('').sort();
const texts = new Map<string, string>();

function walk(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return foreign.has(entry.name) ? [] : walk(name);
    return entry.isFile() ? [name] : [];
  });
}

function read(file: string): string {
  const text = texts.get(file) ?? readFileSync(path.join(root, file), 'utf8');
  texts.set(file, text);
  return text;
}

const code = files.filter((file) => /\.(ts|mjs|py|css|html)$/.test(file) && !file.endsWith('.generated.ts'));
/** Pages for people; the specifications under test/ have made-up links and commands. */
const pages = files.filter((file) => file.endsWith('.md') && !file.startsWith('test/'));

/** Fails with one line for each breach. */
function none(breaches: readonly string[]): void {
  assert.deepEqual(breaches, [], breaches.join('\n'));
}

describe('rules and their files', () => {
  const ids = [...rules.map((one) => one.id), ...engineRules].sort();

  it('have one specification each, and no specification is of no rule', () => {
    assert.deepEqual(idsOf('test/rules'), ids);
  });

  it('have one page each, and no page is of no rule', () => {
    assert.deepEqual(
      idsOf('docs/rules').filter((id) => id !== 'README'),
      ids,
    );
  });

  it('are named after the problem', () => {
    none(ids.flatMap((id) => nameProblem(id) ?? []));
  });

  for (const { id, rule } of rules) {
    it(`${id} says what it finds, why, and where that is written`, () => {
      none([
        ...(rule.summary === undescribed ? ['the summary is still that of `npm run new-rule`'] : []),
        ...(/[.!]$/.test(rule.summary) || rule.summary.includes('\n')
          ? ['the summary is one line without a full stop']
          : []),
        ...(/^Source: \S/m.test(rule.why) ? [] : ['`why` names no source ("Source: …")']),
        ...Object.entries(rule.options ?? {}).flatMap(([name, option]) =>
          option.description === '' ? [`the option ${name} has no description`] : [],
        ),
      ]);
    });
  }

  it('have fresh lists, pages and schemas', async () => {
    const stale = await findStale(root);
    const lines = stale.map((one) => `${one.path} is ${one.problem}`);
    assert.deepEqual(stale, [], `${lines.join('\n')}\nRun: npm run generate`);
  });
});

function idsOf(folder: string): string[] {
  const found = files.filter((file) => path.posix.dirname(file) === folder && file.endsWith('.md'));
  return found.map((file) => path.posix.basename(file, '.md')).sort();
}

describe('code', () => {
  const limit = 400;

  it(`has no file over ${limit} lines`, () => {
    const long = code.filter((file) => read(file).split('\n').length - 1 > limit);
    none(long.map((file) => `${file} has more than ${limit} lines`));
  });

  it('has no file for what belongs nowhere', () => {
    none(code.filter((file) => /(^|\/)(utils?|helpers?|misc|common)\.(ts|mjs)$/.test(file)));
  });

  it('has no file that only hands on what others export', () => {
    none(code.filter((file) => /^(client|server)\/.*\/index\.ts$/.test(file)));
    none(code.flatMap((file) => (file.endsWith('.ts') ? lines(file, /^export \* from /) : [])));
  });

  it('is whole: no loose ends, every test runs', () => {
    const loose = new RegExp(
      `\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b|\\b(it|describe|test)\\.(${['on' + 'ly', 'sk' + 'ip'].join('|')})\\(|\\bthis\\.sk${'ip'}\\(`,
    );
    none(code.flatMap((file) => lines(file, loose)));
  });
});

describe('package.json', () => {
  it('pins every dependency to one version', () => {
    const all = {
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
      ...optional('dependencies'),
    };
    none(
      Object.entries(all).flatMap(([name, version]) =>
        /^\d+\.\d+\.\d+$/.test(version) ? [] : [`${name}: ${version}`],
      ),
    );
    assert.ok(Object.keys(all).length > 0);
  });

  it('has a lock file that says what, not from where', () => {
    none(lines('package-lock.json', new RegExp(`"resol${'ved'}"`)));
  });

  it('has every script that a page or a workflow names', () => {
    const scripts: readonly string[] = Object.keys(manifest.scripts);
    const places = files.filter((file) => pages.includes(file) || /\.(ya?ml|ts|mjs|sh)$/.test(file));
    const named = places.flatMap((file) =>
      [...read(file).matchAll(/\bnpm run (?:--silent |-s )?([a-z][\w:-]*)/g)].map(
        (match) => [file, match[1] as string] as const,
      ),
    );
    none(named.flatMap(([file, name]) => (scripts.includes(name) ? [] : [`${file}: npm run ${name}`])));
    assert.ok(named.length > 0);
  });

  function optional(name: string): Readonly<Record<string, string>> {
    return (manifest as unknown as Readonly<Record<string, Record<string, string> | undefined>>)[name] ?? {};
  }
});

describe('every text', () => {
  /** In parts, so that this file does not name them itself. */
  const hosts = [
    ['registry', 'npmjs', 'org'],
    ['npmjs', 'com'],
    ['pypi', 'org'],
    ['pythonhosted', 'org'],
    ['yarnpkg', 'com'],
    ['unpkg', 'com'],
    ['jsdelivr', 'net'],
  ].map((parts) => parts.join('\\.'));

  it('names no host of a package registry', () => {
    const readable = files.filter((file) => !/\.(png|gif|ico|wasm|node|vsix|woff2?)$/.test(file));
    none(readable.flatMap((file) => lines(file, new RegExp(`\\b(${hosts.join('|')})\\b`, 'i'))));
  });
});

describe('pages', () => {
  it('have an entry for what is not released yet in the changelog', () => {
    assert.match(read('CHANGELOG.md'), /^## \[?Unreleased\]?$/m);
  });

  for (const page of pages) {
    it(`${page}: links lead somewhere`, () => none(deadLinks(page)));
  }

  it('are told from dead ones by file and by heading', () => {
    assert.deepEqual(
      deadLinksIn('docs/rules/x.md', '[a](README.md#waiting) [b](../../LICENSE) [c](https://a.b)'),
      [],
    );
    assert.deepEqual(deadLinksIn('docs/rules/x.md', '[a](gone.md) [b](README.md#gone)'), [
      'gone.md',
      'README.md#gone',
    ]);
  });
});

function deadLinks(page: string): string[] {
  return deadLinksIn(page, read(page)).map((target) => `${page} links to ${target}`);
}

/** Relative targets of links and pictures that have no file, or no heading of this name in it. */
function deadLinksIn(page: string, text: string): string[] {
  const prose = text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g), ...prose.matchAll(/\b(?:src|href)="([^"]+)"/g)];
  return targets
    .map((match) => match[1] as string)
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [file, anchor] = target.split('#', 2);
      const there = file ? path.posix.join(path.posix.dirname(page), file) : page;
      if (!existsSync(path.join(root, there))) return true;
      return anchor !== undefined && there.endsWith('.md') && !anchorsOf(there).includes(anchor);
    });
}

/** As GitHub makes them from headings. */
function anchorsOf(file: string): string[] {
  const headings = read(file)
    .replace(/^```.*?^```/gms, '')
    .matchAll(/^#+ (.*)$/gm);
  return [...headings].map((match) =>
    (match[1] as string)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
}

/** `file:line: text` for each line that the pattern finds. */
function lines(file: string, pattern: RegExp): string[] {
  const text = read(file);
  if (!pattern.test(text)) return [];
  return text
    .split('\n')
    .flatMap((line, index) =>
      pattern.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 120)}`] : [],
    );
}
