import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { requireOwner } from '../records/write-record.ts';
import type { LeadRow, RowBase } from '../records/rows.ts';
import { keepInSight } from '../records/sight.ts';
import { columnName, rowsOf } from '../records/sql.ts';

/** Everything a lead is made of, in stored form. */
export type NewLead = Omit<
  LeadRow,
  keyof RowBase | 'assignedAt' | 'firstTouchedAt' | 'lastTouchedAt' | 'importId' | 'evidenceCoverage' | 'convertedAt' | 'mergedIntoId'
>;

const columns = {
  id: 'uuid',
  firstName: 'text',
  lastName: 'text',
  email: 'text',
  phone: 'text',
  companyName: 'text',
  jobTitle: 'text',
  website: 'text',
  country: 'text',
  city: 'text',
  sourceDetail: 'text',
  source: 'text',
  status: 'text',
  statusReason: 'text',
  followUpAt: 'timestamptz',
  qualificationNotes: 'text',
  score: 'int',
  ownerUserId: 'uuid',
  routingReason: 'text',
  duplicateOf: 'uuid',
  duplicateScore: 'int',
  custom: 'jsonb',
} as const satisfies Record<keyof NewLead | 'id', string>;

const fields = Object.keys(columns) as readonly (keyof typeof columns)[];

/**
 * Inserts leads in one statement. The result has null where a living lead with the e-mail appeared meanwhile. Rows go in by
 * e-mail, so that two batches with the same addresses wait for each other instead of deadlocking.
 */
export async function insertLeads(
  trx: TenantTrx,
  context: CommandContext,
  leads: readonly NewLead[],
): Promise<readonly (LeadRow | null)[]> {
  if (leads.length === 0) return [];
  const withIds = leads.map((lead) => ({ ...lead, id: newId() }));
  const ordered = [...withIds].sort((a, b) => compare(a.email ?? '', b.email ?? ''));
  const importId = context.actor.kind === 'import' ? context.actor.importId : null;
  await keepInSight(
    trx,
    context,
    leads.map((lead) => lead.ownerUserId),
  );
  const rows = await rowsOf<LeadRow>(
    trx,
    `insert into leads (tenant_id, ${fields.map(columnName).join(', ')}, import_id, assigned_at, version, created_at, updated_at)
     select ?::uuid, ${fields.map(select).join(', ')}, ?::uuid, case when given.owner_user_id is not null then ?::timestamptz end, 1, ?::timestamptz, ?::timestamptz
     from jsonb_to_recordset(?::jsonb) as given(${fields.map((field) => `${columnName(field)} ${columns[field]}`).join(', ')})
     on conflict (tenant_id, email) where archived_at is null and email is not null and coalesce(duplicate_score, 0) < 100 do nothing
     returning *`,
    [context.tenantId, importId, context.now, context.now, context.now, JSON.stringify(ordered.map(byColumn))],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const lead of withIds) {
    const row = byId.get(lead.id);
    if (row) requireOwner(row.ownerUserId, lead.ownerUserId);
  }
  return withIds.map((lead) => byId.get(lead.id) ?? null);
}

/** Nothing is given to somebody who left. */
function select(field: keyof typeof columns): string {
  const column = `given.${columnName(field)}`;
  if (field !== 'ownerUserId') return column;
  return `(select users.id from users where users.tenant_id = current_setting('app.tenant')::uuid and users.id = ${column} and users.status = 'active')`;
}

function byColumn(lead: NewLead & { readonly id: string }): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [columnName(field), lead[field]]));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
