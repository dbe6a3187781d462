/** Opens the page of a rule. */
import * as vscode from 'vscode';

/** `target` comes from a code action or the report: an object with `url`. Anything else is refused with a message. */
export async function showRule(target: unknown): Promise<void> {
  const url = typeof target === 'object' && target !== null && 'url' in target ? target.url : undefined;
  if (typeof url !== 'string' || !url.startsWith('https://')) {
    await vscode.window.showErrorMessage(vscode.l10n.t('There is no page to open for this rule.'));
    return;
  }
  await vscode.env.openExternal(vscode.Uri.parse(url, true));
}
