import { literal, runTogether } from '../../../db/opening.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import { newId } from '../../lib/new-id.ts';
import { userOf } from '../../records/made-by.ts';
import type { ScenarioRun } from './run-scenarios.ts';

/** Results kept per scenario; the oldest make room. */
const mostResults = 50;

/** Keeps what came of scenarios that somebody ran, with the plan they were run on. One that is deleted meanwhile is passed over. */
export async function noteScenarioResults(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly planHash: string; readonly runs: readonly ScenarioRun[] },
): Promise<void> {
  if (input.runs.length === 0) return;
  const tenant = `${literal(context.tenantId)}::uuid`;
  const rows = input.runs.map((run) => ({
    id: newId(context.now.getTime()),
    scenario: run.scenario.id,
    passed: run.passed,
    met: run.expectations.filter((one) => one.met).length,
    expected: run.expectations.length,
    problem: run.problem,
  }));
  await runTogether(trx, [
    `insert into scenario_results (tenant_id, scenario_id, id, plan_hash, passed, met, expected, problem, run_by_user_id, run_at)
     select ${tenant}, s.id, r.id, ${literal(input.planHash)}, r.passed, r.met, r.expected, r.problem, ${literal(userOf(context.actor))}::uuid, ${literal(context.now)}::timestamptz
     from jsonb_to_recordset(${literal(rows)}::jsonb) as r (id uuid, scenario uuid, passed boolean, met int, expected int, problem text)
       join automation_scenarios s on s.tenant_id = ${tenant} and s.id = r.scenario`,
    `delete from scenario_results o using (
       select scenario_id, id, row_number() over (partition by scenario_id order by id desc) as place from scenario_results
       where tenant_id = ${tenant} and scenario_id = any(${literal(`{${rows.map((row) => row.scenario).join(',')}}`)}::uuid[])) n
     where o.tenant_id = ${tenant} and o.scenario_id = n.scenario_id and o.id = n.id and n.place > ${mostResults}`,
  ]);
}
