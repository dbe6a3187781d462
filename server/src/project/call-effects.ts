/** What a call of a library does with the arguments that it has. */
import { type CallEffect, effectOf, madeBy } from '../catalogue/effects.ts';
import type { Argument, Call, FileFacts } from '../model/facts.ts';

/** What a call of a library does with these arguments; undefined when that is nothing, or not known. */
export function effectOfCall(file: FileFacts, call: Call): CallEffect | undefined {
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

function madeByValue(file: FileFacts, { value }: Argument): string | undefined {
  const callee = value.kind === 'call' ? file.calls[value.call]?.callee : undefined;
  return callee === undefined ? undefined : madeBy(callee);
}

function isInMemory(argument: Argument | undefined): boolean {
  return argument?.value.kind === 'string' && argument.value.value.includes(':memory:');
}

function isBuffer(file: FileFacts, argument: Argument | undefined): boolean {
  if (argument?.value.kind !== 'call') return false;
  const callee = file.calls[argument.value.call]?.callee;
  return callee === 'io.StringIO' || callee === 'io.BytesIO';
}
