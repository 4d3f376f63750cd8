import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Vault } from '../domain/credentials/vault.ts';
import { OperationalError, UserError } from '../domain/errors/errors.ts';
import { isUuid } from '../domain/ids.ts';
import type { TenantId } from '../domain/ids.ts';
import { openingsOf, rowsIn, runTogether } from './opening.ts';
import { ownersSetting } from './visibility.ts';
import type { OwnersSeen } from './visibility.ts';
import type { Opened } from './opening.ts';
import { postgresCode } from './postgres-errors.ts';

/** Work done inside a door. Everything it does commits or rolls back together. */
export type Work<T> = (trx: Transaction) => PromiseLike<T>;

export interface TenantDoorOptions {
  /**
   * `wait` (default) queues for the tenant's lock; `try` throws `TenantLockBusy` at once when a publish or pause holds
   * it. Segments try, so that a pool full of waiting segments cannot keep the holder from its connection.
   */
  readonly lock?: 'wait' | 'try';
}

/** The three ways to the data (and their variants). Each opens in one round trip. */
export interface Doors {
  /** All writing work on one tenant's data: takes the tenant's lock shared. Keep it under a second. */
  withTenant<T>(tenantId: TenantId, work: Work<T>, options?: TenantDoorOptions): Promise<T>;
  /** The same view, read only and without the lock: lists, exports, reports. */
  readTenant<T>(tenantId: TenantId, work: Work<T>): Promise<T>;
  /**
   * For the few commands that change what events mean (publish, pause, resume, archive): holds the tenant's lock
   * exclusively. Only flip the state and note the event sequence inside; consequences follow without it.
   */
  withTenantExclusive<T>(tenantId: TenantId, work: Work<T>): Promise<T>;
  /** Lists tenants with work, dispatches, sweeps. `purpose` is shown in pg_stat_activity. Sees only tables that grant it. */
  withSystem<T>(purpose: string, work: Work<T>): Promise<T>;
  /**
   * Read only, exempt from row level security on searchable tables, because operators that are not leakproof cannot use
   * indexes under it. Only `db/queries/` may call it, and every query there carries the tenant's predicate and that of
   * record visibility (`db/visibility.ts`) for the owners given here.
   */
  searchTenant<T>(tenantId: TenantId, owners: OwnersSeen, work: Work<T>): Promise<T>;
  /** `readTenant` with the sight of a person, for work that opens a door of its own after the request's. */
  readTenantAs<T>(tenantId: TenantId, owners: OwnersSeen, work: Work<T>): Promise<T>;
}

/**
 * The rows of one statement of a tenant's reading transaction, read with the rights of the search door, which are given back in the
 * same round trip. The same holds as for `searchTenant`; the transaction knows already whose records may be seen.
 */
export async function searchRows<Row>(trx: Transaction, statement: { toQuery(): string }): Promise<readonly Row[]> {
  const text = statement.toQuery();
  // A text of several statements would end there.
  if (text.includes('\0')) throw new UserError('validation_failed', 'What is looked for holds a zero byte, which no text can.');
  const results = await runTogether(trx, ['set local role cadenza_search', text, 'set local role cadenza_app']);
  return rowsIn<Row>(results[1]);
}

/** Somebody flips an automation of the tenant at this moment: try again shortly. Has a retryable SQLSTATE. */
export class TenantLockBusy extends Error {
  override readonly name = 'TenantLockBusy';
  readonly code = '55P03';
}

const exclusiveTryMs = 150;
const exclusiveDeadlineMs = 20_000;

export function createDoors(knex: Knex, vault: Vault | null = null): Doors {
  const open = openingsOf(knex, vault);
  return {
    withTenant: (tenantId, work, options) => {
      const lock = options?.lock === 'try' ? 'pg_try_advisory_xact_lock_shared' : 'pg_advisory_xact_lock_shared';
      return open(tenantOpening(tenantId, `${lock}(${tenantLockKey(tenantId)})`), tenantId, refuseWhenBusy(work));
    },
    readTenant: (tenantId, work) => open(tenantOpening(tenantId, 'true', 'cadenza_app', 'read only'), tenantId, work),
    withTenantExclusive: (tenantId, work) => exclusively(tenantId, () => open(exclusiveOpening(tenantId), tenantId, work)),
    withSystem: (purpose, work) => open(systemOpening(purpose), null, work),
    searchTenant: (tenantId, owners, work) => open(tenantOpening(tenantId, noting(owners), 'cadenza_search', 'read only'), tenantId, work),
    readTenantAs: (tenantId, owners, work) => open(tenantOpening(tenantId, noting(owners), 'cadenza_app', 'read only'), tenantId, work),
  };
}

/** SQL for the key of the tenant's advisory lock. The id is a checked UUID, so it can stand in the text. */
export function tenantLockKey(tenantId: TenantId): string {
  if (!isUuid(tenantId)) throw new TypeError('a door needs a tenant id');
  return `hashtextextended('tenant:${tenantId}', 0)`;
}

/** Notes whose records may be seen. Ids are checked, so they can stand in the text. */
function noting(owners: OwnersSeen): string {
  if (owners?.every(isUuid) === false) throw new TypeError('owners are users');
  return `set_config('app.owners_seen', '${ownersSetting(owners)}', true) is not null`;
}

function tenantOpening(tenantId: TenantId, lock: string, role = 'cadenza_app', mode = ''): string {
  if (!isUuid(tenantId)) throw new TypeError('a door needs a tenant id');
  return `begin ${mode}; set local role ${role}; select set_config('app.tenant', '${tenantId}', true), date_trunc('milliseconds', now()) as now, ${lock} as locked`;
}

// Whoever waits for the lock exclusively makes all later shared ones queue behind it: hence tries of a few milliseconds.
function exclusiveOpening(tenantId: TenantId): string {
  return [
    `begin; set local lock_timeout = '${exclusiveTryMs}ms'`,
    `select pg_advisory_xact_lock(${tenantLockKey(tenantId)})`,
    `set local lock_timeout = '5s'; set local role cadenza_app`,
    `select set_config('app.tenant', '${tenantId}', true), clock_timestamp() as now, true as locked`,
  ].join('; ');
}

function systemOpening(purpose: string): string {
  if (!/^[a-z][a-z0-9 :_-]{0,50}$/i.test(purpose)) throw new TypeError(`not a purpose: ${purpose}`);
  return `begin; set local role cadenza_system; set local application_name = 'cadenza: ${purpose}'; select date_trunc('milliseconds', now()) as now, true as locked`;
}

function refuseWhenBusy<T>(work: Work<T>): (trx: Transaction, opened: Opened) => PromiseLike<T> {
  return (trx, opened) => {
    if (!opened.locked) throw new TenantLockBusy('the tenant is locked for a moment');
    return work(trx);
  };
}

async function exclusively<T>(tenantId: TenantId, attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + exclusiveDeadlineMs;
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (postgresCode(error) !== '55P03') throw error;
      if (Date.now() > deadline) throw new OperationalError('postgresql', `the lock of tenant ${tenantId} stayed busy`, { cause: error });
      await sleep(Math.random() * Math.min(20 * tries, 200));
    }
  }
}
