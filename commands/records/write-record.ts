import { UserError } from '../../domain/errors/errors.ts';
import type { EventType, NewEvent } from '../../domain/events.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Changes } from '../../domain/records/changes.ts';
import { changesOf } from '../../domain/records/changes.ts';
import type { RecordRef } from '../../domain/records/record-types.ts';
import { keepMainLinks } from '../deals/links/keep-main.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { notificationInsert } from '../notifications/notification.ts';
import type { EditableRows, EditableType } from './record-kinds.ts';
import { nameOf } from './name-of.ts';
import { recordKinds } from './record-kinds.ts';
import { keepInSight } from './sight.ts';
import type { Fragment } from './sql.ts';
import { activeUser, keptRowOf, updateOf } from './sql.ts';

export interface WriteOptions {
  /** Further records the events are about; the caller has locked them. */
  readonly related?: readonly RecordRef[];
  /** What the events carry beside fields. */
  readonly data?: JsonObject;
  /** One more telling event instead of `updated` and its companions. */
  readonly as?: EventType;
}

export interface Written<T extends EditableType> {
  readonly row: EditableRows[T];
  /** Null when nothing differed: then nothing was written and no event recorded. */
  readonly changes: Changes | null;
}

/**
 * Writes what differs into a locked row, tells a new owner, and records `updated`, `assigned` and `status_changed` as they
 * apply. One statement; none when nothing changes.
 */
export async function writeRecord<T extends EditableType>(
  trx: TenantTrx,
  context: CommandContext,
  type: T,
  row: EditableRows[T],
  values: Readonly<Record<string, unknown>>,
  options: WriteOptions = {},
): Promise<Written<T>> {
  const changes = changesOf(row as unknown as Record<string, unknown>, values);
  if (changes === null) return { row, changes };
  const owner = changes.after.ownerUserId;
  const set = Object.fromEntries(changes.fields.map((field) => [field, values[field]]));
  if (typeof owner === 'string') set['ownerUserId'] = activeUser(context.tenantId, owner);
  if (type === 'lead' && owner !== undefined) set['assignedAt'] = owner === null ? null : context.now;
  const update = updateOf(recordKinds[type].table, { tenantId: context.tenantId, id: row.id }, set, context.now);
  const told =
    typeof owner === 'string' ? assignmentNotice(context, type, { id: row.id, name: nameOf({ ...row, ...values }) }, owner) : null;
  if (typeof owner === 'string') await keepInSight(trx, context, [owner]);
  const written = await keptRowOf<EditableRows[T]>(trx, ...withNotice(update, told));
  if (written === null) throw new Error(`the locked ${type} ${row.id} has gone`);
  requireOwner(written.ownerUserId, owner);
  if (type === 'deal') await keepMainLinks(trx, context, written as EditableRows['deal'], row as EditableRows['deal']);
  for (const event of eventsOf(type, row.id, changes, options)) context.record(event);
  return { row: written, changes };
}

/** Puts the writing of a notification into the statement that makes it true. */
export function withNotice(write: Fragment, notice: Fragment | null): [string, Fragment['bindings']] {
  if (notice === null) return [write.sql, write.bindings];
  return [`with written as (${write.sql}), told as (${notice.sql}) select * from written`, [...write.bindings, ...notice.bindings]];
}

/** Refuses an owner that is no active user of the tenant: the database has put null in its place. */
export function requireOwner(stored: string | null, wanted: unknown): void {
  if (typeof wanted !== 'string' || stored !== null) return;
  throw new UserError('validation_failed', 'There is no active user with this id.', [
    { pointer: '/ownerUserId', code: 'user_not_active', detail: 'There is no active user with this id.' },
  ]);
}

const nouns: Readonly<Record<EditableType, string>> = { lead: 'Lead', contact: 'Contact', company: 'Company', deal: 'Deal', task: 'Task' };

/** What a new owner is told; nobody is told by an import, which tells at its end. */
export function assignmentNotice(
  context: CommandContext,
  type: EditableType,
  record: { readonly id: string; readonly name: string },
  ownerUserId: string,
): Fragment | null {
  if (context.actor.kind === 'import') return null;
  return notificationInsert(context, {
    userId: ownerUserId,
    kind: `${type}.assigned`,
    title: `${nouns[type]} assigned to you: ${record.name}`,
    record: { type, id: record.id },
    data: { name: record.name },
  });
}

function eventsOf(type: EditableType, id: string, changes: Changes, options: WriteOptions): NewEvent[] {
  const told = customChanges(changes);
  const shared = {
    subject: { type, id },
    ...(options.related && options.related.length > 0 ? { related: options.related } : {}),
    ...(options.data ? { data: options.data } : {}),
  };
  const only = (fields: readonly string[]) => ({ before: pick(told.before, fields), after: pick(told.after, fields) });
  if (options.as) return [{ type: options.as, ...shared, before: told.before, after: told.after }];
  const events: NewEvent[] = [{ type: `${type}.updated`, ...shared, before: told.before, after: told.after }];
  if (changes.fields.includes('ownerUserId')) {
    events.push({ type: `${type}.assigned`, ...shared, ...only(['ownerUserId', 'routingReason']) });
  }
  if (type === 'task' && changes.fields.includes('dueAt')) events.push({ type: 'task.rescheduled', ...shared, ...only(['dueAt']) });
  if (changes.fields.includes('status') && (type === 'lead' || type === 'deal')) {
    const statusChanged: EventType = `${type}.status_changed`;
    events.push({ type: statusChanged, ...shared, ...only(['status', 'statusReason', 'followUpAt', 'lostReason']) });
  }
  if (type === 'lead' && changes.fields.includes('score')) events.push({ type: 'lead.score_changed', ...shared, ...only(['score']) });
  return events;
}

/** Of the custom values, events carry those that changed and no others. */
function customChanges(changes: Changes): { readonly before: JsonObject; readonly after: JsonObject } {
  if (!changes.fields.includes('custom')) return changes;
  const was = asObject(changes.before.custom);
  const is = asObject(changes.after.custom);
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const inner = changesOf(
    Object.fromEntries(keys.map((key) => [key, was[key] ?? null])),
    Object.fromEntries(keys.map((key) => [key, is[key] ?? null])),
  );
  return { before: { ...changes.before, custom: inner?.before ?? {} }, after: { ...changes.after, custom: inner?.after ?? {} } };
}

function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function pick(values: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([field]) => fields.includes(field)));
}
