import { z } from 'zod';
import { valueOf } from '../../expressions/evaluate.ts';
import { isMissing, numberOf, timeOf } from '../../expressions/operators.ts';
import type { Json } from '../../json.ts';
import { expression } from '../definition/expression-schema.ts';
import { located, noRetry } from './shared.ts';
import type { ControlSpec } from './spec.ts';

/** What a variable may hold. */
export const variableTypes = ['text', 'number', 'boolean', 'date', 'datetime', 'user'] as const;
export type VariableType = (typeof variableTypes)[number];

export const mostVariables = 20;

const config = z.strictObject({
  /** All values are worked out before the first is set. Read as `vars.<name>`; the last step that set a name counts. */
  variables: z
    .array(
      z.strictObject({
        name: z
          .string()
          .max(50)
          .regex(/^([A-Za-z][A-Za-z0-9_]*)?$/, 'must begin with a letter and hold only letters, digits and _')
          .refine((name) => !(name in {}), 'is a reserved word'),
        type: z.enum(variableTypes),
        value: expression,
      }),
    )
    .max(mostVariables)
    .refine((all) => new Set(all.map((one) => one.name)).size === all.length, 'must have a different name for each variable'),
});
export type FlowSetVariableConfig = z.infer<typeof config>;

export const flowSetVariable: ControlSpec<'flow.set_variable', FlowSetVariableConfig> = {
  type: 'flow.set_variable',
  category: 'flow',
  icon: 'variable',
  config,
  defaults: { variables: [{ name: '', type: 'text', value: { kind: 'literal', value: null } }] },
  outcomes: () => [{ name: 'next' }, { name: 'error', optional: true }],
  outputs: () => [],
  references: (c) => ({
    values: c.variables.map((one, index) => located(`/variables/${index}/value`, { expression: one.value, accepts: [one.type] })),
    variables: c.variables.map((one, index) => located(`/variables/${index}/name`, { name: one.name, type: one.type })),
    required: c.variables.map((one, index) => located(`/variables/${index}/name`, one.name)),
    nonEmpty: [located('/variables', c.variables.length)],
  }),
  sentence: (c) => ({ key: 'steps.flow.set_variable.sentence', params: { variables: JSON.parse(JSON.stringify(c.variables)) } }),
  title: (c) => `Set ${c.variables.map((one) => one.name).join(', ') || 'variables'}`,
  retry: noRetry,
  decide: (c, env) => {
    const variables: Record<string, Json> = {};
    for (const { name, type, value } of c.variables) {
      const given = valueOf(value, env.facts);
      const fitting = asType(given, type, env.facts.timeZone);
      if (fitting === undefined)
        return { kind: 'fail', reason: `${name} cannot be ${JSON.stringify(given).slice(0, 100)}: ${expected[type]} is expected.` };
      variables[name] = fitting;
    }
    return { kind: 'done', outcome: 'next', output: variables, variables };
  },
};

const expected: Readonly<Record<VariableType, string>> = {
  text: 'a text',
  number: 'a number',
  boolean: 'yes or no',
  date: 'a date',
  datetime: 'a date and time',
  user: 'a user',
};

/** The value as the type holds it, null for one that is missing, undefined for one that does not fit. */
function asType(value: Json, type: VariableType, timeZone: string): Json | undefined {
  if (isMissing(value)) return null;
  switch (type) {
    case 'number':
      return numberOf(value) ?? undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'date':
    case 'datetime':
      return typeof value === 'string' && timeOf(value, timeZone) !== null ? value : undefined;
    case 'text':
    case 'user':
      return typeof value === 'object' ? undefined : String(value);
  }
}
