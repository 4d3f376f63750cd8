import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { definition, definitionFromTape, step } from '../../../test/factories/definitions.ts';
import { recipe, recipeNames } from '../../../templates/automations/recipes.ts';
import { typescriptView } from './typescript-view.ts';

function problemsIn(code: string): readonly string[] {
  const { diagnostics } = ts.transpileModule(code, { reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  return (diagnostics ?? []).map((one) => ts.flattenDiagnosticMessageText(one.messageText, ' '));
}

describe('typescriptView', () => {
  it('reads from top to bottom, with a function for a step to which several ways lead', () => {
    const nodes = [
      step('ask', 'flow.if'),
      step('tag', 'record.add_tag', { tags: ["it's hot"] }),
      step('call', 'record.create_task', { title: 'Call' }),
    ];
    const edges = [
      { from: 'start', outcome: 'next', to: 'ask' },
      { from: 'ask', outcome: 'yes', to: 'tag' },
      { from: 'ask', outcome: 'no', to: 'call' },
      { from: 'tag', outcome: 'next', to: 'call' },
    ];
    const code = typescriptView(definition(nodes, { name: 'Two ways', edges }));
    expect(code.split('\n').slice(6, 16).join('\n')).toBe(
      [
        '    if (lead.score > 50) {',
        "      outputs.tag = await record.addTag({ tags: ['it\\'s hot'] });",
        '      return goCall();',
        '    }',
        '    return goCall();',
        '',
        '    async function goCall() {',
        "      outputs.call = await record.createTask({ title: 'Call', description: '', kind: 'first_touch', priority: 'high', due: { kind: 'duration', duration: { amount: 2, unit: 'hours', business: true } }, assignee: { kind: 'owner' } });",
        '      return;',
        '    }',
      ].join('\n'),
    );
  });

  it.each(recipeNames)('%s is TypeScript that parses', (name) => {
    expect(problemsIn(typescriptView(recipe(name, { teamId: '' })))).toEqual([]);
  });

  it('parses for every drawing and every text, and ends', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { maxLength: 120 }), fc.string({ unit: 'binary', maxLength: 40 }), (tape, text) => {
        const drawn = definitionFromTape(tape);
        const code = typescriptView({
          ...drawn,
          name: text,
          description: text,
          nodes: drawn.nodes.map((node) => ({ ...node, name: text })),
        });
        expect(problemsIn(code)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('shows a step that nothing leads to, and one whose settings are not valid', () => {
    const nodes = [step('a', 'record.add_tag'), { ...step('b', 'flow.if'), config: { condition: 5 } }];
    const code = typescriptView(definition(nodes, { edges: [{ from: 'start', outcome: 'next', to: 'a' }] }));
    expect(code).toContain('async function goB()');
    expect(problemsIn(code)).toEqual([]);
  });
});
