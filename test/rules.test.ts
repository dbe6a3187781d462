/** Runs the specification of each rule: test/rules/<rule-id>.md, and the example in the rule itself. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { analyze } from '../server/src/engine/analyze.ts';
import { analyzeConfiguration, noFile, wholeFacts } from '../server/src/engine/analyze-project.ts';
import { type Configuration, defaultConfiguration } from '../server/src/engine/configuration.ts';
import { exampleFile } from '../server/src/engine/example.ts';
import { type Analysis, applyEdits, fixUntilStable } from '../server/src/engine/fix.ts';
import type { FileReport, Reported } from '../server/src/engine/report.ts';
import { parseConfiguration } from '../server/src/engine/settings.ts';
import type { Importer } from '../server/src/model/build/machine.ts';
import { dagFileOf } from '../server/src/model/dag-file.ts';
import { extract } from '../server/src/model/extract.ts';
import type { DagFile } from '../server/src/model/facts.ts';
import { defaultDiscovery } from '../server/src/project/discovery.ts';
import { newImporter } from '../server/src/project/importer.ts';
import { linkProject } from '../server/src/project/link.ts';
import { linkModules } from '../server/src/project/module-graph.ts';
import type { Project } from '../server/src/project/project.ts';
import { defaultRoots } from '../server/src/project/roots.ts';
import { summarize } from '../server/src/project/summaries.ts';
import { type RegisteredRule, rules } from '../server/src/rules/registry.ts';
import type { Rule, Safety } from '../server/src/rules/rule.ts';
import { loadParser } from '../server/src/syntax/load.ts';
import type { Parser } from '../server/src/syntax/parser.ts';
import { root } from './corpus.ts';
import { type Case, type CaseFile, type FixedBlock, readCases } from './markdown.ts';

let parser: Parser;

const engineOnly: RegisteredRule['id'][] = ['unused-ignore'];

describe('rules', () => {
  before(async () => {
    parser = (await loadParser()).parser;
  });

  for (const id of [...rules.map((one) => one.id), ...engineOnly]) {
    describe(id, () => {
      const file = path.join(root, 'test/rules', `${id}.md`);
      if (!existsSync(file)) {
        it('has a specification', () => assert.fail(`write test/rules/${id}.md`));
        return;
      }
      for (const one of readCases(readFileSync(file, 'utf8'))) {
        it(one.heading, () => runCase(id, one));
      }
    });
  }

  for (const { id, rule } of rules) {
    it(`${id}: the bad example is reported once, the good one never`, () => {
      const analyse = (text: string) =>
        rule.example.file === undefined ? checkPython(id, rule, text) : checkExample(id, rule, text);
      const { bad, good } = rule.example;
      const found = analyse(bad).findings;
      assert.equal(found.length, 1, `findings in the bad example: ${describeAll(found, bad)}`);
      const none = analyse(good).findings;
      assert.equal(none.length, 0, `findings in the good example: ${describeAll(none, good)}`);
      if (rule.fixes?.includes('safe')) {
        const fixed = fixUntilStable(bad, ['safe'], analyse);
        if (fixed.applied.length > 0) assert.equal(fixed.text, good, 'fix(bad) is good');
      }
    });
  }
});

/** A text in the place of an example, with the files that the example has beside it. */
function checkPython(id: string, rule: Rule, text: string): Analysis {
  const { file, project } = exampleFile(rule.example, text, parser);
  const report = reportOn(id, file, project, defaultConfiguration);
  if (!rule.checkProject) return report;
  const only = { ...defaultConfiguration, select: [id] };
  const about = sumOf(analyzeConfiguration(project, only, wholeFacts([report])));
  return { ...report, findings: [...report.findings, ...about.findings] };
}

/** An example that is no Python, with what it says of the project around it. */
function checkExample(id: string, { example }: Rule, text: string): Analysis {
  const { project, problems } = linkProject({ files: [{ path: example.file ?? '', text }] });
  assert.deepEqual(problems, [], 'the example is right');
  const whole = { ...wholeFacts([]), ...example.around };
  const reports = analyzeConfiguration(project, { ...defaultConfiguration, select: [id] }, whole);
  return { ...sumOf(reports), broken: false };
}

function sumOf(reports: readonly FileReport[]): FileReport {
  const failures = reports.flatMap((one) => one.failures);
  assert.deepEqual(failures, [], 'no rule fails');
  return { file: '', findings: reports.flatMap((one) => one.findings), failures, dags: 0 };
}

interface Context {
  readonly project?: Project;
  readonly configuration?: Configuration;
  readonly path?: string;
  readonly importer?: Importer;
}

