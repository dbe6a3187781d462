/** Facts as text: one printer for each topic of test/model/*.md. */
import type {
  Assignment,
  Call,
  ClassFacts,
  FileFacts,
  FunctionFacts,
  Import,
  Loop,
  Phase,
  Range,
  Return,
  Use,
  Value,
} from '../../server/src/model/facts.ts';
import { hole } from '../../server/src/model/text-patterns.ts';

type Printer = (file: FileFacts) => string[];

const topics: Readonly<Record<string, Printer>> = {
  'imports-and-uses': (file) => [
    ...file.imports.map((one) => importLine(file, one)),
    ...file.assignments.map((one) => assignmentLine(file, one)),
  ],
  names: (file) =>
    file.calls.map(
      (call) => `${where(file, call.at)} ${calleeText(file, call)} is ${calleeName(file, call)}`,
    ),
  values: (file) =>
    file.calls.filter((call) => text(file, call.calleeAt) === 'show').map((call) => shownValues(file, call)),
  phases: (file) => [
    ...file.functions
      .slice(1)
      .map(
        (one) =>
          `${functionName(file, one)}: ${phasesText(one.phases)}${one.referenced ? '' : ', not referenced'}`,
      ),
    ...file.calls.map(
      (call) =>
        `${where(file, call.at)} ${calleeText(file, call)}(): ${phasesText(call.phases)}${call.awaited ? ', awaited' : ''}`,
    ),
  ],
  loops: (file) => [
    ...file.loops.map((one) => loopLine(file, one)),
    ...file.calls
      .filter((call) => call.loops.length > 0)
      .map(
        (call) =>
          `${where(file, call.at)} ${calleeText(file, call)}() in loops of lines ${call.loops.map((id) => where(file, (file.loops[id] as Loop).at)).join(', ')}${call.skipsRounds ? ', not in every round' : ''}${call.repeatedBy.length < call.loops.length ? `, repeated by ${call.repeatedBy.length} of them` : ''}${call.constantIn.length > 0 ? `, the same in rounds of lines ${call.constantIn.map((id) => where(file, (file.loops[id] as Loop).at)).join(', ')}` : ''}${call.inHandler ? ', in a handler' : ''}`,
      ),
  ],
  returns: (file) => [
    ...file.functions.flatMap((one) => one.returns.map((value) => returnLine(file, one, value))),
    ...file.growths.map(
      (one) =>
        `${one.container} ${one.name} grows in loops of lines ${one.loops.map((id) => where(file, (file.loops[id] as Loop).at)).join(', ')}`,
    ),
    ...file.calls.flatMap((call) =>
      call.subject === undefined
        ? []
        : [
            `${where(file, call.at)} ${calleeText(file, call)}() on ${calleeText(file, file.calls[call.subject] as Call)}()`,
          ],
    ),
  ],
  functions: (file) => [
    ...file.functions.slice(1).map((one) => functionLine(file, one)),
    ...file.classes.map((one) => classLine(one)),
  ],
  statements: (file) => [
    ...file.statements.map((one) => `statement, lines ${where(file, one)} to ${lineOf(file, one.end)}`),
    ...file.comments.map(
      (one) =>
        `${where(file, one.at)} ${one.text}${one.alone ? ', alone' : ''}${one.topLevel ? ', top level' : ''}`,
    ),
    ...(file.syntaxError ? [`syntax error in line ${where(file, file.syntaxError)}`] : []),
  ],
};

/** The facts that a topic (the name of a page without `.md`) is about, one a line; undefined for a topic without a printer. */
export function printFacts(topic: string, file: FileFacts): string | undefined {
  const printer = topics[topic];
  if (!printer) return undefined;
  const lines = printer(file);
  return lines.length === 0 ? 'nothing\n' : `${lines.join('\n')}\n`;
}

function text(file: FileFacts, at: Range): string {
  return file.text.slice(at.start, at.end);
}

function short(file: FileFacts, at: Range): string {
  const whole = text(file, at).replace(/\s+/g, ' ');
  return whole.length > 50 ? `${whole.slice(0, 50)}…` : whole;
}

function lineOf(file: FileFacts, offset: number): string {
  return String(file.text.slice(0, offset).split('\n').length);
}

function where(file: FileFacts, at: Range): string {
  return lineOf(file, at.start);
}

function phasesText(phases: readonly Phase[]): string {
  return phases.length === 0 ? 'unknown' : phases.join(' + ');
}

function functionName(file: FileFacts, one: FunctionFacts): string {
  return one.kind === 'lambda' ? `lambda in line ${where(file, one.at)}` : one.name;
}

function calleeText(file: FileFacts, call: Call): string {
  return short(file, call.calleeAt);
}

function calleeName(file: FileFacts, call: Call): string {
  if (call.callee) return call.callee;
  if (call.function !== undefined) return `def ${(file.functions[call.function] as FunctionFacts).name}`;
  if (call.class !== undefined) return `class ${(file.classes[call.class] as ClassFacts).name}`;
  return 'unknown';
}

function usesText(file: FileFacts, uses: readonly Use[]): string {
  if (uses.length === 0) return 'never used';
  return `used in ${uses.map((use) => useText(file, use)).join(', ')}`;
}

function useText(file: FileFacts, use: Use): string {
  const annotation =
    use.role === 'annotation' ? `, ${use.evaluated ? 'evaluated' : 'unevaluated'} annotation` : '';
  return `${where(file, use.at)} (${phasesText(use.phases)}${annotation})`;
}

