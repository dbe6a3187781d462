/** Runs test/project/*.md: small trees of Python files, and the facts of the project. */
import { extract } from '../../server/src/model/extract.ts';
import { printProjectReport, projectReport } from '../../server/src/project/describe.ts';
import { defaultDiscovery } from '../../server/src/project/discovery.ts';
import { linkModules } from '../../server/src/project/module-graph.ts';
import { defaultRoots } from '../../server/src/project/roots.ts';
import { summarize } from '../../server/src/project/summaries.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import type { Parser } from '../../server/src/syntax/parser.ts';
import { filesOf, testPages } from '../fact-pages.ts';

describe('project', () => {
  let parser: Parser;
  before(async () => {
    parser = (await loadParser()).parser;
  });

  /** `PYTHONPATH=…` and "Airflow 2.11" in a section's prose are the settings of its deployment. */
  const printed = (section: string): string => {
    const texts = filesOf(section);
    const pythonPath = /PYTHONPATH=([^\s`]+)/.exec(section)?.[1]?.split(':') ?? [];
    const version = /Airflow (\d\.\d+)/.exec(section)?.[1];
    const summaries = [...texts].map(([name, text]) => summarize(extract(name, parser.parse(text))));
    const graph = linkModules(summaries, { ...defaultRoots, pythonPath });
    const discovery = { ...defaultDiscovery, ...(version ? { version } : {}) };
    return printProjectReport(projectReport({ graph, discovery }, (name) => texts.get(name)));
  };

  testPages('test/project', printed);
});
