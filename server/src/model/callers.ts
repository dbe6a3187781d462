/** Who runs a function at parse time, and what the calls hand over. */
import { elements } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import { childByField, kindAt, type Node, parentOf, textOf } from '../syntax/tree.ts';
import { parameterName } from './bindings.ts';
import type { CallDraft } from './calls.ts';
import type { Call, Phase } from './facts.ts';
import { argumentListOf, enclosingClass, isDecoratedWith } from './names.ts';
import { executedBy, type PhaseInput } from './phases.ts';
import type { Binding } from './scopes.ts';
import type { Source } from './source.ts';

/** Function id → the calls that run it at parse time, in source order. */
export type Callers = readonly (readonly CallDraft[])[];

/** Collects the parse-time calls of each function of the file. */
export function collectCallers(input: PhaseInput, phases: readonly (readonly Phase[])[]): Callers {
  const callers: CallDraft[][] = input.functions.map(() => []);
  for (const call of input.calls) {
    if (call.dead || !phases[call.in]?.includes('parse')) continue;
    for (const id of executedBy(input, call)) callers[id]?.push(call);
  }
  return callers;
}

const depthLimit = 20;

/** Loops that make a call run more than once: those around it, and those around the only call of the function it stands in. */
export function allLoops(callers: Callers, call: Pick<Call, 'in' | 'loops'>): readonly number[] {
  return [...loopsOfFunction(callers, call.in), ...call.loops];
}

/** Loops around the only call of a function, outermost first; none when it is called from several places. */
export function loopsOfFunction(callers: Callers, id: number, depth = 0): readonly number[] {
  const [only, another] = callers[id] ?? [];
  if (!only || another || depth > depthLimit) return [];
  return [...loopsOfFunction(callers, only.in, depth + 1), ...only.loops];
}

/** Whether some rounds of `allLoops` pass the call by: in its own function, or on the way to it. */
export function skipsSomeRounds(
  callers: Callers,
  call: Pick<Call, 'in' | 'skipsRounds' | 'skipsRuns'>,
  depth = 0,
): boolean {
  if (call.skipsRounds) return true;
  const [only, another] = callers[call.in] ?? [];
  if (!only || another || depth > depthLimit) return false;
  if (call.skipsRuns && allLoops(callers, only).length > 0) return true;
  return skipsSomeRounds(callers, only, depth + 1);
}

/** The expressions that the parse-time calls hand over for a parameter; undefined when one of them cannot be told. */
export function expressionsGiven(source: Source, callers: Callers, parameter: Binding): Node[] | undefined {
  const { tree } = source;
  const list = parentOf(tree, parameter.value);
  const definition = parentOf(tree, list);
  const calls = callers[source.functionIds.get(definition) ?? 0];
  if (!calls?.length || kindAt(tree, parameter.value) === Kind.list_splat_pattern) return undefined;
  const position = elements(tree, list)
    .filter((one) => parameterName(tree, one) >= 0)
    .indexOf(parameter.value);
  const isMethod =
    enclosingClass(tree, definition) >= 0 && !isDecoratedWith(tree, definition, 'staticmethod');
  const found: Node[] = [];
  for (const call of calls) {
    const given = argumentListOf(tree, source.callNodes[call.id] as Node);
    const value = given < 0 ? -1 : givenFor(source, given, parameter.name, position - (isMethod ? 1 : 0));
    const expression = value >= 0 ? value : childByField(tree, parameter.value, Field.value);
    if (expression < 0 || !call.complete) return undefined;
    found.push(expression);
  }
  return found;
}

function givenFor({ tree }: Source, list: Node, name: string, position: number): Node {
  let index = 0;
  for (const argument of elements(tree, list)) {
    if (kindAt(tree, argument) === Kind.keyword_argument) {
      if (textOf(tree, childByField(tree, argument, Field.name)) === name)
        return childByField(tree, argument, Field.value);
    } else if (index++ === position) return argument;
  }
  return -1;
}
