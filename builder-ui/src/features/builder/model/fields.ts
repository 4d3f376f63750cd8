import type { Expression, ValueType } from '../../../../../domain/expressions/ast.ts';

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
  /** Paths of the lists of related records that can be asked for. */
  readonly lists?: readonly string[];
  /** The fields inside a condition about related records of a kind. */
  readonly related?: (kind: string) => FieldBook | undefined;
}

/** `known` have words but are not offered. */
export function fieldBook(all: readonly FieldInfo[], known: readonly FieldInfo[] = []): FieldBook {
  const byPath = new Map([...known, ...all].map((field) => [field.path, field]));
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

/** The results of steps are read by another kind of expression than fields; in lists and texts they have a path of their own. */
export function expressionAt(path: string): Expression {
  const [root, step = '', ...name] = path.split('.');
  return root === 'steps' ? { kind: 'output', step, name: name.join('.') } : { kind: 'field', path };
}

/** The path under which a field or result is offered; empty for anything that is worked out. */
export function pathAt(expression: Expression): string {
  if (expression.kind === 'field') return expression.path;
  return expression.kind === 'output' ? `steps.${expression.step}.${expression.name}` : '';
}
