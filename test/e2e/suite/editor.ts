/** What a person does with the extension, done by the editor's own commands. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { DagperfApi } from '../../../client/src/extension.ts';

const rules = [
  'fan-out-without-pool',
  'heavy-import-at-parse',
  'sensor-poke-long-wait',
  'unbounded-retries',
  'variable-get-at-parse',
  'xcom-returns-dataframe',
];

export function defineSuite(): void {
  describe('dagperf in VS Code', () => {
    let root: vscode.Uri;
    let api: DagperfApi;
    let sales: vscode.TextDocument;

    before(async () => {
      root = (vscode.workspace.workspaceFolders as readonly vscode.WorkspaceFolder[])[0]?.uri as vscode.Uri;
      sales = await open('dags/sales.py');
      const extension = vscode.extensions.getExtension<DagperfApi>('dagperf.dagperf');
      assert.ok(extension, 'the extension is installed');
      api = await extension.activate();
      await api.ready();
    });

    async function open(relative: string): Promise<vscode.TextDocument> {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root, relative));
      await vscode.window.showTextDocument(document);
      return document;
    }

    const findings = (document = sales): vscode.Diagnostic[] =>
      vscode.languages.getDiagnostics(document.uri).filter((one) => one.source === 'dagperf');
    const idOf = (one: vscode.Diagnostic): string => String((one.code as { value: string }).value);
    const ids = (): string[] => [...new Set(findings().map(idOf))].sort();

    async function actions(rule: string): Promise<vscode.CodeAction[]> {
      // A document that was out of sight gets its diagnostics again when it is shown.
      await until(() => ids().includes(rule));
      const diagnostic = findings().find((one) => idOf(one) === rule) as vscode.Diagnostic;
      return vscode.commands.executeCommand(
        'vscode.executeCodeActionProvider',
        sales.uri,
        diagnostic.range,
        vscode.CodeActionKind.QuickFix.value,
      );
    }

    async function applied(rule: string, title: string): Promise<void> {
      const found = await actions(rule);
      const action = found.find((one) => one.title === title);
      assert.ok(action?.edit, `no "${title}" among ${found.map((one) => one.title).join(' | ')}`);
      assert.ok(await vscode.workspace.applyEdit(action.edit));
    }

    it('runs from where it is meant to', () => {
      const { extensionPath } = vscode.extensions.getExtension(
        'dagperf.dagperf',
      ) as vscode.Extension<unknown>;
      const expected = process.env.DAGPERF_EXTENSIONS ?? process.env.DAGPERF_ROOT;
      assert.ok(expected && extensionPath.startsWith(expected), `${extensionPath} is below ${expected}`);
    });

    it('works in a folder that is trusted, and in one that is not', () => {
      assert.equal(vscode.workspace.isTrusted, process.env.DAGPERF_TRUST !== 'ask');
    });

    it('has a parser, native or wasm', async () => {
      const backend = await api.parserBackend();
      assert.ok(backend === 'native' || backend === 'wasm', backend);
      if (process.env.DAGPERF_PARSER) assert.equal(backend, process.env.DAGPERF_PARSER);
    });

    it('shows the findings of all rules, with their pages', async () => {
      await until(() => ids().length === rules.length);
      assert.deepEqual(ids(), rules);
      for (const one of findings()) {
        const { target } = one.code as { target: vscode.Uri };
        assert.ok(target.path.endsWith(`/docs/rules/${idOf(one)}.md`), String(target));
      }
    });

    it('says nothing in files that are not Airflow’s, and in a DAG without problems', async () => {
      for (const name of ['notes.py', 'dags/quiet.py']) {
        const document = await open(name);
        await vscode.commands.executeCommand('dagperf.analyzeFile');
        assert.deepEqual(findings(document), [], name);
      }
      await open('dags/sales.py');
    });

    it('applies a quick fix, and undo takes it back', async () => {
      const before = sales.getText();
      await applied('heavy-import-at-parse', 'Move the import into `total`');
      assert.ok(
        sales.getText().includes('def total():\n    import pandas as pd\n\n    frame'),
        sales.getText(),
      );
      await until(() => !ids().includes('heavy-import-at-parse'));
      await vscode.commands.executeCommand('undo');
      await until(() => sales.getText() === before && ids().includes('heavy-import-at-parse'));
    });

    it('offers the alternatives of a fix by name, and to ignore with a reason', async () => {
      const titles = (await actions('sensor-poke-long-wait')).map((one) => one.title);
      for (const title of [
        'Set deferrable=True',
        'Set mode="reschedule"',
        'Ignore `sensor-poke-long-wait` on this line…',
      ]) {
        assert.ok(titles.includes(title), `${title} among ${titles.join(' | ')}`);
      }
    });

    it('changes a second file with a fix that needs one', async () => {
      const found = await actions('fan-out-without-pool');
      const action = found.find((one) => one.title.includes('define it'));
      const files = action?.edit?.entries().map(([uri]) => path.basename(uri.path));
      assert.deepEqual(files?.sort(), ['pools.json', 'sales.py']);
    });

    it('explains a finding on hover', async () => {
      await until(() => findings().length > 0);
      const position = (findings()[0] as vscode.Diagnostic).range.start;
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

    it('follows half-typed code and settings', async () => {
      const before = sales.getText();
      const edit = new vscode.WorkspaceEdit();
      edit.insert(sales.uri, sales.positionAt(before.length), 'def broken(:\n');
      await vscode.workspace.applyEdit(edit);
      await until(() => ids().includes('variable-get-at-parse'));
      await vscode.commands.executeCommand('undo');
      const configuration = vscode.workspace.getConfiguration('dagperf');
      await configuration.update(
        'rules',
        { 'unbounded-retries': 'off' },
        vscode.ConfigurationTarget.Workspace,
      );
      await until(() => !ids().includes('unbounded-retries'));
      await configuration.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
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
  });
}

/** Waits until a condition holds; fails with what it is after 30 s. */
async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 50) {
    if (waited > 30_000) throw new Error(`still not so after 30 s: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
