import { z } from 'zod';
import { countOperators, functionNames, operators } from '../../expressions/ast.ts';
import type { Condition, Expression } from '../../expressions/ast.ts';
import type { Json } from '../../json.ts';
import { durationUnits, whoseHours } from '../../time.ts';
import type { Duration } from '../../time.ts';

/** Limits that keep hostile definitions from costing more than they are worth. */
export const maxTextLength = 10_000;
export const maxListLength = 500;

export const jsonValue: z.ZodType<Json> = z.json();

/** A dotted path such as `lead.owner.email`. Whether it exists is for the compiler to say. */
export const fieldPath = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[A-Za-z_][\w-]*(\.[A-Za-z0-9_][\w-]*)*$/, 'is not the path of a field');

/** Ids of nodes and names of outcomes are keys of objects, so names that every object has are refused. */
export const nodeId = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'must begin with a letter and hold only letters, digits, - and _ (at most 64)')
  .refine((id) => !(id in {}), 'is a reserved word');

export const expression: z.ZodType<Expression> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('literal'), value: jsonValue }),
    z.strictObject({ kind: z.literal('field'), path: fieldPath }),
    z.strictObject({ kind: z.literal('output'), step: nodeId, name: z.string().min(1).max(100) }),
    z.strictObject({ kind: z.literal('call'), fn: z.enum(functionNames), args: z.array(expression).max(20) }),
  ]),
);

const group = z.array(z.lazy(() => condition)).max(maxListLength);

export const condition: z.ZodType<Condition> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all'), of: group }),
    z.strictObject({ kind: z.literal('any'), of: group }),
    z.strictObject({ kind: z.literal('none'), of: group }),
    z.strictObject({
      kind: z.literal('compare'),
      left: expression,
      operator: z.enum(operators),
      right: expression.exactOptional(),
    }),
    z.strictObject({
      kind: z.literal('changed'),
      field: fieldPath,
      from: jsonValue.exactOptional(),
      to: jsonValue.exactOptional(),
    }),
    z.strictObject({
      kind: z.literal('related'),
      list: fieldPath,
      where: condition.exactOptional(),
      count: z.strictObject({ operator: z.enum(countOperators), value: z.number().int().min(0).max(1_000) }).exactOptional(),
    }),
    z.strictObject({ kind: z.literal('segment'), segment: z.uuid() }),
  ]),
);

export const duration: z.ZodType<Duration> = z.strictObject({
  amount: z.number().finite().min(0).max(1_000_000),
  unit: z.enum(durationUnits),
  business: z.boolean().exactOptional(),
  whose: z.enum(whoseHours).exactOptional(),
});

/** Text with `{{variables}}`. */
export const text = z.string().max(maxTextLength);
