import type { Expectation } from '../../../domain/automation/simulate/expectations.ts';
import type { Reaction } from '../../../domain/automation/simulate/scenario.ts';
import { isUuid } from '../../../domain/ids.ts';
import type { TenantTrx } from '../../lib/context.ts';
import { notFound } from '../../records/lock-record.ts';
import { rowOf, rowsOf } from '../../records/sql.ts';
import type { SimulatedRecords } from './simulation-world.ts';

/** What happens in a scenario; without `startsAt` it begins when it is run. */
export interface ScenarioCourse {
  readonly startsAt?: string;
  readonly days: number;
  readonly seed: number;
  readonly reactions: readonly Reaction[];
}

export interface ScenarioFields {
  readonly name: string;
  /** Nothing is published while it fails. */
  readonly required: boolean;
  readonly records: SimulatedRecords;
  readonly course: ScenarioCourse;
  readonly expectations: readonly Expectation[];
}

export interface ScenarioRow extends ScenarioFields {
  readonly id: string;
  readonly automationId: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** The latest results, the newest first. */
  readonly results: readonly KeptResult[];
}

/** As JSON from the database tells it. */
export interface KeptResult {
  readonly runAt: string;
  readonly passed: boolean;
  readonly met: number;
  readonly expected: number;
  readonly problem: 'no_records' | 'too_long' | null;
  /** The newest version that was published with what it was run on; null: a draft that was not. */
  readonly version: number | null;
  readonly runBy: string | null;
}

const columns = `s.*, coalesce((select jsonb_agg(r order by r."runAt" desc) from (
    select o.run_at as "runAt", o.passed, o.met, o.expected, o.problem, u.name as "runBy",
      (select max(v.number) from automation_versions v where v.tenant_id = s.tenant_id and v.automation_id = s.automation_id and v.plan_hash = o.plan_hash) as version
    from scenario_results o left join users u on u.tenant_id = o.tenant_id and u.id = o.run_by_user_id
    where o.tenant_id = s.tenant_id and o.scenario_id = s.id order by o.id desc limit 5) r), '[]') as results`;

export async function readScenario(trx: TenantTrx, tenantId: string, id: string): Promise<ScenarioRow> {
  const row = isUuid(id)
    ? await rowOf<ScenarioRow>(trx, `select ${columns} from automation_scenarios s where s.tenant_id = ? and s.id = ?`, [tenantId, id])
    : null;
  if (row === null) throw notFound('scenario');
  return row;
}

/** The scenarios of an automation by name; only the required ones, if asked for. */
export function listScenarios(trx: TenantTrx, tenantId: string, automationId: string, required = false): Promise<ScenarioRow[]> {
  return rowsOf<ScenarioRow>(
    trx,
    `select ${columns} from automation_scenarios s where s.tenant_id = ? and s.automation_id = ? ${required ? 'and s.required' : ''} order by lower(s.name), s.id`,
    [tenantId, automationId],
  );
}
