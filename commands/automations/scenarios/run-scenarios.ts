import type { CompileContext } from '../../../domain/automation/compile/context.ts';
import type { Plan } from '../../../domain/automation/plan/plan.ts';
import { expectationWords, missWords } from '../../../domain/automation/simulate/expectation-words.ts';
import type { ExpectationResult } from '../../../domain/automation/simulate/expectations.ts';
import { checkExpectations } from '../../../domain/automation/simulate/expectations.ts';
import type { SimulationResult } from '../../../domain/automation/simulate/scenario.ts';
import { simulate } from '../../../domain/automation/simulate/simulate.ts';
import type { Problem } from '../../../domain/errors/errors.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import type { TenantId } from '../../../domain/ids.ts';
import type { TenantTrx } from '../../lib/context.ts';
import { driveSimulation, SimulationTooLong } from './drive.ts';
import type { ScenarioRow } from './scenario-row.ts';
import { listScenarios } from './scenario-row.ts';
import { automationsRunBy, chosenIds, findInSimulation, simulatedSubjects, simulatedWorld } from './simulation-world.ts';

/** Reads what a simulation needs: in a transaction of its own each time, or in the one at hand. */
export type Read = <T>(work: (trx: TenantTrx) => Promise<T>) => Promise<T>;

/** `no_records`: there is nobody left to try it on; `too_long`: it did not come to an end in time. */
export type ScenarioProblem = 'no_records' | 'too_long';

export interface ScenarioRun {
  readonly scenario: ScenarioRow;
  readonly passed: boolean;
  readonly problem: ScenarioProblem | null;
  readonly records: number;
  /** Ids it names that are deleted or archived. */
  readonly gone: readonly string[];
  readonly expectations: readonly (ExpectationResult & {
    /** What was expected, and why it was not met: sentences. */
    readonly words: string;
    readonly why: string | null;
  })[];
}

export interface RunScenarios {
  readonly automationId: string;
  readonly plan: Plan;
  readonly context: CompileContext;
  readonly scenarios: readonly ScenarioRow[];
  readonly now: Date;
  /** Milliseconds for all of them together. */
  readonly budgetMs: number;
}

/** Carries scenarios out on a plan, one after the other, and holds what came of it against their expectations. */
export async function runScenarios(read: Read, tenantId: TenantId, input: RunScenarios): Promise<readonly ScenarioRun[]> {
  const latest = performance.now() + input.budgetMs;
  const done: ScenarioRun[] = [];
  for (const scenario of input.scenarios) done.push(await runScenario(read, tenantId, input, scenario, latest));
  return done;
}

async function runScenario(
  read: Read,
  tenantId: TenantId,
  input: RunScenarios,
  scenario: ScenarioRow,
  latest: number,
): Promise<ScenarioRun> {
  const { plan, automationId } = input;
  const { records, course } = scenario;
  const { subjects, world, gone } = await read(async (trx) => {
    const ids = await chosenIds(trx, tenantId, plan, records);
    const automations = await automationsRunBy(trx, tenantId, [plan]);
    const plans = [plan, ...Object.values(automations).map((one) => one.plan)];
    const found = await simulatedSubjects(trx, tenantId, plans, ids);
    const there = new Set(found.map((subject) => subject.ref.id));
    return {
      subjects: found,
      world: await simulatedWorld(trx, tenantId, automationId, input.context.calendar, automations),
      gone: 'ids' in records ? records.ids.filter((id) => !there.has(id)) : [],
    };
  });
  const base = { scenario, records: subjects.length, gone };
  if (subjects.length === 0) return { ...base, passed: false, problem: 'no_records', expectations: [] };
  const startsAt = new Date(course.startsAt ?? input.now).toISOString();
  const find = (request: Parameters<typeof findInSimulation>[3]) => read((trx) => findInSimulation(trx, tenantId, [plan], request));
  let result: SimulationResult;
  try {
    result = await driveSimulation(simulate(plan, subjects, world, { ...course, startsAt }), find, latest);
  } catch (error) {
    if (error instanceof SimulationTooLong) return { ...base, passed: false, problem: 'too_long', expectations: [] };
    throw error;
  }
  const expectations = checkExpectations(scenario.expectations, plan, result).map((checked, index) => {
    const expectation = scenario.expectations[index];
    const words = expectation === undefined ? '' : expectationWords(expectation, plan);
    return { ...checked, words, why: expectation === undefined || checked.met ? null : missWords(expectation, checked, plan) };
  });
  return { ...base, passed: expectations.every((one) => one.met), problem: null, expectations };
}

const problemWords: Readonly<Record<ScenarioProblem, string>> = {
  no_records: 'None of its records is there any more.',
  too_long: 'It did not come to an end in time. Try it on fewer records or days.',
};

/** Well under the time after which the database ends a transaction that does nothing. */
const publishBudgetMs = 10_000;

/** Refuses a plan that an automation's required scenarios do not pass, naming each of them. */
export async function requireScenariosPass(
  trx: TenantTrx,
  tenantId: TenantId,
  input: Pick<RunScenarios, 'automationId' | 'plan' | 'context' | 'now'>,
): Promise<void> {
  const scenarios = await listScenarios(trx, tenantId, input.automationId, true);
  if (scenarios.length === 0) return;
  const done = await runScenarios((work) => work(trx), tenantId, { ...input, scenarios, budgetMs: publishBudgetMs });
  const failed = done.filter((one) => !one.passed);
  if (failed.length === 0) return;
  const names = failed.map((one) => `"${one.scenario.name}"`).join(', ');
  const sentence =
    failed.length === 1 ? `The required scenario ${names} does not pass.` : `${failed.length} required scenarios do not pass: ${names}.`;
  throw new UserError('scenario_failed', sentence, failed.flatMap(problemsOf));
}

function problemsOf({ scenario, problem, expectations }: ScenarioRun): Problem[] {
  const pointer = `/scenarios/${scenario.id}`;
  const named = (detail: string): Problem => ({ pointer, code: 'scenario_failed', detail: `${scenario.name}: ${detail}` });
  return problem === null ? expectations.flatMap((one) => (one.why === null ? [] : [named(one.why)])) : [named(problemWords[problem])];
}
