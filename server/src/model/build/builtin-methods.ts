/** Methods of strings, lists, dicts, and of what builds Dags. */
import { expandOperator } from './airflow-calls.ts';
import { written } from './calls.ts';
import { iterate, pair } from './expressions.ts';
import { formatBraces } from './format.ts';
import { runGroupFactory } from './groups.ts';
import { certain, charge, handOver, type Machine } from './machine.ts';
import {
  type Arguments,
  bool,
  type Entry,
  int,
  joinArguments,
  keyOf,
  list,
  none,
  type Place,
  type PyObject,
  type Sequence,
  str,
  unknown,
} from './objects.ts';
import { pathMethod } from './paths.ts';
import { relate, tasksIn } from './relations.ts';
import { callTaskFlow, makeTeardown } from './tasks.ts';

/** `self.name(…)` where `name` is no method of a class of the project. */
export function callMethod(
  machine: Machine,
  self: PyObject,
  name: string,
  given: Arguments,
  at: Place,
): PyObject {
  if (self.type === 'dict') charge(machine, name === 'get' ? 1 : self.entries.size);
  switch (self.type) {
    case 'str':
      return stringMethod(self.value, name, given);
    case 'list':
    case 'set':
    case 'tuple':
      return sequenceMethod(machine, self, name, given);
    case 'dict':
      return dictMethod(machine, self, name, given);
    case 'namespace':
      if (name === 'update') for (const [key, one] of updates(given)) machine.setItem(self, str(key), one);
      return none;
    case 'timedelta':
      return name === 'total_seconds' ? { type: 'float', value: self.seconds } : unknown();
    case 'taskflow':
      return taskFlowMethod(machine, self, name, given, at);
    case 'group-factory':
    case 'dag-factory':
      return factoryMethod(machine, self, name, given, at);
    case 'operator-partial':
      return name === 'expand' || name === 'expand_kwargs'
        ? expandOperator(machine, self, given, at)
        : unknown();
    case 'class':
      return name === 'partial' ? { type: 'operator-partial', operator: self, bound: given, at } : unknown();
    case 'instance':
      return self.built ? callMethod(machine, self.built, name, given, at) : outside(machine, given, at);
    case 'task':
    case 'xcom':
    case 'group':
      return nodeMethod(machine, self, name, given, at);
    case 'dag':
      return dagMethod(machine, self, name, given, at);
    case 'path':
      return pathMethod(self, name);
    case 'super':
    case 'function':
      return unknown();
    default:
      return outside(machine, given, at);
  }
}

function outside(machine: Machine, given: Arguments, at: Place): PyObject {
  handOver(machine, given, `what \`${written(at)}\` does is not known`);
  return unknown();
}

function argument(given: Arguments, position: number, ...names: string[]): PyObject | undefined {
  for (const name of names) {
    const found = given.named.get(name);
    if (found) return found.value;
  }
  return given.positional[position]?.value;
}

function* updates(given: Arguments): Iterable<[string, { readonly value: PyObject; readonly at: Place }]> {
  for (const { value } of given.positional) {
    if (value.type !== 'dict') continue;
    for (const entry of value.entries.values()) if (entry.key.type === 'str') yield [entry.key.value, entry];
  }
  yield* given.named;
}