function flags(one: { readonly [name: string]: unknown }, names: readonly string[]): string {
  return names
    .filter((name) => one[name])
    .map((name) => `, ${name}`)
    .join('');
}

function importLine(file: FileFacts, one: Import): string {
  const bound = one.bound === undefined ? '*' : one.bound;
  const rebound = one.bindings > 1 ? `, one of ${one.bindings} bindings` : '';
  const marks = flags({ optional: one.optional, nested: !one.topLevel, exported: one.exported }, [
    'nested',
    'optional',
    'exported',
  ]);
  return `${where(file, one.at)} ${bound} = ${one.name} from ${one.module}: ${phasesText(one.phases)}${marks}${rebound}; ${usesText(file, one.uses)}`;
}

function assignmentLine(file: FileFacts, one: Assignment): string {
  const call = file.calls[one.call] as Call;
  const rebound = one.bindings > 1 ? `, one of ${one.bindings} bindings` : '';
  const marks = flags({ nested: !one.topLevel, exported: one.exported }, ['nested', 'exported']);
  return `${where(file, one.at)} ${one.name} = ${calleeText(file, call)}(): ${phasesText(one.phases)}${marks}${rebound}; ${usesText(file, one.uses)}`;
}

function shownValues(file: FileFacts, call: Call): string {
  const shown = call.arguments.map((argument) => {
    const splat = argument.splat
      ? ` through ${text(file, argument.splat.at)}, ${argument.splat.uses} uses`
      : '';
    return `${argument.name === undefined ? '' : `${argument.name}=`}${valueText(file, argument.value)}${splat}`;
  });
  return `${where(file, call.at)} ${[...shown, ...(call.complete ? [] : ['and others'])].join(', ')}`;
}

/** A value that prints without its file: a literal, a duration, a name. `undefined` for all others. */
export function plainText(value: Value): string | undefined {
  switch (value.kind) {
    case 'string':
      return JSON.stringify(value.value);
    case 'number':
    case 'boolean':
      return String(value.value);
    case 'none':
      return 'None';
    case 'duration':
      return `${value.seconds} s`;
    case 'date':
      return value.day;
    case 'name':
      return value.name;
    default:
      return undefined;
  }
}

function valueText(file: FileFacts, value: Value): string {
  switch (value.kind) {
    case 'sequence':
      return `[${value.items.map((item) => valueText(file, item)).join(', ')}]`;
    case 'dict': {
      const entries = value.entries.map((entry) => `${entry.key}: ${valueText(file, entry.value)}`);
      const uses = value.uses > 1 ? ` (${value.uses} uses)` : '';
      return `{${[...entries, ...(value.complete ? [] : ['…'])].join(', ')}}${uses}`;
    }
    case 'function':
      return functionName(file, file.functions[value.function] as FunctionFacts);
    case 'call':
      return `${calleeText(file, file.calls[value.call] as Call)}()`;
    case 'unknown':
      return value.pattern === undefined
        ? 'unknown'
        : `text ${JSON.stringify(value.pattern.replaceAll(hole, '…'))}`;
    default:
      return plainText(value) ?? 'unknown';
  }
}

function functionText(file: FileFacts, id: number): string {
  return functionName(file, file.functions[id] as FunctionFacts);
}

function loopLine(file: FileFacts, one: Loop): string {
  const size = one.infinite ? 'endless' : one.size === undefined ? 'unknown rounds' : `${one.size} rounds`;
  return `${where(file, one.at)} ${short(file, one.headAt)}: ${size}, ${phasesText(one.phases)}${one.retriesForever ? ', retries for ever' : ''}`;
}

function returnLine(file: FileFacts, one: FunctionFacts, value: Return): string {
  const converted = value.converted
    ? `, converted from ${value.converted.from} by ${value.converted.method}`
    : '';
  const attribute = value.attribute
    ? `, ${value.attribute.name} of ${calleeText(file, file.calls[value.attribute.call] as Call)}()`
    : '';
  const keys = value.keys === undefined ? '' : `, ${value.keys} keys`;
  const made = value.madeAt ? `, made by ${short(file, value.madeAt)}` : '';
  return `${functionName(file, one)} returns ${short(file, value.at)}: ${value.type ?? 'no frame'}${converted}${made}${attribute}${keys}`;
}

function functionLine(file: FileFacts, one: FunctionFacts): string {
  const parameters = one.parameters.map(
    (parameter) =>
      `${parameter.name}${parameter.annotation ? `: ${parameter.annotation}` : ''}${parameter.default ? ` = ${valueText(file, parameter.default)}` : ''}`,
  );
  const decorators = one.decorators.map(
    (decorator) => `@${decorator.name ?? 'unknown'}${decorator.call === undefined ? '' : '(…)'} `,
  );
  const insert = one.insertAt
    ? `; a statement goes to line ${lineOf(file, one.insertAt.offset)}, indented by ${one.insertAt.indent.length}`
    : '; no place for a statement';
  const owner = one.in === 0 ? '' : ` in ${functionText(file, one.in)}`;
  return `${decorators.join('')}${one.async ? 'async ' : ''}${functionName(file, one)}(${parameters.join(', ')})${owner}${insert}${one.idle ? '; does nothing' : ''}${one.referenced ? '' : '; not referenced'}`;
}

function classLine(one: ClassFacts): string {
  return `class ${one.name}(${one.bases.map((base) => base ?? 'unknown').join(', ')}): ${Object.keys(one.methods).join(', ') || 'no methods'}`;
}
