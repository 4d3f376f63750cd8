import { UserError } from '../../domain/errors/errors.ts';
import { fieldsHidden } from '../../db/queries/seeing-fields.ts';
import type { EventType } from '../../domain/events.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { toJson } from '../../domain/records/changes.ts';
import { writeChannels } from '../contacts/channels.ts';
import { requireUnlocked } from '../deals/update-deal.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { recountCoverage } from '../qualification/recount-coverage.ts';
import { lockSubjects } from '../records/lock-refs.ts';
import { requireVersion } from '../records/lock-record.ts';
import { userOf } from '../records/made-by.ts';
import { lockedFields, lockedOf } from '../records/locked-fields.ts';
import { nameOf } from '../records/name-of.ts';
import { recordKinds } from '../records/record-kinds.ts';
import type { ContactRow, LeadRow, SubjectRows } from '../records/rows.ts';
import { rowsOf } from '../records/sql.ts';
import { writeRecord } from '../records/write-record.ts';
import { exitRunsOf } from '../runs/exit-runs-of.ts';
import type { MergeType } from './find-pairs.ts';
import type { Moved } from './links.ts';
import { moveLinks, moveRuns, shareEvents } from './links.ts';

export interface MergeRecords {
  readonly type: MergeType;
  readonly winnerId: string;
  readonly loserId: string;
  /** What is taken from the loser: names of fields, and `custom.<key>`. Left out: whatever the winner does not have. */
  readonly take?: readonly string[] | undefined;
  readonly winnerVersion?: number | undefined;
  readonly loserVersion?: number | undefined;
}

/** What a merge did, enough to take it back. */
export interface MergeMoved {
  readonly links: Moved;
  readonly runs: readonly string[];
  readonly endedRuns: number;
  readonly events: { readonly upTo: string; readonly both: readonly string[] };
  /** Contacts and deals that pointed to the loser. */
  readonly dependents: readonly Dependent[];
  readonly channels: readonly string[];
}
export interface Dependent {
  readonly type: 'contact' | 'deal';
  readonly id: string;
  readonly field: 'companyId' | 'contactId';
}
export type FieldChanges = Readonly<Record<string, { readonly before: Json; readonly after: Json }>>;

export interface Merged {
  readonly mergeId: string;
  readonly winner: SubjectRows[MergeType];
  readonly changes: FieldChanges;
  readonly moved: MergeMoved;
}

const reason = 'The record was merged into another one.';

/**
 * Makes one record of two: the loser is archived and leads to the winner, which takes the chosen fields and everything that hung on the
 * loser. Open runs about the loser exit; those that are over count for the winner.
 */
export async function mergeRecords(trx: TenantTrx, context: CommandContext, input: MergeRecords): Promise<Merged> {
  const { type, winnerId, loserId } = input;
  if (winnerId === loserId) throw new UserError('validation_failed', 'A record cannot be merged with itself.');
  const endedRuns = await exitRunsOf(trx, context, { type, id: loserId }, reason, winnerId);
  const dependents = await findDependents(trx, context.tenantId, type, loserId);
  const locked = await lockSubjects(trx, context, [{ type, id: winnerId }, { type, id: loserId }, ...dependents]);
  for (const deal of locked.deal) requireUnlocked(deal);
  const rows: readonly SubjectRows[MergeType][] = locked[type];
  const winner = required(rows, winnerId);
  const loser = required(rows, loserId);
  requireVersion(winner, input.winnerVersion, type);
  requireVersion(loser, input.loserVersion, type);
  requireMergeable(type, winner, loser);
  const hidden = input.take === undefined ? new Set<string>() : await fieldsHidden(trx);
  for (const [index, name] of (input.take ?? []).entries())
    if (hidden.has(name.replace('custom.', `${type}.`))) throw notMergeable(name, index);
  const values = valuesToTake(type, winner, loser, input.take, await lockedOf(trx, context, type));
  // First the loser leaves: two living leads cannot have one address.
  await archiveInto(trx, context, type, loser, winnerId);
  const { row, changes } = await writeRecord(trx, context, type, winner as never, values, { data: { mergedFrom: loserId } });
  const move = { trx, tenantId: context.tenantId, from: loserId, to: winnerId };
  const links = await moveLinks(move, type);
  if ((links['lead_factors'] ?? []).length > 0) await recountCoverage(trx, context, winnerId);
  const events = await shareEvents(move, type);
  const runs = await moveRuns(move, null);
  const channels = type === 'contact' ? await uniteChannels(trx, context, row as ContactRow, winner as ContactRow, loserId) : [];
  await repoint(trx, context, locked, dependents, winnerId);
  await closePairs(trx, context, { type, winnerId, loserId });
  const moved = { links, runs, endedRuns, events, dependents, channels };
  const different: FieldChanges = Object.fromEntries(
    (changes?.fields ?? []).map((field) => [field, { before: changes?.before[field] ?? null, after: changes?.after[field] ?? null }]),
  );
  const mergeId = await storeMerge(trx, context, input, different, moved);
  const mergedEvent: EventType = `${type}.merged`;
  context.record({
    type: mergedEvent,
    subject: { type, id: winnerId },
    related: [{ type, id: loserId }],
    data: { mergeId, loserId, name: nameOf(loser), fields: Object.keys(different) },
  });
  return { mergeId, winner: row, changes: different, moved };
}

