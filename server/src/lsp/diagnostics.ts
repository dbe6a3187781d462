/** Findings → diagnostics. */
import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
} from 'vscode-languageserver';
import type { Reported } from '../engine/report.ts';
import { ruleUrl } from '../rules/registry.ts';
import type { Severity } from '../rules/rule.ts';
import { type Texts, toRange } from './project-texts.ts';

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** The other files that the findings point to. */
export function relatedFiles(findings: readonly Reported[]): Set<string> {
  const files = new Set<string>();
  for (const finding of findings) {
    for (const { file } of finding.related ?? []) if (file !== undefined) files.add(file);
  }
  return files;
}

/** The diagnostic of a finding; `texts` has at least its own file. Related places whose file is not in `texts` are left out. */
export function toDiagnostic(finding: Reported, texts: Texts, withRelated: boolean): Diagnostic {
  const document = texts.get(finding.file);
  if (document === undefined) throw new Error(`no text of ${finding.file}`);
  const related = withRelated ? relatedInformation(finding, texts) : [];
  return {
    range: toRange(document, finding.at),
    severity: severities[finding.severity],
    code: finding.rule,
    codeDescription: { href: ruleUrl(finding.rule) },
    source: 'dagperf',
    message: finding.message,
    ...(finding.unnecessary ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related.length > 0 ? { relatedInformation: related } : {}),
  };
}

function relatedInformation(finding: Reported, texts: Texts): DiagnosticRelatedInformation[] {
  return (finding.related ?? []).flatMap(({ file = finding.file, at, message }) => {
    const document = texts.get(file);
    return document === undefined
      ? []
      : [{ location: { uri: document.uri, range: toRange(document, at) }, message }];
  });
}
