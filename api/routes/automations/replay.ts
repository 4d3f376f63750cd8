import { readAutomation } from '../../../commands/automations/lib/automation-row.ts';
import { loadCompileContext } from '../../../commands/automations/lib/compile-context.ts';
import type { ReplayedRun } from '../../../commands/operations/replay-runs.ts';
import { replayRuns } from '../../../commands/operations/replay-runs.ts';
import { nameOf } from '../../../commands/records/name-of.ts';
import { findRecordNames } from '../../../db/queries/record-names.ts';
import { stepOf } from '../../../domain/automation/plan/plan-index.ts';
import type { Plan } from '../../../domain/automation/plan/plan.ts';
import * as contract from '../../contracts/replays.ts';
import type { Route } from '../../lib/route.ts';
import { readRoute } from '../../lib/route.ts';
import { automationPolicy } from '../../policies/automations.ts';
import { compiledPlan } from './simulate.ts';

export const replayRoutes: readonly Route[] = [
  readRoute(contract.replayAutomation, {
    policy: automationPolicy.write,
    handle: async ({ trx, principal, params, body }) => {
      const { tenantId } = principal;
      const { draft } = await readAutomation(trx, tenantId, params.id);
      const plan = compiledPlan(draft, (await loadCompileContext(trx, tenantId)).context);
      const { runs: ids, version, last } = body;
      const wanted = { automationId: params.id, ids, version, last: ids === undefined ? last : ids.length, plan, now: new Date() };
      const replayed = await replayRuns(trx, tenantId, wanted);
      const records = replayed.map(({ run }) => run.subjectId);
      const named = await findRecordNames(trx, records);
      const names = new Map([...named].map(([id, record]) => [id, nameOf(record)]));
      const count = (result: ReplayedRun['result']) => replayed.filter((one) => one.result === result).length;
      return {
        totals: { same: count('same'), different: count('different'), unknown: count('unknown') },
        items: replayed.map((one) => present(one, plan, names)),
      };
    },
  }),
];

function present(one: ReplayedRun, plan: Plan, names: ReadonlyMap<string, string>): contract.ReplayedRunAnswer {
  const { run, oldPlan, result, code, step, was, wouldBe, because, at, followed, otherwise } = one;
  const isStep = code === 'next' || code === 'entry';
  const titled = (id: string | null, of: Plan): string | null => (id !== null && isStep ? (stepOf(of, id)?.title ?? id) : id);
  return {
    run: {
      id: run.id,
      version: run.version,
      status: run.status,
      record: { type: run.subjectType, id: run.subjectId, name: names.get(run.subjectId) ?? '' },
      endedAt: run.endedAt?.toISOString() ?? null,
    },
    result,
    code,
    step: step === null ? null : stepNamed(step, plan, oldPlan),
    was: titled(was, oldPlan),
    wouldBe: titled(wouldBe, plan),
    because: because.map((reading) => ({ ...reading })),
    at,
    followed,
    otherwise: otherwise.map((id) => stepNamed(id, plan, oldPlan)),
  };
}

/** As the draft calls it, or as the run's own version did where the draft has it no more. */
function stepNamed(id: string, plan: Plan, oldPlan: Plan): NonNullable<contract.ReplayedRunAnswer['step']> {
  const now = stepOf(plan, id);
  return { id, number: now?.number ?? null, title: now?.title ?? stepOf(oldPlan, id)?.title ?? id };
}
