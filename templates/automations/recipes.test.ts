import { describe, expect, it } from 'vitest';
import { compile } from '../../domain/automation/compile/compile.ts';
import { compileContext } from '../../test/factories/definitions.ts';
import { fixtureIds } from '../../domain/automation/nodes/fixtures.ts';
import { recipe, recipeNames } from './recipes.ts';

describe('starter automations', () => {
  it.each(recipeNames)('%s compiles without an error once its team is chosen', (name) => {
    const { plan, diagnostics } = compile(recipe(name, { teamId: fixtureIds.team }), compileContext());
    expect(diagnostics.filter((diagnostic) => diagnostic.severity === 'error')).toEqual([]);
    expect(plan?.steps.length).toBeGreaterThanOrEqual(3);
  });

  it('leaves to a person only what only a person can choose', () => {
    const codes = recipeNames.flatMap((name) =>
      compile(recipe(name, { teamId: '' }), compileContext())
        .diagnostics.filter((one) => one.severity === 'error')
        .map((one) => one.code),
    );
    expect(new Set(codes)).toEqual(new Set(['AUT-223']));
  });
});
