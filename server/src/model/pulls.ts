/** Where a file may read the XComs of a task by the task's id. */
import type { FileFacts } from './facts.ts';

const pull = /\bxcom_pull\s*\(([^)]*)/g;
/** The ids are written out, one or a list of them. */
const literalIds = /^\s*(?:task_ids\s*=\s*)?[[(]?\s*\\?['"]|task_ids\s*=\s*[[(]?\s*\\?['"]/;
const otherReads = /\bXCom\.get_|\bXComArg\b/;

/**
 * Whether code or a template of this file may read what a task has pushed: its id, the whole or the part behind its groups, stands in
 * quotes anywhere but in `task_id=`, or ids are not written out where XComs are read.
 */
export function mayPull({ text }: FileFacts, taskId: string): boolean {
  if (otherReads.test(text)) return true;
  for (const [, given = ''] of text.matchAll(pull)) {
    if (!literalIds.test(given) || /[{%]/.test(given)) return true;
  }
  const short = taskId.slice(taskId.lastIndexOf('.') + 1);
  return [taskId, short].some((id) => isNamed(text, id));
}

function isNamed(text: string, id: string): boolean {
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + id.length)) {
    const isQuoted = /['"]/.test(text[at - 1] ?? '') && /['"\\]/.test(text[at + id.length] ?? '');
    if (isQuoted && !/task_id\s*=\s*f?['"]$/.test(text.slice(Math.max(0, at - 20), at))) return true;
  }
  return false;
}
