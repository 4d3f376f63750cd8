import type { Database } from '../connection.ts';

type SystemDoor = Pick<Database, 'withSystem'>;

/** How long things are kept. */
export interface Retention {
  /** Months of events (and timelines) beside the current one. */
  readonly eventMonths: number;
  readonly feedDays: number;
  readonly sessionDays: number;
  readonly notificationDays: number;
  /** Why a record was not enrolled. */
  readonly rejectionDays: number;
  /** The log of a run's steps, counted from its end; the run itself and its enrolment stay. */
  readonly stepMonths: number;
  readonly messageMonths: number;
  /** What was delivered to webhooks, or given up, with its attempts. */
  readonly deliveryDays: number;
  /** What other systems have sent to inbound webhooks; the events that came of it stay as long as events. */
  readonly inboundDays: number;
  /** What was sent by forms; the records that came of it stay. */
  readonly submissionMonths: number;
  /** That there was an export; its file is kept for a day. */
  readonly exportDays: number;
  /** Bulk changes and what is needed to take them back. */
  readonly bulkDays: number;
}

export const defaultRetention: Retention = {
  eventMonths: 24,
  feedDays: 7,
  sessionDays: 30,
  notificationDays: 180,
  rejectionDays: 30,
  stepMonths: 24,
  messageMonths: 24,
  deliveryDays: 60,
  inboundDays: 90,
  submissionMonths: 36,
  exportDays: 30,
  bulkDays: 90,
};

const batch = 5_000;

/** Makes the partitions of this month and the months ahead that are missing. Names those it made. */
export function createPartitionsAhead(db: SystemDoor, months = 2): Promise<readonly string[]> {
  return db.withSystem('partitions', async (trx) => {
    const result: { rows: { name: string }[] } = await trx.raw('select create_event_partitions(?) as name', [months]);
    return result.rows.map((row) => row.name);
  });
}

/**
 * Drops the months of events that are older than `keepMonths`, unless something still waits in the outbox or quarantine
 * that was written then: an event is only dropped after it was relayed.
 */
export function dropOldPartitions(db: SystemDoor, keepMonths: number): Promise<readonly string[]> {
  return db.withSystem('retention', async (trx) => {
    const result: { rows: { name: string }[] } = await trx.raw(
      `select drop_event_partitions(?) as name where not exists (
         select from outbox where created_at < date_trunc('month', now()) - make_interval(months => ?::int))`,
      [keepMonths, keepMonths],
    );
    return result.rows.map((row) => row.name);
  });
}

