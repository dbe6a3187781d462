/** How many instances `.expand(…)` and `.expand_kwargs(…)` make. */
import { type Arguments, isSequence } from './objects.ts';
import type { GroupState } from './state.ts';

export interface Mapping {
  /** Undefined when it is only known once the Dag runs. */
  readonly size: number | undefined;
}

/** Lists and dicts of known length multiply; `.expand_kwargs([…])` makes one instance for each dict. */
export function mappingOf(expanded: Arguments): Mapping {
  let size = expanded.complete ? 1 : undefined;
  for (const { value } of [...expanded.positional, ...expanded.named.values()]) {
    const length = !('complete' in value && value.complete)
      ? undefined
      : isSequence(value)
        ? value.items.length
        : value.type === 'dict'
          ? value.entries.size
          : undefined;
    size = size === undefined || length === undefined ? undefined : size * length;
  }
  return { size };
}

/** Instances of a task or group (`mapped`: its own mapping) in `group`, which may be mapped as well. */
export function mapSizeOf(
  mapped: Mapping | undefined,
  group: GroupState | undefined,
): { readonly mapSize?: number } {
  if (!mapped && !group?.mapped) return {};
  const own = mapped ? mapped.size : 1;
  const around = group?.mapped ? group.mapSize : 1;
  return own === undefined || around === undefined ? {} : { mapSize: own * around };
}
