import type { Transaction } from 'objection';
import { rowOf, rowsOf } from '../records/sql.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

export interface FoundGroup {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly description: string | null;
  readonly members: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

// Live ones and those whose draft is to go live with it count as members.
const select = `select g.id, g.version, g.name, g.description, g.created_at, g.updated_at,
    (select count(*)::int from automations a where a.tenant_id = g.tenant_id and a.status <> 'archived'
      and (a.exclusivity_group_id = g.id or a.draft->'enrollment'->'exclusive'->>'group' = g.id::text)) as members
  from exclusivity_groups g where g.tenant_id = ${tenant}`;

export function listGroups(trx: Transaction): Promise<FoundGroup[]> {
  return rowsOf<FoundGroup>(trx, `${select} order by lower(g.name), g.id limit 500`, []);
}

export function findGroup(trx: Transaction, id: string): Promise<FoundGroup | null> {
  return rowOf<FoundGroup>(trx, `${select} and g.id = ?`, [id]);
}

/** An automation of a group: as it is live, and as its draft would have it. */
export interface GroupMember {
  readonly id: string;
  readonly name: string;
  readonly subject: string;
  readonly status: 'draft' | 'active' | 'paused';
  /** The priority it has now; null while it is not live in the group. */
  readonly live: number | null;
  /** The priority its draft gives it; null if the draft takes it out. */
  readonly draft: number | null;
  /** Records it has at this moment. */
  readonly records: number;
}

export function findGroupMembers(trx: Transaction, id: string): Promise<GroupMember[]> {
  return rowsOf<GroupMember>(
    trx,
    `select a.id, a.name, a.subject, a.status,
       case when a.exclusivity_group_id = ?::uuid and a.status <> 'draft' then a.exclusivity_priority end as live,
       case when a.draft->'enrollment'->'exclusive'->>'group' = ? then coalesce((a.draft->'enrollment'->'exclusive'->>'priority')::int, 0) end as draft,
       (select count(distinct r.subject_id)::int from runs r where r.tenant_id = a.tenant_id and r.automation_id = a.id and r.ended_at is null) as records
     from automations a where a.tenant_id = ${tenant} and a.status <> 'archived'
       and (a.exclusivity_group_id = ?::uuid or a.draft->'enrollment'->'exclusive'->>'group' = ?)
     order by coalesce(a.exclusivity_priority, 0) desc, lower(a.name), a.id limit 500`,
    [id, id, id, id],
  );
}
