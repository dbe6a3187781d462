/** The page of the report: data in by message, DOM out. Text only ever goes in as text, never as HTML. */
import './report.css';
import type { FromPage, ToPage } from '../src/report/messages.ts';
import { buildCards } from './cards.ts';
import { counted, element } from './dom.ts';
import { buildTable, initialView, type TableView } from './table.ts';

interface EditorApi {
  postMessage(message: FromPage): void;
  getState(): TableView | undefined;
  setState(state: TableView): void;
}
declare function acquireVsCodeApi(): EditorApi;

type Report = Extract<ToPage, { type: 'report' }>['report'];

const editor = acquireVsCodeApi();
/** Filter and order outlive the next analysis, and the panel being hidden. */
const tableHost = {
  send: (message: FromPage) => editor.postMessage(message),
  view: () => editor.getState() ?? initialView,
  keep: (view: TableView) => editor.setState(view),
};
const page = document.getElementById('page') as HTMLElement;
const state = element('p', { className: 'state', role: 'status' });
const analyze = element('button', { textContent: 'Analyze again' });
const cancel = element('button', { textContent: 'Cancel', className: 'secondary', hidden: true });
const bar = element('progress', { hidden: true, ariaLabel: 'Analyzing' });
const content = element('div');

page.append(
  element('header', {}, [
    element('h1', { textContent: 'DAG performance' }),
    element('div', { className: 'actions' }, [analyze, cancel]),
  ]),
  state,
  bar,
  content,
);
analyze.addEventListener('click', () => editor.postMessage({ type: 'analyze' }));
cancel.addEventListener('click', () => editor.postMessage({ type: 'cancel' }));
window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => receive(data));
editor.postMessage({ type: 'ready' });

function receive(message: ToPage): void {
  switch (message.type) {
    case 'analyzing':
      busy(true);
      state.textContent = 'Analyzing the workspace…';
      break;
    case 'progress':
      state.textContent = `Analyzing the workspace… ${message.text}`;
      break;
    case 'report':
      busy(false);
      state.textContent = headline(message.report);
      content.replaceChildren(...sections(message.report));
      break;
    case 'stopped':
      busy(false);
      state.textContent = `${stoppedText(message)}${content.hasChildNodes() ? '; below is the last complete one' : ''}`;
      break;
  }
}

function busy(yes: boolean): void {
  bar.hidden = !yes;
  cancel.hidden = !yes;
  analyze.disabled = yes;
  page.ariaBusy = String(yes);
}

function headline({ files, dags, findings, seconds }: Report): string {
  return `${counted(findings.length, 'finding')} in ${counted(dags, 'DAG')}, ${counted(files, 'Python file')} read in ${duration(seconds)}`;
}

function stoppedText({ reason, text }: Extract<ToPage, { type: 'stopped' }>): string {
  return reason === 'cancelled' ? 'The analysis was cancelled' : `The analysis failed: ${text}`;
}

function duration(seconds: number): string {
  return seconds < 1 ? `${Math.ceil(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;
}

function sections(report: Report): HTMLElement[] {
  const parts: HTMLElement[] = [];
  if (report.totals.length > 0) parts.push(buildCards(report.totals));
  if (report.findings.length > 0) parts.push(buildTable(report.findings, tableHost));
  else parts.push(element('p', { className: 'empty', textContent: emptyText(report) }));
  if (report.failures.length > 0) parts.push(failures(report));
  return parts;
}

function emptyText({ files, dags }: Report): string {
  if (files === 0) return 'There are no Python files in this workspace, or all of them are excluded.';
  if (dags === 0) return 'No file of this workspace defines a DAG.';
  return 'Nothing to improve: no rule found anything.';
}

function failures(report: Report): HTMLElement {
  const items = report.failures.map(({ path, message, rule }) =>
    element('li', { textContent: `${path}: ${rule === undefined ? '' : `[${rule}] `}${message}` }),
  );
  return element('details', {}, [
    element('summary', {
      textContent: `${counted(items.length, 'file or rule', 'files or rules')} could not be checked`,
    }),
    element('ul', {}, items),
  ]);
}