function required(rows: readonly SubjectRows[MergeType][], id: string): SubjectRows[MergeType] {
  const row = rows.find((one) => one.id === id);
  if (row === undefined) throw new Error(`the locked record ${id} has gone`);
  return row;
}

function requireMergeable(type: MergeType, winner: SubjectRows[MergeType], loser: SubjectRows[MergeType]): void {
  if (type !== 'lead' || (loser as LeadRow).status !== 'converted') return;
  if ((winner as LeadRow).status === 'converted') {
    throw new UserError('conflict', 'Both leads have been converted: merge what they became instead.', [
      { code: 'merge_both_converted', detail: 'Both are converted.' },
    ]);
  }
  throw new UserError('conflict', 'The converted lead has to be the one that stays.', [
    { code: 'merge_keeps_converted', detail: 'Keep the converted lead.' },
  ]);
}

/** Never taken: what only conversion and computing may write. */
const own: ReadonlySet<string> = new Set(['status', 'statusReason', 'score']);

/** The fields that can be chosen one by one. */
export function mergeableFields(type: MergeType): readonly string[] {
  return Object.keys(recordKinds[type].fields).filter((field) => type !== 'lead' || field !== 'score');
}

function notMergeable(name: string, index: number): UserError {
  const detail = `"${name}" cannot be taken from the other record.`;
  return new UserError('validation_failed', detail, [{ pointer: `/take/${index}`, code: 'field_not_mergeable', detail }]);
}

