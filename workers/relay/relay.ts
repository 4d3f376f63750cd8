import { setTimeout as pause } from 'node:timers/promises';
import { isRetryable } from '../../db/postgres-errors.ts';
import type { TenantId } from '../../domain/ids.ts';
import { asTenantId } from '../../domain/ids.ts';
import { repeat } from '../lib/loop.ts';
import { tenantsIn } from '../lib/tenants-with-work.ts';
import type { RelayDoors } from './turn.ts';
import { quarantineFirst, relayTurn } from './turn.ts';

export interface RelayDeps {
  readonly db: RelayDoors;
  readonly log: { error: (details: object, message: string) => void; warn: (details: object, message: string) => void };
  readonly idleMs?: number;
}

const mostRows = 200;
const turnMs = 50;
const defaultIdleMs = 25;

/** Tenants whose turns go on side by side: a small tenant's event does not wait for the turn of one with a backlog. */
const mostAtOnce = 4;

/** Matches events with automations and waiting runs until `signal` aborts. */
export async function runRelay(deps: RelayDeps, signal: AbortSignal): Promise<void> {
  const relay = new Relay(deps);
  const idleMs = deps.idleMs ?? defaultIdleMs;
  await repeat(
    async () => {
      await relay.begin();
      return relay.firstOf(idleMs);
    },
    {
      idleMs,
      mostBackoffMs: 2_000,
      onError: (error) => deps.log.error({ err: error }, 'the relay cannot list tenants with events'),
      signal,
    },
  );
  await relay.settled();
}

/** One turn for every tenant that has events, as far as turns go on side by side. True if anything was relayed. */
export async function relayRound(deps: RelayDeps, limits: Map<TenantId, number> = new Map()): Promise<boolean> {
  const relay = new Relay(deps, limits);
  await relay.begin();
  return relay.settled();
}

class Relay {
  readonly #deps: RelayDeps;
  readonly #limits: Map<TenantId, number>;
  readonly #turns = new Map<TenantId, Promise<boolean>>();
  #last = '';

  constructor(deps: RelayDeps, limits: Map<TenantId, number> = new Map()) {
    this.#deps = deps;
    this.#limits = limits;
  }

  /** Begins a turn of every tenant that has events and none on its way, those first that have waited longest. */
  async begin(): Promise<void> {
    const tenants = await this.#deps.db.withSystem('relay', async (trx) => {
      const result: { rows: { tenant_id: string }[] } = await trx.raw(tenantsIn('outbox'));
      return result.rows.map((row) => asTenantId(row.tenant_id));
    });
    const inTurn = [...tenants.filter((tenant) => tenant > this.#last), ...tenants.filter((tenant) => tenant <= this.#last)];
    for (const tenant of inTurn) {
      if (this.#turns.size >= mostAtOnce) return;
      if (this.#turns.has(tenant)) continue;
      this.#last = tenant;
      this.#turns.set(
        tenant,
        relayTenant(this.#deps, tenant, this.#limits).finally(() => this.#turns.delete(tenant)),
      );
    }
  }

  /** False if there was nothing to do; else waits for the first turn to end, but not so long that others' events wait for it. */
  async firstOf(mostMs: number): Promise<boolean> {
    if (this.#turns.size === 0) return false;
    return Promise.race([...this.#turns.values(), pause(mostMs, true)]);
  }

  /** Once every turn has ended: whether any of them relayed something. */
  async settled(): Promise<boolean> {
    const relayed = await Promise.all(this.#turns.values());
    return relayed.includes(true);
  }
}

async function relayTenant(deps: RelayDeps, tenantId: TenantId, limits: Map<TenantId, number>): Promise<boolean> {
  const limit = limits.get(tenantId) ?? mostRows;
  const began = performance.now();
  try {
    const count = await relayTurn(deps.db, tenantId, limit);
    limits.set(tenantId, nextLimit(limit, count ?? 0, performance.now() - began));
    return count !== null && count > 0;
  } catch (error) {
    if (isRetryable(error)) {
      deps.log.warn({ err: error, tenantId }, 'a turn of the relay is repeated');
      return false;
    }
    await narrowDown(deps, tenantId, limit, limits, error);
    return true;
  }
}

/** A failing turn is repeated in halves until the bad event stands alone. */
async function narrowDown(
  deps: RelayDeps,
  tenantId: TenantId,
  limit: number,
  limits: Map<TenantId, number>,
  error: unknown,
): Promise<void> {
  if (limit > 1) {
    limits.set(tenantId, Math.floor(limit / 2));
    deps.log.warn({ err: error, tenantId, limit }, 'a turn of the relay failed and is repeated in halves');
    return;
  }
  const eventId = await quarantineFirst(deps.db, tenantId, error instanceof Error ? error.message : String(error));
  deps.log.error({ err: error, tenantId, eventId, alarm: 'event_quarantined' }, 'an event was set aside: it cannot be relayed');
}

/** Grows back after trouble, shrinks when turns take too long. */
function nextLimit(limit: number, count: number, tookMs: number): number {
  if (tookMs > turnMs && count > 1) return Math.max(20, Math.floor((count * turnMs) / tookMs));
  return Math.min(mostRows, limit * 2);
}
