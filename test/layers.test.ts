/** Who may import whom, and what the pure core may not do. ARCHITECTURE.md says why. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { engineRules, rules } from '../server/src/rules/registry.ts';
import { filesBelow, root } from './corpus.ts';

/** What each folder of `server/src` may import beside itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  syntax: [],
  catalogue: [],
  model: ['syntax', 'catalogue'],
  configuration: ['model'],
  project: ['model', 'catalogue', 'configuration'],
  rules: ['model', 'catalogue', 'project'],
  engine: ['syntax', 'model', 'catalogue', 'project', 'rules'],
  report: ['model', 'catalogue', 'project', 'rules', 'engine'],
  'protocol.ts': ['rules', 'engine', 'report'],
  host: ['syntax', 'model', 'project', 'rules', 'engine', 'report'],
  lsp: ['syntax', 'model', 'project', 'rules', 'engine', 'report', 'host', 'protocol.ts'],
  // `dagperf lsp` starts the server.
  cli: ['syntax', 'model', 'project', 'rules', 'engine', 'report', 'host', 'lsp'],
};
const core = ['syntax', 'catalogue', 'model', 'configuration', 'project', 'rules', 'engine', 'report'];
/** These work without a rule's name, so that a new rule changes none of them. */
const nameless = ['report', 'host', 'lsp', 'cli'];

/** Libraries that do input or output. */
const doesIo = ['vscode', 'tinyglobby', 'write-file-atomic', 'commander', 'picocolors', ...builtinModules];
const loader = 'server/src/syntax/load.ts';

