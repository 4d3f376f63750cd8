import type { Transaction } from 'objection';
import type { ImpactChoice } from '../../domain/automation/operations/impact.ts';
import { rowOf } from '../records/sql.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

export interface VersionFigures {
  readonly version: number;
  readonly enrolled: number;
  readonly open: number;
  readonly held: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly exited: number;
}

export interface CanaryView {
  readonly number: number;
  readonly baseNumber: number;
  readonly size: number;
  readonly taken: number;
  readonly status: 'running' | 'confirmed' | 'called_back';
  readonly choices: readonly ImpactChoice[];
  readonly createdAt: Date;
  readonly startedBy: { readonly id: string; readonly name: string } | null;
  readonly endedAt: Date | null;
  readonly endedBy: { readonly id: string; readonly name: string } | null;
  readonly tried: VersionFigures;
  readonly inForce: VersionFigures;
}

// Ids of runs begin with the instant of their making, so the index by version finds those that are younger than the canary.
const youngest = `(lpad(to_hex((extract(epoch from c.created_at) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid`;

function figures(version: string): string {
  return `(select jsonb_build_object('version', ${version}, 'enrolled', count(*)::int,
      'open', count(*) filter (where r.status in ('queued', 'running', 'waiting'))::int, 'held', count(*) filter (where r.status = 'held')::int,
      'succeeded', count(*) filter (where r.status = 'succeeded')::int, 'failed', count(*) filter (where r.status = 'failed')::int,
      'cancelled', count(*) filter (where r.status = 'cancelled')::int, 'exited', count(*) filter (where r.status = 'exited')::int)
    from runs r where r.tenant_id = c.tenant_id and r.automation_id = c.automation_id and r.version = ${version} and r.id >= ${youngest}
      and (c.closed_at_event is null or r.created_at <= c.ended_at))`;
}

function person(userId: string): string {
  return `(select jsonb_build_object('id', u.id, 'name', u.name) from users u where u.tenant_id = c.tenant_id and u.id = ${userId})`;
}

/** The latest canary of an automation with how its runs fare, and beside them those of the version in force since it began. */
export function findCanary(trx: Transaction, automationId: string): Promise<CanaryView | null> {
  return rowOf<CanaryView>(
    trx,
    `select c.number, c.base_number, c.size, c.taken, c.status, c.choices, c.created_at, c.ended_at, ${person('c.started_by_user_id')} as started_by,
       ${person('c.ended_by_user_id')} as ended_by, ${figures('c.number')} as tried, ${figures('c.base_number')} as in_force
     from automation_canaries c where c.tenant_id = ${tenant} and c.automation_id = ? order by c.number desc limit 1`,
    [automationId],
  );
}
