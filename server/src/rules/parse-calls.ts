/** Calls of libraries that run while a file is parsed: what they do, and how findings about them read. */
import { type CallEffect, type EffectKind, effectOf, madeBy } from '../catalogue/effects.ts';
import type { Argument, Call, DagFile, Range } from '../model/facts.ts';
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
  const statements = found.map(({ call }) => statementOf(file, call.at));
  return found.filter((one, index) => {
    const rank = specificity.indexOf(one.effect.does);
    if (rank < 0) return true;
    return !found.some((other, at) => {
      if (other === one || !isSame(statements[at] as Range, statements[index] as Range)) return false;
      const otherRank = specificity.indexOf(other.effect.does);
      if (otherRank < 0) return false;
      return otherRank < rank || (otherRank === rank && isInside(one.call.at, other.call.at));
    });
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

/** What a call of a library does with these arguments; undefined when that is nothing, or not known. */
export function effectOfCall(file: DagFile, call: Call): CallEffect | undefined {
  const effect = call.callee === undefined ? undefined : effectOf(call.callee);
  if (!effect || !call.callee) return undefined;
  if (effect.only) {
    const { parameter, position, made } = effect.only;
    const given = argumentAt(call, parameter, position);
    if (!given) return undefined;
    if (made !== undefined && madeByValue(file, given) !== made) return undefined;
  }
  if (call.callee === 'sqlite3.connect' && isInMemory(argumentAt(call, 'database', 0))) return undefined;
  // Text that is in memory already: `read_csv(StringIO(text))`.
  if (effect.does === 'data-read' && isBuffer(file, call.arguments[0])) return undefined;
  return effect;
}

/** The argument of a call by its name, else by its position among those without a name. */
export function argumentAt(call: Call, name: string, position: number): Argument | undefined {
  return (
    call.arguments.find((one) => one.name === name) ?? call.arguments.filter((one) => !one.name)[position]
  );
}

function madeByValue(file: DagFile, { value }: Argument): string | undefined {
  const callee = value.kind === 'call' ? file.calls[value.call]?.callee : undefined;
  return callee === undefined ? undefined : madeBy(callee);
}

function isInMemory(argument: Argument | undefined): boolean {
  return argument?.value.kind === 'string' && argument.value.value.includes(':memory:');
}

function isBuffer(file: DagFile, argument: Argument | undefined): boolean {
  if (argument?.value.kind !== 'call') return false;
  const callee = file.calls[argument.value.call]?.callee;
  return callee === 'io.StringIO' || callee === 'io.BytesIO';
}

/** The statement, or the head of one, that something stands in. */
export function statementOf(file: DagFile, at: Range): Range {
  const longer = file.statements.find((one) => one.start <= at.start && at.start < one.end);
  if (longer) return longer;
  const end = file.text.indexOf('\n', at.start);
  return {
    start: file.text.lastIndexOf('\n', at.start - 1) + 1,
    end: end < 0 ? file.text.length : end,
  };
}

function isSame(a: Range, b: Range): boolean {
  return a.start === b.start;
}

function isInside(inner: Range, outer: Range): boolean {
  return (
    outer.start <= inner.start && inner.end <= outer.end && outer.end - outer.start > inner.end - inner.start
  );
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
