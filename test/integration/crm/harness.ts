import { createDatabase } from '../../../db/connection.ts';
import type { Database } from '../../../db/connection.ts';
import type { CommandContext, TenantTrx } from '../../../commands/lib/context.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import type { Actor, EventType } from '../../../domain/events.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { World } from '../../factories/index.ts';
import { createTestDatabase } from '../../helpers/database.ts';
import type { TestDatabase } from '../../helpers/database.ts';

export interface CrmFile {
  readonly db: Database;
  readonly close: () => Promise<void>;
}

/** A database of its own for one test file. */
export async function crmDatabase(name: string): Promise<CrmFile> {
  const file: TestDatabase = await createTestDatabase();
  const db = createDatabase({ url: file.url, poolSize: 12, applicationName: name });
  return {
    db,
    close: async () => {
      await db.close();
      await file.drop();
    },
  };
}

/** Runs a command as a user, the admin unless told otherwise. */
export function as<T>(
  world: World,
  work: (trx: TenantTrx, context: CommandContext) => PromiseLike<T>,
  actor: Actor | string = world.adminUserId,
): Promise<T> {
  const who: Actor = typeof actor === 'string' ? { kind: 'user', userId: actor } : actor;
  return runCommand(world.db, { tenantId: world.tenantId, actor: who }, work);
}

export interface SeenEvent {
  readonly type: EventType;
  readonly subjectId: string;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly data: JsonObject | null;
  readonly related: readonly { readonly type: string; readonly id: string }[];
}

/** The events about a record, as subject or related, in their order. */
export async function eventsAbout(world: World, recordId: string): Promise<SeenEvent[]> {
  return world.db.readTenant(world.tenantId, async (trx) => {
    const result: { rows: SeenEvent[] } = await trx.raw(
      `select e.type, e.subject_id as "subjectId", e.before, e.after, e.data, e.related
       from event_links k join events e on e.tenant_id = k.tenant_id and e.id = k.event_id
       where k.record_id = ? order by e.id`,
      [recordId],
    );
    return result.rows;
  });
}

export async function typesAbout(world: World, recordId: string): Promise<EventType[]> {
  return (await eventsAbout(world, recordId)).map((event) => event.type);
}

export interface SeenNotification {
  readonly kind: string;
  readonly title: string;
  readonly recordId: string | null;
  readonly readAt: Date | null;
}

export async function notificationsOf(world: World, userId: string): Promise<SeenNotification[]> {
  return world.db.readTenant(world.tenantId, async (trx) => {
    const result: { rows: SeenNotification[] } = await trx.raw(
      'select kind, title, record_id as "recordId", read_at as "readAt" from notifications where user_id = ? order by id',
      [userId],
    );
    return result.rows;
  });
}

/** How many statements a piece of work sends. */
export async function statementsOf(world: World, work: (trx: TenantTrx, context: CommandContext) => PromiseLike<unknown>): Promise<number> {
  let sent = 0;
  await as(world, async (trx, context) => {
    const count = () => {
      sent += 1;
    };
    trx.on('query', count);
    await work(trx, context);
    trx.off('query', count);
  });
  return sent;
}