/** Deletes what has outlived its use, a batch per transaction; answers how many rows of each table went. */
export async function deleteExpired(db: SystemDoor, retention: Retention = defaultRetention): Promise<Readonly<Record<string, number>>> {
  const rules: readonly (readonly [table: string, key: string, condition: string])[] = [
    ['idempotency_keys', 'tenant_id, scope, key', 'expires_at < now()'],
    ['feed', 'tenant_id, position', `created_at < now() - make_interval(days => ${retention.feedDays})`],
    // Due times are looked for at most a week back.
    ['trigger_occasions', 'tenant_id, automation_id, record_id, name', `due_at < now() - interval '60 days'`],
    ['sessions', 'tenant_id, id', `expires_at < now() - make_interval(days => ${retention.sessionDays})`],
    // A refresh token that has expired by itself proves nothing any more, used or not.
    ['token_generations', 'tenant_id, id', 'expires_at < now()'],
    ['email_changes', 'tenant_id, id', `undo_expires_at < now() - interval '1 day'`],
    ['sso_flows', 'tenant_id, id', `expires_at < now() - interval '1 day'`],
    ['phone_verifications', 'tenant_id, id', `created_at < now() - make_interval(days => ${retention.sessionDays})`],
    ['login_attempts', 'tenant_id, id', `occurred_at < now() - make_interval(days => ${retention.sessionDays})`],
    ['notifications', 'tenant_id, id', `created_at < now() - make_interval(days => ${retention.notificationDays}) and read_at is not null`],
    ['rejections', 'tenant_id, automation_id, slot', `rejected_at < now() - make_interval(days => ${retention.rejectionDays})`],
    [
      'steps',
      'tenant_id, run_id, epoch, step, visit',
      `(tenant_id, run_id) in (select tenant_id, id from runs where ended_at < now() - make_interval(months => ${retention.stepMonths}))`,
    ],
    [
      'messages',
      'tenant_id, id',
      `created_at < now() - make_interval(months => ${retention.messageMonths}) and status not in ('queued', 'scheduled', 'sending')
       and not exists (select from runs r where r.tenant_id = messages.tenant_id and r.id = messages.run_id and r.ended_at is null)`,
    ],
    [
      'webhook_deliveries',
      'tenant_id, id',
      `created_at < now() - make_interval(days => ${retention.deliveryDays}) and status in ('delivered', 'failed')`,
    ],
    ['inbound_requests', 'tenant_id, id', `created_at < now() - make_interval(days => ${retention.inboundDays})`],
    ['form_submissions', 'tenant_id, id', `created_at < now() - make_interval(months => ${retention.submissionMonths})`],
    [
      'http_calls',
      'tenant_id, id',
      `(tenant_id, run_id) in (select tenant_id, id from runs where ended_at < now() - make_interval(months => ${retention.stepMonths}))`,
    ],
    ['exports', 'tenant_id, id', `not has_files and finished_at < now() - make_interval(days => ${retention.exportDays})`],
    // Items first: a change of a hundred thousand records would take the whole batch of its table with it.
    [
      'bulk_items',
      'tenant_id, bulk_id, position',
      `(tenant_id, bulk_id) in (select tenant_id, id from bulk_changes where ${bulkOver(retention.bulkDays)})`,
    ],
    [
      'bulk_changes',
      'tenant_id, id',
      `${bulkOver(retention.bulkDays)} and not exists (select from bulk_items i where i.tenant_id = bulk_changes.tenant_id and i.bulk_id = bulk_changes.id)`,
    ],
  ];
  const deleted: Record<string, number> = {};
  for (const [table, key, condition] of rules) deleted[table] = await deleteInBatches(db, table, key, condition);
  return deleted;
}

async function deleteInBatches(db: SystemDoor, table: string, key: string, condition: string): Promise<number> {
  for (let total = 0; ; ) {
    const count = await db.withSystem('retention', async (trx) => {
      const result: { rowCount: number } = await trx.raw(
        `delete from ${table} where (${key}) in (select ${key} from ${table} where ${condition} limit ${batch})`,
      );
      return result.rowCount;
    });
    total += count;
    if (count < batch) return total;
  }
}

/** A change nobody works at any more; one that was only tried out counts from then. */
function bulkOver(days: number): string {
  return `status in ('previewed', 'completed', 'undone', 'cancelled', 'failed') and updated_at < now() - make_interval(days => ${days})`;
}

export interface PastExport {
  readonly tenantId: string;
  readonly id: string;
}

/** Exports whose files nobody may fetch any more, some at a time. A worker that still writes gets some minutes to notice. */
export function exportsPastKeeping(db: SystemDoor): Promise<readonly PastExport[]> {
  return db.withSystem('retention', async (trx) => {
    const result: { rows: PastExport[] } = await trx.raw(
      `select tenant_id as "tenantId", id from exports where has_files and expires_at < now() - interval '5 minutes' order by expires_at limit 500`,
    );
    return result.rows;
  });
}

/** Notes that there is no file any more. */
export async function noteFilesGone(db: SystemDoor, gone: readonly PastExport[]): Promise<void> {
  await db.withSystem('retention', (trx) =>
    trx.raw(
      `update exports set has_files = false, storage_key = null, status = case when status = 'completed' then 'expired' else status end, version = version + 1
       where (tenant_id, id) in (select * from unnest(?::uuid[], ?::uuid[]))`,
      [gone.map((one) => one.tenantId), gone.map((one) => one.id)],
    ),
  );
}
