/** One cursor pass copies a tree-sitter tree into the flat one: the same code for both bindings, without recursion. */
import { Field, fieldOf, Kind, kindOf } from './kinds.ts';
import type { Tree } from './tree.ts';

/** The part of a tree cursor that both bindings share. */
export interface Cursor {
  readonly nodeType: string;
  readonly nodeTypeId: number;
  readonly nodeIsMissing: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly currentFieldId: number;
  readonly currentFieldName: string | null | undefined;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

/** Node-type and field ids of one binding's grammar → ours; filled as ids turn up. */
export interface Ids {
  readonly kinds: Int16Array;
  readonly fields: Int16Array;
}

export function newIds(): Ids {
  // 16-bit symbol ids: ERROR is 65535 in every grammar.
  return { kinds: new Int16Array(65_536).fill(-1), fields: new Int16Array(256).fill(-1) };
}

interface Columns {
  kind: Uint16Array;
  field: Uint8Array;
  start: Uint32Array;
  end: Uint32Array;
  parent: Int32Array;
  next: Int32Array;
}

/** Copies everything below the cursor's node. The cursor must stand on the root and is left there. */
export function flatten(text: string, cursor: Cursor, hasError: boolean, ids: Ids): Tree {
  let columns = allocate(Math.max(64, text.length >> 1));
  let size = 0;
  let firstError = -1;
  const ancestors: number[] = [];
  const previous: number[] = [-1];
  let depth = 0;
  for (;;) {
    if (size === columns.kind.length) columns = grow(columns);
    const node = size++;
    const kind = kindFrom(cursor, ids);
    const start = cursor.startIndex;
    const end = cursor.endIndex;
    columns.kind[node] = kind;
    columns.field[node] = fieldFrom(cursor, ids);
    columns.start[node] = start;
    columns.end[node] = end;
    columns.parent[node] = depth === 0 ? -1 : (ancestors[depth - 1] as number);
    columns.next[node] = -1;
    const sibling = previous[depth] as number;
    if (sibling >= 0) columns.next[sibling] = node;
    previous[depth] = node;
    if (hasError && firstError < 0 && (kind === Kind.ERROR || (start === end && cursor.nodeIsMissing))) {
      firstError = node;
    }
    if (cursor.gotoFirstChild()) {
      ancestors[depth++] = node;
      previous[depth] = -1;
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return { text, size, firstError, ...shrink(columns, size) };
      depth--;
    }
  }
}

function kindFrom(cursor: Cursor, ids: Ids): number {
  const id = cursor.nodeTypeId & 0xffff;
  const known = ids.kinds[id] as number;
  if (known >= 0) return known;
  const kind = kindOf(cursor.nodeType);
  ids.kinds[id] = kind;
  return kind;
}

function fieldFrom(cursor: Cursor, ids: Ids): number {
  const id = cursor.currentFieldId;
  if (!id) return Field.none;
  const known = ids.fields[id] as number;
  if (known >= 0) return known;
  const field = fieldOf(cursor.currentFieldName);
  ids.fields[id] = field;
  return field;
}

function allocate(capacity: number): Columns {
  return {
    kind: new Uint16Array(capacity),
    field: new Uint8Array(capacity),
    start: new Uint32Array(capacity),
    end: new Uint32Array(capacity),
    parent: new Int32Array(capacity),
    next: new Int32Array(capacity),
  };
}

function grow(columns: Columns): Columns {
  const larger = allocate(columns.kind.length * 2);
  for (const name of Object.keys(columns) as (keyof Columns)[]) larger[name].set(columns[name]);
  return larger;
}

function shrink(columns: Columns, size: number): Columns {
  return {
    kind: columns.kind.slice(0, size),
    field: columns.field.slice(0, size),
    start: columns.start.slice(0, size),
    end: columns.end.slice(0, size),
    parent: columns.parent.slice(0, size),
    next: columns.next.slice(0, size),
  };
}
