/** Why there is nothing to say about a file. */
import * as vscode from 'vscode';
import type { SkipReason } from '../../server/src/protocol.ts';

/** One sentence. */
export function skipText(reason: SkipReason): string {
  switch (reason) {
    case 'disabled':
      return vscode.l10n.t('Dagperf is switched off by the setting dagperf.enable.');
    case 'excluded':
      return vscode.l10n.t('This file is excluded from the analysis.');
    case 'no-airflow':
      return vscode.l10n.t('This file does not use Airflow.');
  }
}
