/** What a person does with the extension, done by the editor's own commands. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { DagperfApi } from '../../../client/src/extension.ts';
import {
  applyQuickFix,
  extension,
  findingsIn,
  foundByCommand,
  open,
  quickFix,
  ruleOf,
  shownByEditor,
  until,
  uriOf,
} from './steps.ts';

const rules = [
  'fan-out-without-pool',
  'heavy-import-at-parse',
  'runs-can-pile-up',
  'sensor-default-timeout',
  'sensor-poke-long-wait',
  'unbounded-retries',
  'variable-get-at-parse',
  'xcom-returns-dataframe',
];

export function defineSuite(): void {
  describe('dagperf in VS Code', () => {
    let api: DagperfApi;
    let sales: vscode.TextDocument;

    before(async () => {
      sales = await open('dags/sales.py');
      api = await extension().activate();
      await api.ready();
    });

    const ids = (): string[] => [...new Set(findingsIn(sales.uri).map(ruleOf))].sort();

    it('runs from where it is meant to', () => {
      assert.equal(extension().extensionPath, process.env.DAGPERF_EXTENSION);
    });

    it('works in a folder that is trusted, and in one that is not', () => {
      assert.equal(vscode.workspace.isTrusted, process.env.DAGPERF_RESTRICTED !== '1');
    });

    it('has the native parser where its binary loads, else the wasm one', async () => {
      const { parserBackend: backend } = await api.serverInfo();
      if (process.env.DAGPERF_PARSER) assert.equal(backend, process.env.DAGPERF_PARSER);
      else assert.match(backend, /^(native|wasm)$/);
    });

    it('shows a finding of every rule, with a link to its page', async () => {
      await until(() => ids().length === rules.length);
      assert.deepEqual(ids(), rules);
      for (const one of findingsIn(sales.uri)) {
        const { target } = one.code as { target: vscode.Uri };
        assert.ok(target.path.endsWith(`/docs/rules/${ruleOf(one)}.md`), String(target));
      }
    });

    it('finds exactly what the command finds', async () => {
      for (const name of ['dags/sales.py', 'dags/quiet.py', 'notes.py', 'pools.json']) {
        const expected = foundByCommand(name);
        await open(name);
        await until(() => findingsIn(uriOf(name)).length === expected.length);
        assert.deepEqual(shownByEditor(uriOf(name)), expected, name);
      }
      await open('dags/sales.py');
    });

    it('says nothing in files that are not Airflow’s, and in a DAG without problems', async () => {
      for (const name of ['notes.py', 'dags/quiet.py']) {
        const document = await open(name);
        await vscode.commands.executeCommand('dagperf.analyzeFile');
        assert.deepEqual(findingsIn(document.uri), [], name);
      }
      await open('dags/sales.py');
    });

    it('applies a quick fix, and undo takes it back', async () => {
      const before = sales.getText();
      await applyQuickFix(sales.uri, 'heavy-import-at-parse', 'Move the import into `total`');
      assert.ok(
        sales.getText().includes('def total():\n    import pandas as pd\n\n    frame'),
        sales.getText(),
      );
      await until(() => !ids().includes('heavy-import-at-parse'));
      await vscode.commands.executeCommand('undo');
      await until(() => sales.getText() === before && ids().includes('heavy-import-at-parse'));
    });

    it('offers the alternatives of a fix by name, and to ignore with a reason', async () => {
      for (const title of [
        'Set deferrable=True',
        'Set mode="reschedule"',
        'Ignore `sensor-poke-long-wait` on this line…',
      ]) {
        await quickFix(sales.uri, 'sensor-poke-long-wait', title);
      }
    });

    it('changes a second file with a fix that needs one', async () => {
      const { edit } = await quickFix(sales.uri, 'fan-out-without-pool', 'define it');
      const files = edit?.entries().map(([uri]) => path.basename(uri.path));
      assert.deepEqual(files?.sort(), ['pools.json', 'sales.py']);
    });

    it('explains a finding on hover', async () => {
      await until(() => findingsIn(sales.uri).length > 0);
      const position = (findingsIn(sales.uri)[0] as vscode.Diagnostic).range.start;
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        sales.uri,
        position,
      );
      const text = hovers
        .flatMap((one) => one.contents.map((part) => (typeof part === 'string' ? part : part.value)))
        .join('\n');
      assert.ok(text.includes('dagperf'), text);
    });

    it('follows half-typed code', async () => {
      const reads = (): number =>
        findingsIn(sales.uri).filter((one) => ruleOf(one) === 'variable-get-at-parse').length;
      await until(() => reads() === 1);
      const edit = new vscode.WorkspaceEdit();
      const end = sales.positionAt(sales.getText().length);
      edit.insert(
        sales.uri,
        end,
        'region = Variable.get("region")\nclass Broken(:\n    def broken(self, x=[{"a": \n',
      );
      await vscode.workspace.applyEdit(edit);
      await until(() => reads() === 2);
      await vscode.commands.executeCommand('undo');
      await until(() => reads() === 1);
    });

    it('follows the settings', async () => {
      const settings = vscode.workspace.getConfiguration('dagperf');
      const { Workspace } = vscode.ConfigurationTarget;
      await settings.update('rules', { 'unbounded-retries': 'off' }, Workspace);
      await until(() => !ids().includes('unbounded-retries'));
      await settings.update('rules', undefined, Workspace);
      await until(() => ids().includes('unbounded-retries'));
    });

    it('analyses the workspace by the palette’s command', async () => {
      await vscode.commands.executeCommand('dagperf.analyzeWorkspace');
      const report = api.lastReport();
      assert.ok(report, 'there is a report');
      assert.equal(report.files, 3);
      assert.equal(report.dags, 2);
      assert.deepEqual([...new Set(report.findings.map((one) => one.rule))].sort(), rules);
      assert.ok(report.totals.some((one) => one.payer === 'metadata-db' && one.amount > 0));
      const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      await until(() => tabs().some((tab) => tab.label === 'DAG Performance'));
      await open('dags/sales.py');
    });

    it('shows the model of a file beside it, as the command prints it, and follows the text', async () => {
      await vscode.commands.executeCommand('dagperf.showModel');
      const model = () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'dagperf-model');
      const before = readFileSync(process.env.DAGPERF_MODEL ?? '', 'utf8');
      assert.equal(model()?.getText(), before);
      assert.equal(vscode.window.activeTextEditor?.document, sales, 'the file keeps the focus');
      const edit = new vscode.WorkspaceEdit();
      edit.replace(sales.uri, new vscode.Range(22, 10, 22, 15), 'revenue');
      await vscode.workspace.applyEdit(edit);
      await until(() => model()?.getText().includes('Dag revenue, line 23') === true);
      await vscode.commands.executeCommand('undo');
      await until(() => model()?.getText() === before);
      await vscode.commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
    });

    it('fixes on save what is safe, and nothing else', async () => {
      const editor = vscode.workspace.getConfiguration('editor');
      const onSave = { 'source.fixAll.dagperf': 'explicit' };
      await editor.update('codeActionsOnSave', onSave, vscode.ConfigurationTarget.Workspace);
      const original = readFileSync(sales.uri.fsPath, 'utf8');
      try {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(sales.uri, sales.positionAt(original.length), '\n');
        await vscode.workspace.applyEdit(edit);
        assert.ok(await sales.save());
        const saved = readFileSync(sales.uri.fsPath, 'utf8');
        assert.ok(saved.includes('bash_command="{{ var.value.export_command }}"'), saved);
        assert.ok(saved.includes('def total():\n    import pandas as pd'), saved);
        assert.ok(!saved.includes('import Variable'), 'the import that lost its last use is gone');
        assert.ok(saved.includes('"retries": 100'), 'an unsafe fix is not applied');
      } finally {
        await editor.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace);
        writeFileSync(sales.uri.fsPath, original);
      }
    });

    it('finds the same after the server was restarted', async () => {
      await until(() => ids().length === rules.length);
      await vscode.commands.executeCommand('dagperf.restartServer');
      await api.ready();
      await until(() => ids().length === rules.length);
    });

    it('says in dagperf.toml what is wrong with it, for as long as it is', async () => {
      const configuration = uriOf('dagperf.toml');
      writeFileSync(configuration.fsPath, 'ignore = ["unbounded-retrys"]\n');
      try {
        await until(() => findingsIn(configuration).length === 1);
        assert.match(findingsIn(configuration)[0]?.message ?? '', /did you mean "unbounded-retries"/);
      } finally {
        rmSync(configuration.fsPath);
      }
      await until(() => findingsIn(configuration).length === 0);
    });

    it('comes back when its server dies, and for a command when it died too often', async () => {
      for (let deaths = 0; deaths < 5; deaths++) {
        await until(() => ids().length === rules.length);
        process.kill((await api.serverInfo()).processId, 'SIGKILL');
        await until(() => ids().length === 0);
      }
      await until(async () => {
        await vscode.commands.executeCommand('dagperf.analyzeFile');
        return ids().length === rules.length;
      });
    });
  });
}