function valuesToTake(
  type: MergeType,
  winner: SubjectRows[MergeType],
  loser: SubjectRows[MergeType],
  take: readonly string[] | undefined,
  locked: ReadonlySet<string>,
): Record<string, unknown> {
  const from = loser as unknown as Readonly<Record<string, unknown>>; // rows are read by the names of their fields
  const to = winner as unknown as Readonly<Record<string, unknown>>;
  const fields = mergeableFields(type);
  const missing = fields.filter((field) => !own.has(field) && isEmpty(to[field]) && !isEmpty(from[field]));
  const missingCustom = Object.keys(loser.custom).filter(
    (key) => isEmpty(winner.custom[key]) && !isEmpty(loser.custom[key]) && !locked.has(key),
  );
  const wanted = take ?? [...missing, ...missingCustom.map((key) => `custom.${key}`)];
  const values: Record<string, unknown> = {};
  const custom: Record<string, Json> = {};
  for (const [index, name] of wanted.entries()) {
    const key = name.startsWith('custom.') ? name.slice('custom.'.length) : null;
    const frozen = type === 'lead' && name === 'status' && (winner as LeadRow).status === 'converted';
    if (frozen || (key === null ? !fields.includes(name) : loser.custom[key] === undefined && winner.custom[key] === undefined)) {
      throw notMergeable(name, index);
    }
    if (key !== null && locked.has(key)) throw lockedFields([{ label: key, pointer: `/take/${index}` }]);
    if (key === null) values[name] = from[name];
    else custom[key] = loser.custom[key] ?? null;
  }
  if (Object.keys(custom).length > 0) {
    values['custom'] = Object.fromEntries(Object.entries({ ...winner.custom, ...custom }).filter(([, value]) => value !== null));
  }
  return values;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

async function findDependents(trx: TenantTrx, tenantId: string, type: MergeType, id: string): Promise<readonly Dependent[]> {
  if (type === 'lead') return [];
  if (type === 'contact') {
    const deals = await rowsOf<{ id: string }>(trx, 'select id from deals where tenant_id = ? and contact_id = ? and archived_at is null', [
      tenantId,
      id,
    ]);
    return deals.map((deal) => ({ type: 'deal', id: deal.id, field: 'contactId' }));
  }
  return rowsOf<Dependent>(
    trx,
    `select 'contact' as type, id, 'companyId' as field from contacts where tenant_id = ? and company_id = ? and archived_at is null
     union all select 'deal', id, 'companyId' from deals where tenant_id = ? and company_id = ? and archived_at is null`,
    [tenantId, id, tenantId, id],
  );
}

/** Each is a change of its own, with its event: automations about deals hear that a deal has another company. */
async function repoint(
  trx: TenantTrx,
  context: CommandContext,
  locked: { readonly contact: readonly SubjectRows['contact'][]; readonly deal: readonly SubjectRows['deal'][] },
  dependents: readonly Dependent[],
  to: string,
): Promise<void> {
  for (const { type, id, field } of dependents) {
    const row = type === 'contact' ? locked.contact.find((one) => one.id === id) : locked.deal.find((one) => one.id === id);
    if (row === undefined) continue;
    await writeRecord(trx, context, type, row as never, { [field]: to }, { data: { reason: 'merge' } });
  }
}

async function archiveInto(
  trx: TenantTrx,
  context: CommandContext,
  type: MergeType,
  loser: SubjectRows[MergeType],
  into: string,
): Promise<void> {
  await trx.raw(
    `update ${recordKinds[type].table} set archived_at = ?, merged_into_id = ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ?`,
    [context.now, into, context.now, context.tenantId, loser.id],
  );
  const deleted: EventType = `${type}.deleted`;
  context.record({
    type: deleted,
    subject: { type, id: loser.id },
    before: { archivedAt: null },
    after: { archivedAt: context.now.toISOString() },
    data: { mergedInto: into },
  });
}

/** The union of the ways to reach both: the winner's own first, no way twice. Gives those that came from the loser as `kind value`: their ids do not last. */
async function uniteChannels(
  trx: TenantTrx,
  context: CommandContext,
  row: ContactRow,
  before: ContactRow,
  loserId: string,
): Promise<readonly string[]> {
  const further = [
    ...(before.email !== null && before.email !== row.email ? [{ kind: 'email' as const, value: before.email }] : []),
    ...(before.phone !== null && before.phone !== row.phone ? [{ kind: 'phone' as const, value: before.phone }] : []),
  ];
  const moved = await rowsOf<{ id: string }>(
    trx,
    `update contact_channels l set contact_id = ?, is_primary = false where l.tenant_id = ? and l.contact_id = ?
       and not exists (select from contact_channels o where o.tenant_id = l.tenant_id and o.contact_id = ? and o.kind = l.kind and o.value = l.value)
     returning l.kind || ' ' || l.value as id`,
    [row.id, context.tenantId, loserId, row.id],
  );
  await writeChannels(trx, context, row, null);
  for (const { kind, value } of further) {
    await trx.raw(
      'insert into contact_channels (tenant_id, id, contact_id, kind, value, is_primary, created_at) values (?, ?, ?, ?, ?, false, ?) on conflict do nothing',
      [context.tenantId, newId(), row.id, kind, value, context.now],
    );
  }
  return moved.map((one) => one.id);
}

async function closePairs(
  trx: TenantTrx,
  context: CommandContext,
  merged: { readonly type: MergeType; readonly winnerId: string; readonly loserId: string },
): Promise<void> {
  const { winnerId, loserId, type } = merged;
  await trx.raw(
    `update duplicate_pairs set status = 'merged', resolved_at = ?, merged_into_id = ?, version = version + 1, updated_at = ?
     where tenant_id = ? and (a_id = ? or b_id = ?) and status = 'open'`,
    [context.now, winnerId, context.now, context.tenantId, loserId, loserId],
  );
  if (type === 'lead') {
    await trx.raw('update leads set duplicate_of = null, duplicate_score = null where tenant_id = ? and id = ? and duplicate_of = ?', [
      context.tenantId,
      winnerId,
      loserId,
    ]);
  }
}

async function storeMerge(
  trx: TenantTrx,
  context: CommandContext,
  input: MergeRecords,
  changes: FieldChanges,
  moved: MergeMoved,
): Promise<string> {
  const id = newId();
  await trx('merges').insert({
    tenant_id: context.tenantId,
    id,
    type: input.type,
    winner_id: input.winnerId,
    loser_id: input.loserId,
    changes: JSON.stringify(changes),
    moved: JSON.stringify(toJson(moved) as JsonObject),
    merged_by_user_id: userOf(context.actor),
    created_at: context.now,
    updated_at: context.now,
  });
  return id;
}
