/** Imports: modules of the project are run, everything else is a canonical dotted name. */
import { canonical, classFacts, heavyModule } from '../../catalogue/catalogue.ts';
import { elements } from '../../syntax/elements.ts';
import { Field, Kind } from '../../syntax/kinds.ts';
import { childByField, childOfKind, firstChild, kindAt, type Node, textOf } from '../../syntax/tree.ts';
import { importedNames } from '../bindings.ts';
import { dottedText, joinModule } from '../names.ts';
import { newEnvironment } from './environments.ts';
import { inFrame, type Machine, write } from './machine.ts';
import { type Environment, imported, type Module, type PyObject, unknown } from './objects.ts';

/** Runs an import statement: binds its names. */
export function runImport(machine: Machine, node: Node, env: Environment): void {
  const { tree } = env.module;
  const from = childByField(tree, node, Field.module_name);
  const bind = (name: string, value: PyObject) =>
    write(machine, (env.elsewhere.get(name) ?? env).names, name, value);
  if (from >= 0) {
    const dotted = dottedText(tree, from);
    if (childOfKind(tree, node, Kind.wildcard_import) >= 0) importAll(machine, dotted, env, bind);
    for (const name of importedNames(tree, node)) {
      const { written, alias } = partsOf(env, name);
      bind(alias ?? written, memberOfModule(machine, dotted, written, env.module));
    }
    return;
  }
  for (const name of importedNames(tree, node)) {
    const { written, alias } = partsOf(env, name);
    const whole = importModule(machine, written, env.module);
    const first = written.split('.', 1)[0] as string;
    if (alias) bind(alias, whole ?? imported(canonical(written)));
    else bind(first, importModule(machine, first, env.module) ?? imported(canonical(first)));
  }
}

function partsOf(env: Environment, name: Node): { readonly written: string; readonly alias?: string } {
  const { tree } = env.module;
  if (kindAt(tree, name) !== Kind.aliased_import) return { written: dottedText(tree, name) };
  const alias = childByField(tree, name, Field.alias);
  return {
    written: dottedText(tree, childByField(tree, name, Field.name)),
    ...(alias < 0 ? {} : { alias: textOf(tree, alias) }),
  };
}

/**
 * Whether a block of imports succeeds: what a file imports of Python's own and of libraries that the catalogue has is
 * taken to be installed, `airflow.sdk` is there from Airflow 3.0. Undefined for all other code.
 */
export function succeeds(machine: Machine, block: Node, env: Environment): boolean | undefined {
  const { tree } = env.module;
  let all: boolean | undefined = true;
  for (const statement of elements(tree, block)) {
    const kind = kindAt(tree, statement);
    if (kind !== Kind.import_statement && kind !== Kind.import_from_statement) {
      if (!bindsConstant(statement, env)) return undefined;
      continue;
    }
    const from = childByField(tree, statement, Field.module_name);
    for (const name of importedNames(tree, statement)) {
      const { written } = partsOf(env, name);
      const known = exists(machine, from < 0 ? written : `${dottedText(tree, from)}.${written}`);
      if (known === false) return false;
      all &&= known;
    }
  }
  return all;
}

/** `IS_NEW = True` among imports. */
function bindsConstant(statement: Node, env: Environment): boolean {
  const { tree } = env.module;
  const assignment = kindAt(tree, statement) === Kind.expression_statement ? firstChild(tree, statement) : -1;
  if (assignment < 0 || kindAt(tree, assignment) !== Kind.assignment) return false;
  const kind = kindAt(tree, childByField(tree, assignment, Field.right));
  return kind === Kind.true || kind === Kind.false || kind === Kind.none;
}

function exists({ airflow }: Machine, name: string): boolean | undefined {
  if (/^airflow\.sdk(\.|$)/.test(name)) return airflow === undefined ? undefined : !airflow.startsWith('2.');
  if (classFacts(canonical(name))) return true;
  for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1))
    if (heavyModule(name.slice(0, end))) return true;
  return undefined;
}

/** `from dotted import member`. */
function memberOfModule(machine: Machine, dotted: string, member: string, from: Module): PyObject {
  const module = importModule(machine, dotted, from);
  if (module?.type === 'unknown') return module;
  const own = module?.module.globals.names.get(member);
  if (own) return own;
  const submodule = importModule(
    machine,
    dotted.endsWith('.') ? dotted + member : `${dotted}.${member}`,
    from,
  );
  if (submodule) return submodule;
  if (module) return unknown(`\`${member}\` of ${module.module.path}`);
  if (dotted.startsWith('.')) return unknown(`\`${dotted}\` is not in the project`);
  if (dotted === 'typing' && member === 'TYPE_CHECKING') return { type: 'bool', value: false };
  return imported(joinModule(dotted, member));
}

function importAll(
  machine: Machine,
  dotted: string,
  env: Environment,
  bind: (name: string, value: PyObject) => void,
): void {
  const module = importModule(machine, dotted, env.module);
  if (module?.type !== 'module') return;
  const listed = module.module.globals.names.get('__all__');
  const all =
    listed && (listed.type === 'list' || listed.type === 'tuple') && listed.complete
      ? new Set(listed.items.flatMap((one) => (one.type === 'str' ? [one.value] : [])))
      : undefined;
  for (const [name, value] of module.module.globals.names)
    if (all ? all.has(name) : !name.startsWith('_')) bind(name, value);
}

/**
 * The module of the project that a dotted name means, run when it is imported first; undefined for what is outside the
 * project, unknown for what cannot be told.
 */
export function importModule(
  machine: Machine,
  dotted: string,
  from: Module,
): Extract<PyObject, { type: 'module' | 'unknown' }> | undefined {
  const found = machine.importer(dotted, from.path);
  if (!found) return undefined;
  if (found.kind === 'unknown') return { type: 'unknown', why: `the module \`${dotted}\`` };
  for (const { path, tree } of found.runs) {
    if (machine.modules.has(path)) continue;
    const module = newModule(path, tree);
    machine.modules.set(path, module);
    runModule(machine, module);
  }
  const known = machine.modules.get(found.path) ?? newModule(found.path, from.tree);
  machine.modules.set(found.path, known);
  return { type: 'module', module: known };
}

/** Runs a module's own code. Dags that an imported module makes belong to it, not to the file that imports it. */
export function runModule(machine: Machine, module: Module): void {
  inFrame(machine, { module, owner: undefined, self: undefined }, () => machine.execute(0, module.globals));
}

/** A module before its code has run. */
export function newModule(path: string, tree: Module['tree']): Module {
  const module = { path, tree } as { path: string; tree: Module['tree']; globals: Environment };
  module.globals = newEnvironment(module, undefined);
  return module;
}
