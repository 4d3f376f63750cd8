import { layOut } from '../../builder-ui/src/features/builder/layout/layout.ts';
import { grow } from '../../builder-ui/src/features/builder/layout/random-graph.ts';
import { compile } from '../../domain/automation/compile/compile.ts';
import { compileContext, definition, step } from '../factories/definitions.ts';
import { benchmark } from './lib/benchmark.ts';
import { median, rounded } from './lib/figures.ts';

const usual = { steps: 300, rounds: 40 };

/** What an admin waits for after every change to a large drawing: its diagnostics, and where its cards stand. */
export const compileBenchmark = benchmark({
  tells: 'the diagnostics and the layout of a large drawing',
  usual,
  measure: async (sizes) => {
    const types = ['record.add_tag', 'wait.duration', 'record.create_task', 'flow.if', 'message.in_app'] as const;
    const nodes = Array.from({ length: sizes.steps }, (_, index) => step(`n${index}`, types[index % types.length] ?? 'record.add_tag'));
    const drawn = definition(nodes);
    const context = compileContext();
    const graph = grow(Array.from({ length: sizes.steps }, (_, index) => (index * 7_919 + 31) % 1_000_003));
    const compileMs = typical(sizes.rounds, () => {
      if (compile(drawn, context).plan === null) throw new Error('The drawing does not compile.');
    });
    const layoutMs = typical(sizes.rounds, () => {
      if (layOut(graph).nodes.size !== graph.nodes.length) throw new Error('The layout has lost a step.');
    });
    return {
      report: { steps: sizes.steps, compileMs, layoutMs },
      head: ['what', 'p50 ms'],
      rows: [
        ['compile', compileMs],
        ['layout', layoutMs],
      ],
      goals: [
        { what: `compile of ${sizes.steps} steps in ms`, figure: compileMs, wanted: { atMost: 50 } },
        { what: `layout of ${sizes.steps} steps in ms`, figure: layoutMs, wanted: { atMost: 20 } },
      ],
    };
  },
});

function typical(rounds: number, work: () => void): number {
  for (let warm = 0; warm < 10; warm += 1) work();
  const took = Array.from({ length: rounds }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return rounded(median(took), 1);
}
