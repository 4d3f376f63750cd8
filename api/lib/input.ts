import { z } from 'zod';
import { type Problem, UserError } from '../../domain/errors/errors.ts';

/** Deeper than anything we understand, shallow enough for every recursive reader behind. */
const maxDepth = 64;
const maxProblems = 50;
// PostgreSQL cannot store NUL in text, and half of a surrogate pair is no character.
const unstorable = /\0|\p{Surrogate}/u;

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Refuses JSON that no later layer could keep: unstorable characters, absurd depth, keys that reach prototypes. */
export function refuseUnstorable(root: unknown, prefix = ''): void {
  const pending: { value: unknown; path: readonly PropertyKey[] }[] = [{ value: root, path: [] }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, path } = next;
    if (typeof value === 'string') {
      if (unstorable.test(value)) refuse(prefix + pointerOf(path), 'contains a character that cannot be stored');
    } else if (typeof value === 'object' && value !== null) {
      if (path.length >= maxDepth) refuse(prefix + pointerOf(path), `is nested deeper than ${maxDepth} levels`);
      for (const [key, child] of Object.entries(value)) {
        if (key === '__proto__' || unstorable.test(key)) refuse(prefix + pointerOf(path), 'has a key that cannot be stored');
        pending.push({ value: child, path: [...path, key] });
      }
    }
  }
}

function refuse(pointer: string, detail: string): never {
  throw new UserError('validation_failed', `The request ${detail}.`, [{ pointer, detail: `This value ${detail}.` }]);
}

/** Checks input against its schema; throws one UserError with every problem and its pointer. */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown, prefix: string): z.output<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems: Problem[] = parsed.error.issues.slice(0, maxProblems).map((issue) => ({
    pointer: prefix + pointerOf(issue.path),
    detail: sentence(issue.message),
    code: issue.code,
  }));
  throw new UserError('validation_failed', summary(parsed.error.issues.length), problems);
}

/** A misspelt filter must not silently widen a list, so unknown query parameters are refused. */
export function parseQuery<T extends z.ZodType>(schema: T, query: Readonly<Record<string, unknown>>): z.output<T> {
  if (schema instanceof z.ZodObject) {
    const unknown = Object.keys(query).filter((key) => !(key in schema.shape));
    if (unknown.length > 0) {
      throw new UserError(
        'validation_failed',
        summary(unknown.length),
        unknown.slice(0, maxProblems).map((key) => ({
          pointer: `/query${pointerOf([key])}`,
          detail: 'There is no such query parameter.',
          code: 'unrecognized_keys',
        })),
      );
    }
  }
  refuseUnstorable(query, '/query');
  return parseInput(schema, { ...query }, '/query');
}

function summary(count: number): string {
  return count === 1 ? 'The request has a problem.' : `The request has ${count} problems.`;
}

function sentence(message: string): string {
  return message.endsWith('.') ? message : `${message}.`;
}
