import { PassThrough } from 'node:stream';
import type { Logger } from 'pino';
import type { Database } from '../../db/connection.ts';
import { notificationsSince } from '../../db/queries/find-notifications.ts';
import { type FeedRow, feedEnds, readFeed } from '../../db/queries/read-feed.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { withoutHidden } from '../../domain/records/hidden-fields.ts';
import { loadPrincipal } from '../lib/load-principal.ts';
import type { Principal } from '../lib/principal.ts';
import type { FoundSession } from '../middlewares/session.ts';
import { authorise, signedIn } from '../policies/policy.ts';
import { presentNotification } from '../routes/notifications/present.ts';
import type { LiveHub } from './live-hub.ts';
import { maySee } from './may-see.ts';

const pingMs = 5_000;
/** Notifications of transactions that committed late carry an earlier instant; this far back we look again. */
const overlapMs = 60_000;
const lookAnywayMs = 15_000;
const batch = 200;
/** A client that reads this much too slowly is let go; it resumes by its last position. */
const maxBacklogBytes = 1_000_000;

export interface LiveStreamDeps {
  readonly db: Database;
  readonly live: LiveHub;
  readonly logger: Logger;
}

/** One open stream: looks whenever the hub wakes it, and sends what its user may see. */
export class LiveStream {
  readonly output = new PassThrough();
  readonly #deps: LiveStreamDeps;
  readonly #session: FoundSession;
  readonly #told = new Map<string, number>();
  readonly #stops: (() => void)[] = [];
  #position: string;
  #looking = false;
  #again = false;

  /** `position`: the last one the client has seen; null begins with what happens from now on. */
  static async open(deps: LiveStreamDeps, session: FoundSession, position: string | null): Promise<LiveStream> {
    const ends = await deps.db.readTenant(session.tenantId, feedEnds);
    const known = position !== null && BigInt(position) <= BigInt(ends.newest) && isKept(position, ends);
    const stream = new LiveStream(deps, session, known ? position : ends.newest);
    await stream.#skipOldNotifications();
    stream.#start(position !== null && !known);
    return stream;
  }

  private constructor(deps: LiveStreamDeps, session: FoundSession, position: string) {
    this.#deps = deps;
    this.#session = session;
    this.#position = position;
  }

  #start(reset: boolean): void {
    this.output.write('retry: 2000\n\n');
    if (reset) this.#send('reset', {}, this.#position);
    this.#send('ping', {}, this.#position);
    const ping = setInterval(() => this.#send('ping', {}), pingMs);
    const look = setInterval(() => this.#look(), lookAnywayMs);
    this.#stops.push(
      () => clearInterval(ping),
      () => clearInterval(look),
      this.#deps.live.subscribe(this.#session.tenantId, () => this.#look()),
      this.#deps.live.onClose(() => this.end()),
    );
    this.output.once('close', () => this.end());
    this.#look();
  }

  end(): void {
    for (const stop of this.#stops.splice(0)) stop();
    if (!this.output.writableEnded) this.output.end();
  }

  #look(): void {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = true;
    this.#again = false;
    this.#advance()
      .catch((error: unknown) => {
        if (error instanceof UserError) return this.end();
        // PostgreSQL is away: the next wake or look finds what was missed, because the position stays.
        this.#deps.logger.warn({ err: error }, 'live updates wait for the database');
      })
      .finally(() => {
        this.#looking = false;
        if (this.#again && !this.output.writableEnded) this.#look();
      });
  }

  async #advance(): Promise<void> {
    for (let more = true; more && !this.output.writableEnded; ) {
      more = await this.#deps.db.readTenant(this.#session.tenantId, async (trx) => {
        // Rights may have changed or the session may have ended since the last look.
        const principal = await loadPrincipal(trx, this.#session);
        authorise(signedIn, principal);
        const rows = await readFeed(trx, this.#position, batch);
        for (const row of rows) this.#tell(row, principal);
        const last = rows.at(-1);
        if (last !== undefined) this.#position = last.position;
        if (rows.length < batch) await this.#alert(await notificationsSince(trx, principal.userId, new Date(Date.now() - overlapMs)));
        return rows.length === batch;
      });
      if (this.output.writableLength > maxBacklogBytes) this.end();
    }
  }

  #tell(row: FeedRow, principal: Principal): void {
    if (!row.seen || !maySee(principal.permissions, row)) return;
    const { related, ...data } = row.data;
    const event = {
      type: row.type,
      subject: { type: row.subjectType, id: row.subjectId },
      related: related ?? [],
      occurredAt: row.at.toISOString(),
      concernsMe: row.userIds.includes(principal.userId),
      data,
    };
    this.#send('event', withoutHidden(event, principal.fieldsHidden, null), row.position);
  }

  async #alert(rows: Awaited<ReturnType<typeof notificationsSince>>): Promise<void> {
    for (const row of rows) {
      if (this.#told.has(row.id)) continue;
      this.#told.set(row.id, row.createdAt.getTime());
      const data = presentNotification(row);
      this.#send('event', {
        type: 'notification.alert',
        related: data.record === null ? [] : [data.record],
        occurredAt: data.createdAt,
        data,
      });
    }
    const forget = Date.now() - 2 * overlapMs;
    for (const [id, at] of this.#told) if (at < forget) this.#told.delete(id);
  }

  async #skipOldNotifications(): Promise<void> {
    const since = new Date(Date.now() - overlapMs);
    const rows = await this.#deps.db.readTenant(this.#session.tenantId, (trx) => notificationsSince(trx, this.#session.userId, since));
    for (const row of rows) this.#told.set(row.id, row.createdAt.getTime());
  }

  #send(event: string, data: unknown, id?: string): void {
    if (this.output.writableEnded) return;
    this.output.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}

/** Whether everything after a position is still in the feed, which is cut off after some time. */
function isKept(position: string, ends: { readonly oldest: string | null; readonly newest: string }): boolean {
  if (position === ends.newest) return true;
  return ends.oldest !== null && BigInt(ends.oldest) <= BigInt(position) + 1n;
}
