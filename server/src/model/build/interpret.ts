/** Interprets what a file does when it is parsed, as far as it builds Dags. Nothing of the user's code is executed. */
import type { Tree } from '../../syntax/tree.ts';
import { attributeOf, setAttribute, setItem } from './attributes.ts';
import type { Built } from './built.ts';
import { call } from './calls.ts';
import { evaluate } from './expressions.ts';
import { newModule, runModule } from './importing.ts';
import { blur, deeper, type Importer, type Machine } from './machine.ts';
import type { Module } from './objects.ts';
import { newPlain } from './plain.ts';
import { execute } from './statements.ts';

/** Steps allowed for every node of the file, so that the work stays linear in its size. */
const stepsPerNode = 6;
const leastSteps = 200_000;

/**
 * What the file at `path` builds. `importer` finds the files of the project that it imports, `airflow` is the target
 * version where it is known. Never throws.
 */
export function interpret(path: string, tree: Tree, importer: Importer, airflow?: string): Built {
  const module = newModule(path, tree);
  const machine = newMachine(module, importer, airflow);
  runModule(machine, module);
  for (const object of module.globals.names.values()) {
    const dag = object.type === 'instance' ? object.built : object;
    if (dag?.type === 'dag') dag.dag.registered = true;
  }
  // Around a syntax error anything may have stood.
  if (tree.firstError >= 0) for (const dag of machine.dags) blur(dag, 'the file has a syntax error');
  const plain = newPlain(module);
  return {
    dags: machine.dags.map((dag) => plain.dag(dag)),
    // Whatever makes them tasks of a Dag may give them arguments, too.
    loose: machine.tasks
      .filter((task) => !task.dag)
      .map((task) => ({ ...plain.task(task), complete: false })),
    complete: machine.dagsComplete && tree.firstError < 0,
    entered: Object.fromEntries(
      [...machine.entered].map(([file, nodes]) => {
        const of = machine.modules.get(file) ?? module;
        return [file, [...nodes].map((node) => of.tree.start[node] as number).sort((a, b) => a - b)];
      }),
    ),
  };
}

function newMachine(module: Module, importer: Importer, airflow: string | undefined): Machine {
  const machine: Machine = {
    importer,
    airflow,
    modules: new Map([[module.path, module]]),
    dags: [],
    tasks: [],
    entered: new Map(),
    dagContexts: [],
    groupContexts: [],
    workContexts: [],
    frames: [],
    doubt: 0,
    dagsComplete: true,
    steps: 0,
    depth: 0,
    edges: 0,
    limit: leastSteps + stepsPerNode * module.tree.size,
    journal: undefined,
    evaluate: (node, env) => deeper(machine, () => evaluate(machine, node, env)),
    execute: (block, env) => deeper(machine, () => execute(machine, block, env)),
    call: (callee, given, at) => call(machine, callee, given, at),
    attribute: (object, name) => attributeOf(machine, object, name),
    setAttribute: (object, name, given) => setAttribute(machine, object, name, given),
    setItem: (object, key, given) => setItem(machine, object, key, given),
  };
  return machine;
}
