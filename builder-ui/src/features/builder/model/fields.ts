import type { ValueType } from '../../../../../domain/expressions/ast.ts';

/** A field that conditions and values can read, with its words for the reader. */
export interface FieldInfo {
  readonly path: string;
  readonly label: string;
  readonly type: ValueType;
  /** Heading under which it is offered, e.g. "Lead", "Owner", "Event". */
  readonly group: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** Automations may write it. */
  readonly writable: boolean;
  /** May be missing, so a text needs a fallback. */
  readonly maybe: boolean;
}

export interface FieldBook {
  readonly all: readonly FieldInfo[];
  find(path: string): FieldInfo | undefined;
}

export function fieldBook(all: readonly FieldInfo[]): FieldBook {
  const byPath = new Map(all.map((field) => [field.path, field]));
  return { all, find: (path) => byPath.get(path) };
}

/** `firstName` -> `First name`, for fields that have no translation of their own. */
export function wordsOf(name: string): string {
  const spaced = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
