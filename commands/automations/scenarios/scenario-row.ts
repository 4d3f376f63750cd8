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
}

export async function readScenario(trx: TenantTrx, tenantId: string, id: string): Promise<ScenarioRow> {
  const row = isUuid(id)
    ? await rowOf<ScenarioRow>(trx, 'select * from automation_scenarios where tenant_id = ? and id = ?', [tenantId, id])
    : null;
  if (row === null) throw notFound('scenario');
  return row;
}

/** The scenarios of an automation by name; only the required ones, if asked for. */
export function listScenarios(trx: TenantTrx, tenantId: string, automationId: string, required = false): Promise<ScenarioRow[]> {
  return rowsOf<ScenarioRow>(
    trx,
    `select * from automation_scenarios where tenant_id = ? and automation_id = ? ${required ? 'and required' : ''} order by lower(name), id`,
    [tenantId, automationId],
  );
}
