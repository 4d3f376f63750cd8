import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileContext, definitionFromTape } from '../../../../../test/factories/definitions.ts';
import { compile } from '../../../../../domain/automation/compile/compile.ts';
import { numbersOf } from './step-view.ts';

describe('numbersOf', () => {
  it('gives steps the very numbers that the compiler gives them', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { maxLength: 150 }), (tape) => {
        const drawn = definitionFromTape(tape);
        const { plan } = compile(drawn, compileContext());
        if (plan === null) return;
        const numbers = numbersOf(drawn);
        expect(plan.steps.map((step) => [step.id, numbers.get(step.id)])).toEqual(plan.steps.map((step) => [step.id, step.number]));
      }),
      { numRuns: 200 },
    );
  });
});
