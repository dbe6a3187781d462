/** `object.name`. */
import { canonical } from '../../catalogue/catalogue.ts';
import { isDecoratedWith } from '../names.ts';
import { importModule } from './importing.ts';
import { certain, type Machine, write } from './machine.ts';
import {
  external,
  type Given,
  isSequence,
  keyOf,
  type PyClass,
  type PyObject,
  str,
  unknown,
} from './objects.ts';
import { pathAttribute } from './paths.ts';
import type { DagState, GroupState, TaskOrigin, TaskState } from './state.ts';

/** What reading an attribute gives. */
export function attributeOf(machine: Machine, object: PyObject, name: string): PyObject {
  switch (object.type) {
    case 'external':
      return external(canonical(`${object.name}.${name}`));
    case 'module': {
      const { module } = object;
      const found = module.globals.names.get(name);
      if (found) return found;
      const submodule = module.path.endsWith('/__init__.py') && importModule(machine, `.${name}`, module);
      return submodule || unknown(`\`${name}\` of ${module.path}`);
    }
    case 'instance':
      return instanceAttribute(machine, object, name);
    case 'class':
      return classAttribute(object, name);
    case 'super': {
      const found = memberAfter(object.self.class, object.after, name);
      return found?.type === 'function'
        ? { type: 'method', self: object.self, name, function: found }
        : { type: 'method', self: object, name };
    }
    case 'task':
      return taskAttribute(object.task, name);
    case 'dag':
      return dagAttribute(object, object.dag, name);
    case 'group':
      return groupAttribute(object, object.group, name);
    case 'xcom':
      return xcomAttribute(object, name);
    case 'taskflow':
      if (name === 'function' || name === '__wrapped__') return object.function;
      return name === '__name__' ? str(object.name) : { type: 'method', self: object, name };
    case 'function':
      return name === '__name__' ? str(object.name) : { type: 'method', self: object, name };
    case 'path':
      return pathAttribute(object, name);
    case 'made':
      return { type: 'made', of: `${object.of}.${name}` };
    case 'unknown':
      return unknown();
    case 'none':
    case 'int':
    case 'float':
    case 'bool':
      return unknown();
    default:
      return { type: 'method', self: object, name };
  }
}

/** Decorators that make a method an attribute. */
const properties = ['property', 'cached_property', 'functools.cached_property'];

function instanceAttribute(
  machine: Machine,
  object: Extract<PyObject, { type: 'instance' }>,
  name: string,
): PyObject {
  const own = object.attributes.get(name);
  if (own) return own;
  const found = member(object.class, name);
  if (found?.type === 'function') {
    if (properties.some((one) => isDecoratedWith(found.module.tree, found.node, one)))
      return machine.call(
        { type: 'method', self: object, name, function: found },
        { positional: [], named: new Map(), complete: true },
        { module: found.module, start: 0, end: 0 },
      );
    return { type: 'method', self: object, name, function: found };
  }
  if (found) return found;
  if (object.built) return attributeOf(machine, object.built, name);
  return { type: 'method', self: object, name };
}