interface Exception {
  readonly file: string;
  readonly reason: string;
}
const notPure: readonly (readonly [pattern: RegExp, what: string, except?: Exception])[] = [
  [/\bconsole\./, 'console'],
  [/\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/, 'the clock'],
  [/\bMath\.random\b/, 'chance'],
  [/\bprocess\.(env|argv|cwd|exit|platform|std\w+|nextTick|hrtime|on)\b/, 'process'],
  [/\b(setTimeout|setInterval|setImmediate)\(/, 'timers'],
  [
    /^(export )?(let|var) /m,
    'state that changes at top level',
    { file: 'server/src/catalogue/catalogue.ts', reason: 'reads its data when first asked' },
  ],
];

interface Source {
  readonly path: string;
  readonly text: string;
}

/** One sentence for each breach: the file, what it imports or does, and the law. */
function breaches(sources: readonly Source[], ruleIds: readonly string[]): string[] {
  return sources.flatMap((source) => [
    ...importsOf(source.text).flatMap((one) => importBreach(source.path, one) ?? []),
    ...(core.includes(layerOf(source.path)) ? impurities(source) : []),
    ...(nameless.includes(layerOf(source.path)) ? namedRules(source, ruleIds) : []),
  ]);
}

interface ImportStatement {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function importsOf(text: string): ImportStatement[] {
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?(?:[\w*{][^;'"]*?\sfrom\s*)?'([^']+)'|\b(?:import|require)\(\s*'([^']+)'\s*\)/gm,
  );
  return [...statements].map((match) => ({
    specifier: (match[2] ?? match[3]) as string,
    typeOnly: match[1] !== undefined,
  }));
}

/** `rules` for `server/src/rules/words.ts`, `protocol.ts` for the file itself, `client` for all of the client. */
function layerOf(file: string): string {
  if (!file.startsWith('server/src/')) return file.split('/', 1)[0] as string;
  return file.split('/')[2] as string;
}

function importBreach(from: string, { specifier, typeOnly }: ImportStatement): string | undefined {
  const breach = (law: string) => `${from} imports ${specifier}: ${law}`;
  const layer = layerOf(from);
  if (!specifier.startsWith('.')) {
    const library = specifier.replace(/^node:/, '').split('/', 1)[0] as string;
    const isIo = doesIo.includes(library) || library.startsWith('vscode');
    return core.includes(layer) && isIo && from !== loader
      ? breach('from syntax to report nothing reads, writes or knows the editor')
      : undefined;
  }
  const to = path.posix.join(path.posix.dirname(from), specifier);
  const target = layerOf(to);
  if (layer === 'client') {
    const fine = target !== 'server' && (!to.startsWith('server/') || to === 'server/src/protocol.ts');
    return fine ? undefined : breach('the client imports only server/src/protocol.ts from the server');
  }
  if (isRuleFile(to) && from !== 'server/src/rules/index.generated.ts') {
    return breach('a rule is known to the generated list only; what rules share lies beside rule.ts');
  }
  if (layer === 'protocol.ts' && !typeOnly)
    return breach('the client bundles protocol.ts, so it imports types only');
  if (!to.startsWith('server/src/')) {
    return to === 'package.json' && !core.includes(layer)
      ? undefined
      : breach('the server imports nothing outside server/src');
  }
  const allowed = mayImport[layer];
  if (!allowed) return `${from}: server/src/${layer} is not in the list of layers in test/layers.test.ts`;
  if (target === layer || allowed.includes(target)) return undefined;
  return breach(`${layer} may import ${allowed.length > 0 ? allowed.join(', ') : 'nothing'} only`);
}

function isRuleFile(file: string): boolean {
  return /^server\/src\/rules\/[^/]+\/[^/]+\.ts$/.test(file);
}

function impurities({ path: file, text }: Source): string[] {
  const code = withoutComments(text);
  const found = notPure.filter(([pattern, , except]) => except?.file !== file && pattern.test(code));
  const isAsync = layerOf(file) !== 'syntax' && /\basync (function|\()/.test(code);
  return [
    ...found.map(
      ([, what]) => `${file} uses ${what}: from syntax to report there are values in and values out`,
    ),
    ...(isAsync ? [`${file} is asynchronous: only syntax, which loads the parser, may be`] : []),
  ];
}

function withoutComments(text: string): string {
  return text.replace(/\/\*.*?\*\//gs, '').replace(/^\s*\/\/.*$/gm, '');
}

function namedRules({ path: file, text }: Source, ruleIds: readonly string[]): string[] {
  const code = withoutComments(text);
  return ruleIds
    .filter((id) => new RegExp(`(?<![\\w-])${id}(?![\\w-])`).test(code))
    .map((id) => `${file} names the rule ${id}: ${nameless.join(', ')} treat all rules alike`);
}

function allSources(): Source[] {
  return ['server/src', 'client']
    .flatMap((folder) => filesBelow(folder, '.ts'))
    .map((file) => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') }));
}

describe('layers', () => {
  it('import only what they may, and the core is pure', () => {
    const sources = allSources();
    assert.ok(sources.length > 100, 'the sources were found');
    const found = breaches(sources, [...rules.map((one) => one.id), ...engineRules]);
    assert.deepEqual(found, [], found.join('\n'));
  });

  it('are all in the list', () => {
    const folders = new Set(filesBelow('server/src', '.ts').map(layerOf));
    assert.deepEqual(
      [...folders].filter((layer) => !mayImport[layer]),
      [],
    );
  });

  const laws: readonly (readonly [path: string, text: string, breach: RegExp])[] = [
    ['server/src/syntax/a.ts', "import { b } from '../model/b.ts';", /syntax may import nothing only/],
    [
      'server/src/model/a.ts',
      "import type {\n  B,\n} from '../rules/rule.ts';",
      /model may import syntax, catalogue only/,
    ],
    ['server/src/rules/x/a.ts', "import { k } from '../../syntax/kinds.ts';", /rules may import/],
    ['server/src/rules/x/a.ts', "import b from '../y/b.ts';", /a rule is known to the generated list only/],
    ['server/src/lsp/a.ts', "export { b } from '../cli/b.ts';", /lsp may import/],
    ['server/src/lsp/a.ts', "import { b } from '../configuration/b.ts';", /lsp may import/],
    ['server/src/engine/a.ts', "import fs from 'node:fs';", /nothing reads, writes/],
    ['server/src/engine/a.ts', "const fs = require('fs/promises');", /nothing reads, writes/],
    ['server/src/report/a.ts', "import 'vscode-languageserver';", /nothing reads, writes/],
    ['server/src/protocol.ts', "import { a } from './rules/rule.ts';", /types only/],
    [
      'client/src/a.ts',
      "import type { A } from '../../server/src/engine/a.ts';",
      /only server\/src\/protocol\.ts/,
    ],
    ['server/src/other/a.ts', "import { a } from '../model/a.ts';", /not in the list of layers/],
    ['server/src/model/a.ts', '/** Text. */\nlet count = 0;', /state that changes at top level/],
    ['server/src/project/a.ts', 'const now = new Date();', /the clock/],
    ['server/src/rules/a.ts', 'export async function a() {}', /asynchronous/],
    ['server/src/cli/a.ts', "if (rule === 'slow-thing') return;", /names the rule slow-thing/],
  ];
  for (const [file, text, breach] of laws) {
    it(`refuse ${JSON.stringify(text)} in ${path.posix.dirname(file)}`, () => {
      const found = breaches([{ path: file, text }], ['slow-thing']);
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0] as string, breach);
      assert.ok(found[0]?.startsWith(file));
    });
  }

  it('allow what they are for', () => {
    const fine = [
      { path: loader, text: "import { readFile } from 'node:fs/promises';" },
      { path: 'server/src/project/a.ts', text: '// console.log, let it be\nconst a = new Date(0);' },
      {
        path: 'server/src/cli/a.ts',
        text: "import p from '../../../package.json';\nconst a = 'slow-things';",
      },
      { path: 'client/src/a.ts', text: "import type { A } from '../../server/src/protocol.ts';" },
    ];
    assert.deepEqual(breaches(fine, ['slow-thing']), []);
  });
});
