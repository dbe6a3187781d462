/** Shows what is wrong with dagperf's own configuration in the file where it is written. */
import { type Connection, type Diagnostic, DiagnosticSeverity, uinteger } from 'vscode-languageserver';
import type { Problem } from './parts.ts';
import { pathToUri } from './uris.ts';

export interface ConfigurationProblems {
  /** Replaces what was shown for a folder; undefined stands for documents that lie nowhere. */
  show(root: string | undefined, problems: readonly Problem[]): void;
  /** Takes away what was shown for the folders that are not among these. */
  keep(roots: readonly string[]): void;
}

export function openConfigurationProblems(connection: Connection): ConfigurationProblems {
  const shown = new Map<string | undefined, ReadonlySet<string>>();
  const show: ConfigurationProblems['show'] = (root, problems) => {
    const byUri = new Map<string, Diagnostic[]>();
    for (const problem of problems) {
      if (problem.kind !== 'configuration') continue;
      const uri = pathToUri(problem.file);
      byUri.set(uri, [...(byUri.get(uri) ?? []), toDiagnostic(problem)]);
    }
    const gone = [...(shown.get(root) ?? [])].filter((uri) => !byUri.has(uri));
    shown.set(root, new Set(byUri.keys()));
    for (const [uri, diagnostics] of byUri) void connection.sendDiagnostics({ uri, diagnostics });
    for (const uri of gone) void connection.sendDiagnostics({ uri, diagnostics: [] });
  };
  return {
    show,
    keep(roots) {
      for (const root of shown.keys()) if (root !== undefined && !roots.includes(root)) show(root, []);
    },
  };
}

/** From its place to the end of the line, which the protocol lets any number behind it stand for. */
function toDiagnostic({ message, line = 1, column = 1 }: Problem): Diagnostic {
  const start = { line: line - 1, character: column - 1 };
  const range = { start, end: { line: line - 1, character: uinteger.MAX_VALUE } };
  return { range, severity: DiagnosticSeverity.Error, source: 'dagperf', message };
}
