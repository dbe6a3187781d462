/** Every piece of Python that the repository has: the rules' examples, the cases of the Markdown specifications and the example project. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rules } from '../server/src/rules/registry.ts';

export interface Sample {
  readonly path: string;
  readonly text: string;
}

export const root = path.join(__dirname, '..');

const awkward: readonly Sample[] = [
  { path: 'empty', text: '' },
  { path: 'byte order mark', text: '\ufeffimport pandas as pd\n' },
  { path: 'carriage returns', text: 'import pandas\r\n\r\nif x:\r\n    y = 1\r\n' },
  { path: 'emoji', text: 'naïve = "😀😀"  # 数据\nprint(naïve)\n' },
  { path: 'broken', text: 'with DAG("x") as dag\n    t = BashOperator(task_id="a",\n' },
];

let cached: readonly Sample[] | undefined;

/** All samples, in a stable order. */
export function corpus(): readonly Sample[] {
  cached ??= [...awkward, ...fromRules(), ...fromMarkdown(), ...fromExamples()];
  return cached;
}

function fromRules(): Sample[] {
  return rules
    .filter(({ rule }) => rule.check)
    .flatMap(({ id, rule }) => [
      { path: `${id}, bad example`, text: rule.example.bad },
      { path: `${id}, good example`, text: rule.example.good },
    ]);
}

function fromMarkdown(): Sample[] {
  return ['test/rules', 'test/model'].flatMap((folder) =>
    filesBelow(folder, '.md').flatMap((file) => {
      const blocks = readFileSync(path.join(root, file), 'utf8').matchAll(/^```py[^\n]*\n(.*?)^```$/gms);
      return [...blocks].map((block, index) => ({ path: `${file}#${index + 1}`, text: block[1] as string }));
    }),
  );
}

function fromExamples(): Sample[] {
  return filesBelow('examples', '.py').map((file) => ({
    path: file,
    text: readFileSync(path.join(root, file), 'utf8'),
  }));
}

/** Files below a folder of the repository with this ending, sorted; none when the folder does not exist. */
export function filesBelow(folder: string, ending: string): string[] {
  let entries: string[];
  try {
    entries = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.endsWith(ending))
    .map((entry) => `${folder}/${entry.replaceAll('\\', '/')}`)
    .sort();
}
