import { readAutomation } from '../../../commands/automations/lib/automation-row.ts';
import { loadCompileContext } from '../../../commands/automations/lib/compile-context.ts';
import type { ScenarioRun } from '../../../commands/automations/scenarios/run-scenarios.ts';
import { runScenarios } from '../../../commands/automations/scenarios/run-scenarios.ts';
import { createScenario, deleteScenario, updateScenario } from '../../../commands/automations/scenarios/save-scenario.ts';
import type { ScenarioCourse, ScenarioRow } from '../../../commands/automations/scenarios/scenario-row.ts';
import { listScenarios, readScenario } from '../../../commands/automations/scenarios/scenario-row.ts';
import { noteScenarioResults } from '../../../commands/automations/scenarios/note-results.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import { hashOf } from '../../../domain/automation/compile/compile.ts';
import * as contract from '../../contracts/scenarios.ts';
import type { Route } from '../../lib/route.ts';
import { plainRoute, readRoute, writeRoute } from '../../lib/route.ts';
import { automationPolicy } from '../../policies/automations.ts';
import { compiledPlan, readingAs } from './simulate.ts';

/** All scenarios of an automation in one request. */
const budgetMs = 45_000;

export const scenarioRoutes: readonly Route[] = [
  readRoute(contract.listScenarios, {
    policy: automationPolicy.read,
    handle: async ({ trx, principal, params }) => {
      await readAutomation(trx, principal.tenantId, params.id);
      return { items: (await listScenarios(trx, principal.tenantId, params.id)).map(present), next: null };
    },
  }),

  writeRoute(contract.createScenario, {
    policy: automationPolicy.write,
    handle: async ({ trx, context, params, body }) => present(await createScenario(trx, context, { ...body, automationId: params.id })),
  }),

  writeRoute(contract.updateScenario, {
    policy: automationPolicy.write,
    handle: async ({ trx, context, params, body, version }) =>
      present(await updateScenario(trx, context, { ...body, id: params.id, expectedVersion: version })),
    current: async ({ trx, principal, params }) => present(await readScenario(trx, principal.tenantId, params.id)),
  }),

  writeRoute(contract.deleteScenario, {
    policy: automationPolicy.write,
    handle: ({ trx, context, params }) => deleteScenario(trx, context, params.id),
  }),

  plainRoute(contract.runScenarios, {
    policy: automationPolicy.write,
    handle: async ({ deps, params, body, principal }) => {
      if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
      const { tenantId } = principal;
      const read = readingAs(deps.db, principal);
      const prepared = await read(async (trx) => {
        const { draft } = await readAutomation(trx, tenantId, params.id);
        const all = await listScenarios(trx, tenantId, params.id, body.required);
        const scenarios = body.ids === undefined ? all : all.filter((one) => body.ids?.includes(one.id));
        // A draft with problems can be read, and its scenarios too; only running them needs a plan.
        if (scenarios.length === 0) return null;
        const { context } = await loadCompileContext(trx, tenantId);
        const plan = compiledPlan(draft, context);
        return { scenarios, context, plan, hash: hashOf(plan) };
      });
      if (prepared === null) return { passed: 0, failed: 0, items: [] };
      const done = await runScenarios(read, tenantId, {
        ...prepared,
        automationId: params.id,
        now: new Date(),
        budgetMs,
      });
      const kept = { planHash: prepared.hash, runs: done };
      const actor = { kind: 'user', userId: principal.userId } as const;
      await runCommand(deps.db, { tenantId, actor }, (trx, context) => noteScenarioResults(trx, context, kept));
      const passed = done.filter((one) => one.passed).length;
      return { passed, failed: done.length - passed, items: done.map(presentRun) };
    },
  }),
];

function present(row: ScenarioRow): contract.SavedScenario {
  const { id, version, automationId, name, required, records, expectations } = row;
  return {
    id,
    version,
    automationId,
    name,
    required,
    records: 'ids' in records ? { ids: [...records.ids] } : records,
    course: presentCourse(row.course),
    expectations: [...expectations],
    results: row.results.map(({ runAt, runBy, ...result }) => ({ ...result, at: new Date(runAt).toISOString(), by: runBy })),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function presentCourse({ startsAt, days, seed, reactions }: ScenarioCourse): contract.SavedScenario['course'] {
  return {
    ...(startsAt === undefined ? {} : { startsAt }),
    days,
    seed,
    // What was checked as an event type when it was saved.
    reactions: reactions as contract.SavedScenario['course']['reactions'],
  };
}

function presentRun({ scenario, expectations, gone, ...run }: ScenarioRun): contract.ScenarioRunAnswer {
  return {
    ...run,
    scenario: { id: scenario.id, name: scenario.name, required: scenario.required },
    gone: [...gone],
    expectations: scenario.expectations.flatMap((expectation, index) => {
      const checked = expectations[index];
      if (checked === undefined) return [];
      return [{ ...checked, expectation, misses: checked.misses.map((miss) => ({ ...miss })) }];
    }),
  };
}
