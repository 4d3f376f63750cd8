import type { Transaction } from 'objection';
import type { LeadSource, LeadStatus } from '../../domain/records/lead-rules.ts';
import type { TaskView } from './find-tasks.ts';
import { findTasks } from './find-tasks.ts';
import { rowOf, rowsOf } from './sql.ts';
import { ofTenant } from './views.ts';

/** What the list says of a lead. */
export interface LeadFacts {
  readonly id: string;
  readonly name: string;
  readonly status: LeadStatus;
  readonly source: LeadSource;
  readonly score: number;
  readonly routingReason: string | null;
  readonly companyName: string | null;
  readonly lastTouchedAt: Date | null;
  readonly createdAt: Date;
}

const leadFacts = `l.id, coalesce(nullif(trim(l.first_name || ' ' || l.last_name), ''), l.email, l.company_name, l.phone_e164, '') as name,
  l.status, l.source, l.score, l.routing_reason, l.company_name, l.last_touched_at, l.created_at`;

/** Open tasks of a person (or of all), those that fall due first first. */
export async function findOpenTasks(
  trx: Transaction,
  query: { readonly owner: string | null; readonly limit: number },
): Promise<TaskView[]> {
  const due = await rowsOf<{ id: string }>(
    trx,
    `select t.id from tasks t
     where ${ofTenant('t')} and t.status in ('open', 'in_progress') and t.archived_at is null and (?::uuid is null or t.owner_user_id = ?::uuid)
     order by t.due_at nulls last, t.id limit ?`,
    [query.owner, query.owner, query.limit],
  );
  const tasks = new Map(
    (
      await findTasks(
        trx,
        due.map((one) => one.id),
      )
    ).map((task) => [task.id, task]),
  );
  return due.map((one) => tasks.get(one.id)).filter((task) => task !== undefined);
}

/** Leads being worked on that nobody has planned anything for: no open task, neither qualified nor closed. */
export async function findLeadsWithoutNextStep(
  trx: Transaction,
  query: { readonly owner: string | null; readonly limit: number },
): Promise<LeadFacts[]> {
  return rowsOf<LeadFacts>(
    trx,
    `select ${leadFacts} from leads l
     where ${ofTenant('l')} and l.archived_at is null and l.status in ('new', 'contacted') and l.owner_user_id is not null
       and (?::uuid is null or l.owner_user_id = ?::uuid)
       and not exists (select from task_links k join tasks t on t.tenant_id = k.tenant_id and t.id = k.task_id
         where k.tenant_id = l.tenant_id and k.record_id = l.id and t.status in ('open', 'in_progress') and t.archived_at is null)
     order by l.score desc, l.id desc limit ?`,
    [query.owner, query.owner, query.limit],
  );
}

/** Facts of the leads that tasks are about. */
export async function findLeadFacts(trx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, LeadFacts>> {
  if (ids.length === 0) return new Map();
  const rows = await rowsOf<LeadFacts>(trx, `select ${leadFacts} from leads l where ${ofTenant('l')} and l.id = any(?::uuid[])`, [
    [...ids],
  ]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The zone in which a user's day begins: their own, else the tenant's. */
export async function zoneOf(trx: Transaction, userId: string): Promise<string> {
  const row = await rowOf<{ zone: string }>(
    trx,
    `select coalesce(nullif(u.timezone, ''), t.timezone, 'UTC') as zone from tenants t left join users u on u.tenant_id = t.id and u.id = ?
     where t.id = nullif(current_setting('app.tenant', true), '')::uuid`,
    [userId],
  );
  return row?.zone ?? 'UTC';
}