function stringMethod(value: string, name: string, given: Arguments): PyObject {
  const inputs = given.positional.map((one) => one.value);
  const texts = inputs.map((one) => (one.type === 'str' ? one.value : undefined));
  const [a, b] = texts;
  if (name === 'format')
    return formatBraces(value, inputs, new Map([...given.named].map(([key, one]) => [key, one.value])));
  if (name === 'join') {
    const parts = inputs[0] ? iterate(inputs[0]) : { items: [], complete: false };
    const joined = parts.items.map((one) => (one.type === 'str' ? one.value : undefined));
    return parts.complete && !joined.includes(undefined) ? str(joined.join(value)) : unknown();
  }
  if (texts.includes(undefined) && name !== 'zfill') return unknown();
  switch (name) {
    case 'lower':
      return str(value.toLowerCase());
    case 'upper':
      return str(value.toUpperCase());
    case 'title':
      return str(value.toLowerCase().replace(/[a-z]+/g, (word) => word[0]?.toUpperCase() + word.slice(1)));
    case 'capitalize':
      return str(value.slice(0, 1).toUpperCase() + value.slice(1).toLowerCase());
    case 'strip':
      return str(stripped(stripped(value, a, true), a, false));
    case 'lstrip':
      return str(stripped(value, a, true));
    case 'rstrip':
      return str(stripped(value, a, false));
    case 'replace':
      return a === undefined || b === undefined || inputs.length > 2
        ? unknown()
        : str(value.replaceAll(a, b));
    case 'startswith':
      return a === undefined ? unknown() : bool(value.startsWith(a));
    case 'endswith':
      return a === undefined ? unknown() : bool(value.endsWith(a));
    case 'removeprefix':
      return a === undefined ? unknown() : str(value.startsWith(a) ? value.slice(a.length) : value);
    case 'removesuffix':
      return a === undefined
        ? unknown()
        : str(a !== '' && value.endsWith(a) ? value.slice(0, -a.length) : value);
    case 'split':
    case 'splitlines': {
      if (inputs.length > 1 || given.named.size > 0) return list([], false);
      const parts =
        name === 'splitlines'
          ? value.split(/\r?\n/)
          : a === undefined
            ? value.trim().split(/\s+/)
            : value.split(a);
      if (name === 'splitlines' && parts.at(-1) === '') parts.pop();
      return list(value.trim() === '' && a === undefined ? [] : parts.map(str));
    }
    case 'zfill': {
      const [width] = inputs;
      return width?.type === 'int' && width.value < 1_000 && !/^[+-]/.test(value)
        ? str(value.padStart(width.value, '0'))
        : unknown();
    }
    case 'count':
      return a ? int(value.split(a).length - 1) : unknown();
    default:
      return unknown();
  }
}

function stripped(value: string, characters: string | undefined, fromStart: boolean): string {
  const isGone = (one: string) => (characters === undefined ? /\s/.test(one) : characters.includes(one));
  let from = 0;
  let to = value.length;
  if (fromStart) while (from < to && isGone(value[from] as string)) from++;
  else while (to > from && isGone(value[to - 1] as string)) to--;
  return value.slice(from, to);
}

function sequenceMethod(machine: Machine, self: Sequence, name: string, given: Arguments): PyObject {
  const [first] = given.positional.map((one) => one.value);
  const change = (apply: () => void): PyObject => {
    if (certain(machine)) apply();
    else self.complete = false;
    return none;
  };
  switch (name) {
    case 'append':
    case 'add':
      return change(() => first && self.items.push(first));
    case 'extend':
    case 'update':
      return change(() => {
        const added = first ? iterate(first) : { items: [], complete: true };
        for (const item of added.items) self.items.push(item);
        self.complete &&= added.complete;
      });
    case 'insert': {
      const value = given.positional[1]?.value;
      return change(() => {
        if (first?.type === 'int' && value) self.items.splice(first.value, 0, value);
        else self.complete = false;
      });
    }
    case 'reverse':
      return change(() => self.items.reverse());
    case 'copy':
      return { ...self, items: [...self.items] };
    case 'pop': {
      const at = first === undefined ? -1 : first.type === 'int' ? first.value : Number.NaN;
      const index = at < 0 ? self.items.length + at : at;
      const found = self.items[index];
      if (!certain(machine) || !self.complete || found === undefined) {
        self.complete = false;
        return unknown();
      }
      self.items.splice(index, 1);
      return found;
    }
    case 'index':
    case 'count':
    case 'issubset':
    case 'union':
    case 'intersection':
    case 'difference':
      return unknown();
    default:
      self.complete = false;
      return unknown();
  }
}

