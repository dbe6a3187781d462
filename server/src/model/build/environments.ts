/** Environments: where names of modules, functions and classes are bound. */
import type { Environment, Module, PyClass } from './objects.ts';

/** An empty environment of a module's code, looked up in `outer` for what it does not bind. */
export function newEnvironment(module: Module, outer: Environment | undefined): Environment {
  return { names: new Map(), module, elsewhere: new Map(), ...(outer ? { outer } : {}) };
}

/** The environment of a class body; its names are the class's members. */
export function classEnvironment(made: PyClass, outer: Environment): Environment {
  return { names: made.members, module: made.module, elsewhere: new Map(), outer, class: made };
}

/** What functions defined in `env` look their names up in. */
export function closureOf(env: Environment): Environment {
  return env.class && env.outer ? env.outer : env;
}

/** The module's own names, for `global`. */
export function globalsOf(env: Environment): Environment {
  return env.module.globals;
}
