/** A part of `npm test`. */
export interface Stage {
  readonly name: string;
  readonly title: string;
  /** A program of node_modules/.bin with its arguments, or a file of this folder. */
  readonly run: readonly [string, ...string[]];
  /** Vitest's projects have reports to be counted. */
  readonly counted?: true;
  /** A run of the whole system that says by its exit code whether all adds up: it counts as one test. */
  readonly proof?: true;
  readonly needs?: readonly ('temporal' | 'chromium')[];
}

const vitest = (name: string, title: string, projects: readonly string[], needs: Stage['needs'] = []): Stage => ({
  name,
  title,
  run: ['vitest', 'run', ...projects.flatMap((project) => ['--project', project]), '--reporter=default', '--reporter=json'],
  counted: true,
  needs,
});

/** Checks that need nothing but the sources. */
export const CHECKS: readonly Stage[] = [
  { name: 'format', title: 'Format', run: ['biome', 'format', '.'] },
  { name: 'lint', title: 'Lint', run: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'types', title: 'Types of the server', run: ['tsc', '-p', '.'] },
  { name: 'types-ui', title: 'Types of the browser application', run: ['tsc', '-p', 'builder-ui'] },
  { name: 'boundaries', title: 'Boundaries', run: ['depcruise', '--config', '.dependency-cruiser.cjs', '.'] },
  { name: 'dead-code', title: 'Dead code', run: ['knip'] },
  { name: 'docs', title: 'Generated documents', run: ['tsx', 'scripts/docs.ts', '--check'] },
  vitest('unit', 'Unit tests', ['unit', 'ui']),
];

/** Tests against real servers and browsers. */
export const TESTS: readonly Stage[] = [
  vitest('integration', 'Integration tests', ['integration'], ['temporal']),
  vitest('workflow', 'Workflow tests', ['workflow'], ['temporal']),
  vitest('replay', 'Replay of recorded histories', ['replay']),
  vitest('e2e', 'Browser tests', ['e2e'], ['temporal', 'chromium']),
];

const smoke = (name: string, title: string, ...args: readonly string[]): Stage => ({
  name,
  title,
  run: ['tsx', 'scripts/smoke.ts', '--leads', 'test/fixtures/leads.csv', ...args],
  proof: true,
  needs: ['temporal'],
});

/** Short runs of the whole system. */
export const PROOFS: readonly Stage[] = [
  {
    name: 'differential',
    title: 'Random automations, simulated and carried out',
    run: ['tsx', 'test/differential/main.ts', '--graphs', '60', '--seed', '7'],
    proof: true,
    needs: ['temporal'],
  },
  smoke('smoke', 'The main job, counted'),
  smoke('smoke-kill', 'The main job while every process is killed, counted', '--kill'),
];

export const ALL_STAGES: readonly Stage[] = [...CHECKS, ...TESTS, ...PROOFS];

/** `check` and `all` are groups; anything else is the name of one stage. Throws a sentence for a name that is none. */
export function stagesFor(names: readonly string[]): readonly Stage[] {
  if (names.length === 0) return ALL_STAGES;
  return names.flatMap((name) => {
    if (name === 'check') return CHECKS;
    const stage = ALL_STAGES.find((candidate) => candidate.name === name);
    if (stage !== undefined) return [stage];
    throw new Error(`There is no stage "${name}". There are check, ${ALL_STAGES.map((known) => known.name).join(', ')}.`);
  });
}