function dictMethod(
  machine: Machine,
  self: Extract<PyObject, { type: 'dict' }>,
  name: string,
  given: Arguments,
): PyObject {
  const entries = () => [...self.entries.values()];
  const [first, second] = given.positional.map((one) => one.value);
  const key = first && keyOf(first);
  const entry = key === undefined ? undefined : self.entries.get(key);
  switch (name) {
    case 'get':
      if (entry) return entry.value;
      return key !== undefined && self.complete ? (second ?? none) : unknown('a key that may be missing');
    case 'items':
      return list(
        entries().map((one) => pair(one.key, one.value)),
        self.complete,
      );
    case 'keys':
      return list(
        entries().map((one) => one.key),
        self.complete,
      );
    case 'values':
      return list(
        entries().map((one) => one.value),
        self.complete,
      );
    case 'copy':
      return { type: 'dict', entries: new Map<string, Entry>(self.entries), complete: self.complete };
    case 'update': {
      const spread = first === undefined || (first.type === 'dict' && first.complete);
      if (!spread || !given.complete) self.complete = false;
      for (const [name_, one] of updates(given))
        machine.setItem(self, str(name_), { value: one.value, at: one.at });
      return none;
    }
    case 'setdefault': {
      if (entry) return entry.value;
      const at = given.positional[0]?.at;
      if (first && at && self.complete) machine.setItem(self, first, { value: second ?? none, at });
      else self.complete = false;
      return self.complete ? (second ?? none) : unknown();
    }
    case 'pop': {
      if (key === undefined || !certain(machine)) self.complete = false;
      else self.entries.delete(key);
      return entry?.value ?? second ?? unknown();
    }
    default:
      self.complete = false;
      return unknown();
  }
}

function taskFlowMethod(
  machine: Machine,
  self: Extract<PyObject, { type: 'taskflow' }>,
  name: string,
  given: Arguments,
  at: Place,
): PyObject {
  if (name === 'override') return { ...self, override: joinArguments(self.override, given) };
  if (name === 'partial') return { ...self, partial: joinArguments(self.partial, given) };
  if (name === 'expand' || name === 'expand_kwargs') return callTaskFlow(machine, self, given, at, true);
  return unknown();
}

function factoryMethod(
  machine: Machine,
  self: Extract<PyObject, { type: 'group-factory' | 'dag-factory' }>,
  name: string,
  given: Arguments,
  at: Place,
): PyObject {
  if (name === 'override') return { ...self, options: joinArguments(self.options, given) };
  if (name === 'partial') return { ...self, partial: joinArguments(self.partial, given) };
  if (self.type === 'group-factory' && (name === 'expand' || name === 'expand_kwargs'))
    return runGroupFactory(machine, self, { positional: [], named: new Map(), complete: true }, at, given);
  return unknown();
}

/** Methods of tasks, their results, and groups. */
function nodeMethod(machine: Machine, self: PyObject, name: string, given: Arguments, at: Place): PyObject {
  switch (name) {
    case 'set_downstream':
    case 'set_upstream':
      relate(
        machine,
        self,
        argument(given, 0, 'task_or_task_list', 'other') ?? unknown(),
        name === 'set_downstream',
      );
      return none;
    case 'as_setup':
      for (const task of tasksIn(self) ?? []) task.setup = true;
      return self;
    case 'as_teardown': {
      const setups = argument(given, 0, 'setups');
      for (const task of tasksIn(self) ?? []) makeTeardown(task, at);
      if (setups && setups.type !== 'none') {
        for (const setup of tasksIn(setups) ?? []) setup.setup = true;
        relate(machine, setups, self, true);
      }
      return self;
    }
    case 'add':
      return outside(machine, { ...given, positional: [{ value: self, at }, ...given.positional] }, at);
    case 'map':
    case 'zip':
    case 'concat': {
      const others = given.positional.flatMap((one) => tasksIn(one.value) ?? []);
      return { type: 'xcom', tasks: [...(tasksIn(self) ?? []), ...others] };
    }
    default:
      return unknown();
  }
}

function dagMethod(
  machine: Machine,
  self: Extract<PyObject, { type: 'dag' }>,
  name: string,
  given: Arguments,
  at: Place,
): PyObject {
  switch (name) {
    case 'get_task': {
      const id = argument(given, 0, 'task_id');
      const task = id?.type === 'str' ? self.dag.taskIds.get(id.value) : undefined;
      return task ? { type: 'task', task } : unknown();
    }
    case 'task':
      return machine.call(
        { type: 'external', name: 'airflow.sdk.task' },
        { ...given, named: new Map([...given.named, ['dag', { value: self, at }]]) },
        at,
      );
    case 'cli':
    case 'test':
    case 'get_last_dagrun':
    case 'get_dagrun':
    case 'has_task':
    case 'get_is_paused':
      return unknown();
    default:
      return outside(machine, { ...given, positional: [{ value: self, at }, ...given.positional] }, at);
  }
}