/** A member of a class or of its bases in the project. */
export function member(owner: PyClass, name: string, depth = 0): PyObject | undefined {
  const own = owner.members.get(name);
  if (own || depth > 20) return own;
  for (const base of owner.bases) {
    const found = base.type === 'class' ? member(base, name, depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}

function classAttribute(owner: PyClass, name: string): PyObject {
  const own = member(owner, name);
  if (own) return own;
  if (name === '__name__') return str(owner.name);
  if (name === 'partial') return { type: 'method', self: owner, name };
  for (const one of lineage(owner)) if (one.type === 'external') return external(`${one.name}.${name}`);
  return unknown();
}

/** A class and its bases, nearest first; classes outside the project by name. */
export function lineage(owner: PyClass, depth = 0): PyObject[] {
  const found: PyObject[] = [owner];
  if (depth > 20) return found;
  for (const base of owner.bases) found.push(...(base.type === 'class' ? lineage(base, depth + 1) : [base]));
  // A base that several classes share comes after all of them.
  return found.filter((one, index) => !found.includes(one, index + 1));
}

/** What `super().name` means in a method of `after`, for an object of class `owner`. */
export function memberAfter(owner: PyClass, after: PyClass, name: string): PyObject | undefined {
  const order = lineage(owner);
  for (const one of order.slice(order.indexOf(after) + 1)) {
    if (one.type === 'external') return undefined;
    const found = one.type === 'class' ? one.members.get(name) : undefined;
    if (found) return found;
  }
  return undefined;
}

function taskAttribute(task: TaskState, name: string): PyObject {
  switch (name) {
    case 'task_id':
    case 'node_id':
      return task.taskId === undefined ? unknown('a task id that is not known') : str(task.taskId);
    case 'output':
      return { type: 'xcom', tasks: [task] };
    case 'dag':
      return task.dag ? { type: 'dag', dag: task.dag } : unknown();
    case 'dag_id':
      return task.dag?.dagId ?? unknown();
    case 'task_group':
      return task.group ? { type: 'group', group: task.group } : unknown();
    case 'upstream_list':
    case 'downstream_list': {
      const side = name === 'upstream_list' ? task.upstream : task.downstream;
      return {
        type: 'list',
        items: [...side].map((one) => ({ type: 'task', task: one }) as const),
        complete: true,
      };
    }
    case 'upstream_task_ids':
    case 'downstream_task_ids': {
      const side = [...(name === 'upstream_task_ids' ? task.upstream : task.downstream)];
      const ids = side.flatMap((one) => (one.taskId === undefined ? [] : [str(one.taskId)]));
      return { type: 'set', items: ids, complete: ids.length === side.length };
    }
  }
  return task.arguments.get(name)?.value ?? { type: 'method', self: { type: 'task', task }, name };
}

function dagAttribute(object: PyObject, dag: DagState, name: string): PyObject {
  switch (name) {
    case 'dag_id':
      return dag.dagId;
    case 'tasks':
      return {
        type: 'list',
        items: dag.tasks.map((task) => ({ type: 'task', task }) as const),
        complete: dag.complete,
      };
    case 'task_dict':
      return {
        type: 'dict',
        entries: new Map(
          dag.tasks.flatMap((task) =>
            task.taskId === undefined
              ? []
              : [
                  [
                    `s${task.taskId}`,
                    { key: str(task.taskId), value: { type: 'task', task }, at: task.at },
                  ] as const,
                ],
          ),
        ),
        complete: dag.complete,
      };
    case 'default_args':
      return { type: 'dict', entries: new Map(dag.defaults.entries), complete: dag.defaults.complete };
    case 'leaves':
    case 'roots': {
      const side = name === 'leaves' ? 'downstream' : 'upstream';
      const items = dag.tasks.filter((task) => task[side].size === 0);
      return {
        type: 'list',
        items: items.map((task) => ({ type: 'task', task }) as const),
        complete: dag.complete,
      };
    }
  }
  return dag.arguments.get(name)?.value ?? { type: 'method', self: object, name };
}

function groupAttribute(object: PyObject, group: GroupState, name: string): PyObject {
  if (name === 'group_id') return group.id === undefined ? unknown() : str(group.id);
  if (name === 'dag') return group.dag ? { type: 'dag', dag: group.dag } : unknown();
  return { type: 'method', self: object, name };
}

function xcomAttribute(object: Extract<PyObject, { type: 'xcom' }>, name: string): PyObject {
  const [only] = object.tasks;
  if (name === 'operator' && only && object.tasks.length === 1) return { type: 'task', task: only };
  return { type: 'method', self: object, name };
}

/** `object.name = value`. */
export function setAttribute(machine: Machine, object: PyObject, name: string, given: Given): void {
  switch (object.type) {
    case 'instance':
      write(machine, object.attributes, name, given.value);
      if (object.built?.type === 'task' && object.given) {
        const passed = object.given.named.get(name);
        const isPassed = passed?.value === given.value;
        setOnTask(machine, object.built.task, name, isPassed ? passed : given, isPassed ? 'call' : 'class');
      } else if (object.built) setAttribute(machine, object.built, name, given);
      return;
    case 'task':
      setOnTask(machine, object.task, name, given, 'call');
      return;
    case 'dag': {
      const value = certain(machine) ? given.value : unknown('set in a branch that cannot be decided');
      write(machine, object.dag.arguments, name, { value, at: given.at });
      return;
    }
    case 'module':
      write(machine, object.module.globals.names, name, given.value);
      return;
    case 'class':
      write(machine, object.members, name, given.value);
      return;
    case 'xcom':
      for (const task of object.tasks) setAttribute(machine, { type: 'task', task }, name, given);
  }
}

function setOnTask(machine: Machine, task: TaskState, name: string, given: Given, origin: TaskOrigin): void {
  const value = certain(machine) ? given.value : unknown('set in a branch that cannot be decided');
  write(machine, task.arguments, name, { value, at: given.at, origin });
}

/** `object[key] = value`. */
export function setItem(machine: Machine, object: PyObject, key: PyObject, given: Given): void {
  if (object.type === 'dict') {
    const id = keyOf(key);
    if (id === undefined) object.complete = false;
    else write(machine, object.entries, id, { key, ...given });
    return;
  }
  if (object.type === 'namespace') {
    if (key.type === 'str') write(machine, object.names, key.value, given.value);
    return;
  }
  if (!isSequence(object)) return;
  const index = key.type === 'int' ? (key.value < 0 ? object.items.length + key.value : key.value) : -1;
  if (index < 0 || index >= object.items.length) object.complete = false;
  else object.items[index] = certain(machine) ? given.value : unknown();
}
