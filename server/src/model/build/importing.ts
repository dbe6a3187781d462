/** Imports: modules of the project are run, everything else is a canonical dotted name. */
import { canonical, classFacts, heavyModule } from '../../catalogue/catalogue.ts';
import { elements } from '../../syntax/elements.ts';
import { Field, Kind } from '../../syntax/kinds.ts';
import { childByField, childOfKind, kindAt, type Node, type Tree, textOf } from '../../syntax/tree.ts';
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
 * Whether a block has nothing but imports that are taken to succeed: of Python's own and of libraries that the catalogue
 * has. What a file imports is installed. Modules of Airflow are another matter, since they come and go with versions.
 */
export function isInstalled(tree: Tree, block: Node): boolean {
  return elements(tree, block).every((statement) => {
    const kind = kindAt(tree, statement);
    if (kind === Kind.import_from_statement) {
      const module = dottedText(tree, childByField(tree, statement, Field.module_name));
      return importedNames(tree, statement).every((name) => isLibrary(`${module}.${dottedText(tree, name)}`));
    }
    return (
      kind === Kind.import_statement &&
      importedNames(tree, statement).every((name) => isLibrary(dottedText(tree, name)))
    );
  });
}

/** A module or a member of a module that is known to exist in every version that is looked at. */
function isLibrary(written: string): boolean {
  const name = written.split(/ as /)[0] as string;
  if (classFacts(canonical(name))) return true;
  for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1))
    if (heavyModule(name.slice(0, end))) return true;
  return false;
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
