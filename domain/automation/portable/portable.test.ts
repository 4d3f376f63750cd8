import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { definition, definitionFromTape, step } from '../../../test/factories/definitions.ts';
import { recipe, recipeNames } from '../../../templates/automations/recipes.ts';
import { definitionJsonSchema } from '../nodes/definition-json-schema.ts';
import { importDefinition } from './import-definition.ts';

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('definitionJsonSchema', () => {
  const schema = z.fromJSONSchema(definitionJsonSchema());

  it.each(recipeNames)('accepts the starter %s', (name) => {
    expect(schema.safeParse(asJson(recipe(name, { teamId: '' }))).success).toBe(true);
  });

  it('refuses a setting of the wrong type, an unknown type and an unknown member', () => {
    const good = definition([step('rest', 'wait.duration')]);
    const bad = [
      { ...good, nodes: [{ id: 'rest', type: 'wait.duration', config: { duration: 'long' } }] },
      { ...good, nodes: [{ id: 'rest', type: 'wait.for_godot', config: {} }] },
      { ...good, colour: 'red' },
    ];
    expect(bad.map((one) => schema.safeParse(asJson(one)).success)).toEqual([false, false, false]);
    expect(schema.safeParse(asJson(good)).success).toBe(true);
  });
});

describe('importDefinition', () => {
  it('takes what was exported as it is', () => {
    const drawn = definition([step('rest', 'wait.duration')]);
    expect(importDefinition({ $schema: 'https://crm.example/schema.json', ...drawn })).toEqual({
      definition: drawn,
      changes: [],
      diagnostics: [],
    });
  });

  it('says what it removed and what it filled in', () => {
    const { trigger, subject } = definition([]);
    const given = {
      schemaVersion: 1,
      name: 'From elsewhere',
      subject,
      trigger: { ...trigger, x: 1, config: { ...trigger.config, colour: 'red' } },
      nodes: [{ id: 'rest', type: 'wait.duration', position: { x: 1 }, config: { duration: { amount: 1, unit: 'days' }, until: 5 } }],
    };
    const { definition: made, changes } = importDefinition(given);
    expect(changes).toEqual([
      { pointer: '/trigger/x', change: 'removed' },
      { pointer: '/nodes/0/position', change: 'removed' },
      { pointer: '/trigger/config/colour', change: 'removed' },
      { pointer: '/nodes/0/config/until', change: 'removed' },
      { pointer: '/enrollment', change: 'filled' },
      { pointer: '/exit', change: 'filled' },
      { pointer: '/settings', change: 'filled' },
      { pointer: '/edges', change: 'filled' },
    ]);
    expect(made?.nodes[0]?.config).toEqual({ duration: { amount: 1, unit: 'days' } });
    expect(given.trigger.x).toBe(1);
  });

  it('keeps a step whose settings are wrong, and refuses a form nobody can read', () => {
    const wrong = { id: 'rest', type: 'wait.duration', config: { duration: 'long' } };
    expect(importDefinition({ ...definition([]), nodes: [wrong] }).definition?.nodes).toEqual([wrong]);
    expect(importDefinition({ ...definition([]), schemaVersion: 9 }).diagnostics.map((one) => one.code)).toEqual(['AUT-002']);
    expect(importDefinition({ name: 'Half' }).definition).toBeNull();
    expect(importDefinition(undefined).definition).toBeNull();
  });

  it('never throws, and never changes what is valid', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => void importDefinition(value)),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { maxLength: 60 }), (tape) => {
        const drawn = asJson(definitionFromTape(tape));
        expect(importDefinition(drawn)).toEqual({ definition: drawn, changes: [], diagnostics: [] });
      }),
      { numRuns: 60 },
    );
  });
});
