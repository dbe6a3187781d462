/** Lists that take page after page of an API or a query until there are no more. */
import { effectOf } from '../catalogue/effects.ts';
import { isHookClass } from '../model/airflow-hooks.ts';
import type { Call, DagFile, FunctionFacts, Return } from '../model/facts.ts';
import { sqlCallOf } from './sql-calls.ts';

/** Where a `while` loop gathers pages in the list that is returned; undefined when none does. */
export function growsByPages(file: DagFile, fact: FunctionFacts, one: Return): GatheredAt | undefined {
  if (one.name === undefined) return undefined;
  for (const growth of file.growths) {
    if (growth.in !== fact.id || growth.name !== one.name) continue;
    const loop = growth.loops.find((id) => file.loops[id]?.kind === 'while');
    if (loop === undefined) continue;
    const request = file.calls.find(
      (call) => call.in === fact.id && call.repeatedBy.includes(loop) && asksForPage(file, call),
    );
    if (request) return { at: growth.at, request };
  }
  return undefined;
}

export interface GatheredAt {
  readonly at: Return['at'];
  /** What asks for a page. */
  readonly request: Call;
}

/** A request, a query, or a function of this file that makes one. */
function asksForPage(file: DagFile, call: Call): boolean {
  if (call.function === undefined) return asks(file, call);
  return file.calls.some((one) => one.in === call.function && asks(file, one));
}

function asks(file: DagFile, call: Call): boolean {
  const effect = call.callee === undefined ? undefined : effectOf(call.callee);
  if (effect?.does === 'network') return true;
  const owner = call.method === undefined ? undefined : call.callee?.slice(0, -call.method.length - 1);
  if (effect?.does === 'connection' && isHookClass(owner)) return true;
  const sent = sqlCallOf(file, call);
  return sent !== undefined && (sent.gives === 'rows' || sent.statement?.verb === 'select');
}