function check(id: string, text: string, context: Context): Analysis {
  const project = context.project ?? linkProject({ files: [] }).project;
  const version = project.target?.version;
  const file = dagFileOf(context.path ?? 'dags/case.py', parser.parse(text), context.importer, version);
  return reportOn(id, file, project, context.configuration ?? defaultConfiguration);
}

function reportOn(id: string, file: DagFile, project: Project, configuration: Configuration): Analysis {
  const only = engineOnly.includes(id)
    ? configuration
    : { ...configuration, select: [id], ignore: configuration.ignore };
  const report = analyze(file, project, only);
  assert.deepEqual(report.failures, [], 'no rule fails');
  return {
    ...report,
    findings: report.findings.filter((one) => one.rule === id),
    broken: file.broken,
    facts: file,
  };
}

function runCase(id: string, one: Case): void {
  const python = one.files.filter((file) => file.path.endsWith('.py'));
  const rule = rules.find((known) => known.id === id)?.rule;
  if (python.length === 0 || (rule && !rule.check)) {
    runConfigurationCase(id, one);
    return;
  }
  const context = { ...contextOf(one) };
  if (python.length > 1) {
    Object.assign(context, linkedPython(one, context.project));
  }
  for (const file of python) {
    const report = check(id, file.text, { ...context, path: file.path });
    const actual = asText(report.findings, file.text);
    assert.deepEqual(actual, expectedText(file, actual), `${file.path}, line ${one.line} of the page`);
    holdToDeclaredSafety(id, report.findings);
    if (report.findings.some((finding) => finding.fixes?.length)) {
      assert.ok(
        one.fixed.length > 0,
        `offers a fix, so the case shows the fixed text:\n${fixTitles(report.findings)}`,
      );
    } else if (python.length === 1) {
      assert.equal(one.fixed.length, 0, 'shows a fixed text, but no fix is offered');
    }
  }
  const main = python[0] as CaseFile;
  for (const fixed of one.fixed) checkFixed(id, one, main, fixed, context);
}

/** Findings on the files of the deployment; the Python of a case is what `checkProject` counts. */
function runConfigurationCase(id: string, one: Case): void {
  assert.ok(one.files.length > 0, 'a case has files');
  const { configuration, project } = contextOf(one);
  const select = engineOnly.includes(id) ? configuration.select : [id];
  const only = { ...configuration, select };
  const { project: linked, importer } = linkedPython(one, project);
  const version = linked.target?.version;
  const whole = wholeFacts(
    one.files
      .filter((file) => file.path.endsWith('.py'))
      .map(({ path, text }) => analyze(dagFileOf(path, parser.parse(text), importer, version), linked, only)),
  );
  const reportsOf = (known: Project) => {
    const reports = analyzeConfiguration(known, only, whole);
    sumOf(reports);
    return (path: string): readonly Reported[] =>
      reports.find((report) => report.file === path)?.findings.filter((found) => found.rule === id) ?? [];
  };
  const findingsIn = reportsOf(project);
  const nowhere = findingsIn(noFile).map(({ severity, message }) => `${severity}: ${message}`);
  assert.deepEqual(nowhere, one.nowhere, `findings without a file, line ${one.line} of the page`);
  for (const file of one.files) {
    const found = findingsIn(file.path);
    const actual = asText(found, file.text);
    assert.deepEqual(actual, expectedText(file, actual), `${file.path}, line ${one.line} of the page`);
    holdToDeclaredSafety(id, found);
    const offered = fixTitles(found);
    if (offered !== '')
      assert.ok(file.fixedBy, `offers a fix, so the case shows the fixed ${file.path}:\n${offered}`);
    else assert.equal(file.fixed, undefined, 'shows a fixed text, but no fix is offered');
    const { fixedBy } = file;
    if (!fixedBy) continue;
    const result = fixUntilStable(file.text, ['safe', 'unsafe'], (text) => {
      const files = one.files.map((other) => (other.path === file.path ? { ...other, text } : other));
      const findings = reportsOf(contextOf({ ...one, files }).project)(file.path);
      return {
        file: file.path,
        findings: findings.map((finding) => onlyFix(finding, fixedBy)),
        failures: [],
        dags: 0,
        broken: false,
      };
    });
    assert.equal(result.text, file.fixed, `fixed text of ${file.path} (${fixedBy.title ?? 'first fix'})`);
  }
}

