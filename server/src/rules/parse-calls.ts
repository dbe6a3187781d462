/** Calls of libraries that run while a file is parsed: what they do, and how findings about them read. */
import type { CallEffect, EffectKind } from '../catalogue/effects.ts';
import type { Call, DagFile, Range } from '../model/facts.ts';
import { effectOfCall } from '../project/call-effects.ts';
import type { Project } from '../project/project.ts';
import { constructorCode } from './constructors.ts';
import { moveIntoReaders } from './move-assignment.ts';
import { callersOf, often, roundsOf } from './rounds.ts';
import type { Cost, Finding } from './rule.ts';
import { parsesPerDay } from './words.ts';

export interface ParseCall {
  readonly call: Call;
  readonly effect: CallEffect;
}

/**
 * The calls of libraries that run while the file is parsed, in source order, without those in constructors of operators,
 * which have a rule of their own. Of the calls of one statement that look something up, read or connect, those of the most
 * specific kind are left, and of calls within each other the outermost.
 */
export function parseCalls(file: DagFile): readonly ParseCall[] {
  const inConstructors = constructorCode(file);
  const found = file.calls.flatMap((call): ParseCall[] => {
    if (!call.phases.includes('parse') || inConstructors.has(call.in)) return [];
    const effect = effectOfCall(file, call);
    return effect ? [{ call, effect }] : [];
  });
  const byStatement = new Map<number, ParseCall[]>();
  const startOf = ({ call }: ParseCall) => statementOf(file, call.at).start;
  for (const one of found) {
    if (specificity.indexOf(one.effect.does) < 0) continue;
    const start = startOf(one);
    const known = byStatement.get(start);
    if (known) known.push(one);
    else byStatement.set(start, [one]);
  }
  const kept = new Set([...byStatement.values()].flatMap(mostSpecific));
  return found.filter((one) => specificity.indexOf(one.effect.does) < 0 || kept.has(one));
}

/** Of the calls of one statement, in source order, the most specific ones that stand in none of their kind. */
function mostSpecific(calls: readonly ParseCall[]): ParseCall[] {
  const rank = Math.min(...calls.slice(0, 1000).map(({ effect }) => specificity.indexOf(effect.does)));
  let end = -1;
  return calls.filter(({ call: { at }, effect }) => {
    if (specificity.indexOf(effect.does) !== rank || at.end <= end) return false;
    end = at.end;
    return true;
  });
}

/** Kinds that share one finding on a statement, the most specific first. */
const specificity: readonly EffectKind[] = [
  'variable',
  'connection',
  'metadata',
  'data-read',
  'database',
  'network',
  'construction',
];

/** The statement, or the head of one, that something stands in. */
export function statementOf(file: DagFile, at: Range): Range {
  let low = 0;
  let high = file.statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((file.statements[middle] as Range).start <= at.start) low = middle + 1;
    else high = middle;
  }
  const before = file.statements[low - 1];
  const longer = before && at.start < before.end ? before : undefined;
  if (longer) return longer;
  const end = file.text.indexOf('\n', at.start);
  return {
    start: file.text.lastIndexOf('\n', at.start - 1) + 1,
    end: end < 0 ? file.text.length : end,
  };
}

/** The name of what is called as it is written, where that is short; else its last part: `get_object`. */
export function calledName(file: DagFile, call: Call): string {
  const written = file.text.slice(call.calleeAt.start, call.calleeAt.end);
  if (written.length <= 50 && !/[\n(]/.test(written)) return written;
  return call.callee?.slice(call.callee.lastIndexOf('.') + 1) ?? written;
}

/** What a finding on such a call says and carries: how often it happens, who calls the function, a fix that moves it. */
export function findingAtParse(
  file: DagFile,
  project: Project,
  { call, effect }: ParseCall,
  cost?: Pick<Cost, 'payer' | 'unit'>,
): Finding {
  const rounds = roundsOf(file, call);
  const parses = parsesPerDay(project);
  const isKnown = rounds.count !== undefined && rounds.sure;
  return {
    at: call.at,
    message: `\`${calledName(file, call)}\` ${effect.what} ${often(rounds, parses)}`,
    ...(cost && isKnown
      ? { cost: { ...cost, amount: Math.round((rounds.count ?? 0) * parses), per: 'day' } }
      : {}),
    fixes: moveIntoReaders(file, call, 'Call it'),
    related: callersOf(file, call),
  };
}