function linkedPython(
  one: Case,
  project: Project | undefined,
): { readonly project: Project; readonly importer: Importer } {
  const python = one.files.filter((file) => file.path.endsWith('.py'));
  const summaries = python.map(({ path, text }) => summarize(extract(path, parser.parse(text))));
  const graph = linkModules(summaries, defaultRoots);
  const known = project ?? linkProject({ files: [] }).project;
  const importer = newImporter(graph.index, defaultRoots, (name) => {
    const text = python.find((one) => one.path === name)?.text;
    return text === undefined ? undefined : parser.parse(text);
  });
  return { project: { ...known, modules: { graph, discovery: defaultDiscovery } }, importer };
}

function contextOf(
  one: Case,
): Context & { readonly project: Project; readonly configuration: Configuration } {
  const parsed = parseConfiguration(one.toml ?? '', 'dagperf.toml');
  assert.deepEqual(parsed.problems, [], 'the configuration of the case is right');
  const configuration = { ...defaultConfiguration, ...parsed.configuration };
  const deployment = one.files.filter((file) => !file.path.endsWith('.py'));
  const { project, problems } = linkProject({
    files: deployment.map(({ path, text }) => ({ path, text })),
    heavyModules: configuration.heavyModules,
    ...(one.airflowVersion ? { target: one.airflowVersion } : {}),
    ...(one.today ? { today: one.today } : {}),
  });
  assert.deepEqual(problems, [], 'the deployment files of the case are right');
  return { project, configuration };
}

function checkFixed(id: string, one: Case, file: CaseFile, fixed: FixedBlock, context: Context): void {
  const titled = (report: Analysis) => ({
    ...report,
    findings: report.findings.map((finding) => onlyFix(finding, fixed)),
  });
  const before = titled(check(id, file.text, { ...context, path: file.path }));
  assert.ok(
    before.findings.some((finding) => finding.fixes?.length),
    `no ${fixed.safety} fix "${fixed.title ?? 'first'}" is offered`,
  );
  const result = fixUntilStable(file.text, ['safe', 'unsafe'], (text) =>
    titled(check(id, text, { ...context, path: file.path })),
  );
  assert.equal(result.text, fixed.text, `fixed text (${fixed.title ?? 'first fix'})`);
  for (const other of one.files) {
    if (other.fixed === undefined) continue;
    const edits = result.otherFiles.filter((edit) => edit.file === other.path);
    assert.equal(applyEdits(other.text, edits), other.fixed, `fixed text of ${other.path}`);
  }
}

/** Leaves a finding the one fix that a block speaks of: the titled one, or the first when it is as safe as the block says. */
function onlyFix(finding: Reported, { safety, title }: FixedBlock): Reported {
  const fix = title ? finding.fixes?.find((one) => one.title === title) : finding.fixes?.[0];
  const { fixes: _, ...rest } = finding;
  return fix && fix.safety === safety ? { ...rest, fixes: [fix] } : rest;
}

function holdToDeclaredSafety(id: string, findings: readonly Reported[]): void {
  const declared: readonly Safety[] =
    rules.find((one) => one.id === id)?.rule.fixes ?? (engineOnly.includes(id) ? ['safe'] : []);
  for (const finding of findings) {
    for (const fix of finding.fixes ?? []) {
      assert.ok(declared.includes(fix.safety), `the rule does not declare ${fix.safety} fixes: ${fix.title}`);
    }
  }
}

function fixTitles(findings: readonly Reported[]): string {
  return findings
    .flatMap((finding) => (finding.fixes ?? []).map((fix) => `${fix.safety}: ${fix.title}`))
    .join('\n');
}

/** Findings as the page draws them: text under the squiggle, severity and message. */
function asText(findings: readonly Reported[], text: string): string[] {
  return findings.map((one) =>
    line(text, one.at.start, endOnFirstLine(text, one.at.start, one.at.end), one.severity, one.message),
  );
}

/** The drawn expectations; where one has `…` and fits the finding in its place, it reads like the finding. */
function expectedText(file: CaseFile, actual: readonly string[]): string[] {
  return file.expectations.map((one, index) => {
    const expected = line(file.text, one.start, one.end, one.severity, one.message);
    const found = actual[index];
    return found !== undefined && fits(expected, found) ? found : expected;
  });
}

function fits(expected: string, found: string): boolean {
  const parts = expected.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return parts.length > 1 && new RegExp(`^${parts.join('.+')}$`, 's').test(found);
}

function line(text: string, start: number, end: number, severity: string, message: string): string {
  const row = text.slice(0, start).split('\n').length;
  return `${row}: «${text.slice(start, end)}» ${severity}: ${message}`;
}

function endOnFirstLine(text: string, start: number, end: number): number {
  const lineBreak = text.indexOf('\n', start);
  return lineBreak >= 0 && lineBreak < end ? lineBreak : end;
}

function describeAll(findings: readonly Reported[], text: string): string {
  return asText(findings, text).join('\n') || 'none';
}
