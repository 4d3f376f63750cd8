import { clockedAutomations, clockEvents, forgetClocks } from '../../commands/automations/clocks/clock.ts';
import { followClock } from '../../commands/automations/clocks/follow-clock.ts';
import type { RecordingContext } from '../../commands/lib/command-context.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import { followSegment, tidyWatches, watchedSegments } from '../../commands/segments/members/follow-segment.ts';
import type { Doors } from '../../db/doors.ts';
import { asTenantId } from '../../domain/ids.ts';
import type { TenantId } from '../../domain/ids.ts';

export interface DueDeps {
  readonly db: Pick<Doors, 'withSystem' | 'withTenant' | 'withTenantExclusive'>;
  /** A test's clock instead of PostgreSQL's. */
  readonly now?: () => Date;
  readonly log?: (error: unknown, details: { readonly tenantId: string; readonly kind: string; readonly id: string }) => void;
}

/** A clock or a segment to go on with. */
interface Work {
  readonly tenantId: TenantId;
  readonly kind: 'clock' | 'segment';
  readonly id: string;
}

/**
 * Follows the clocks of all tenants' automations: a page of each in turn, so that one with a hundred thousand records keeps nobody
 * waiting. Ends when all are done or the time is up; the next call goes on. True: there is more.
 */
export async function sweepDue(deps: DueDeps, until: number): Promise<boolean> {
  let open = await allWork(deps);
  let failed: Error | null = null;
  while (open.length > 0) {
    const again: Work[] = [];
    for (const work of open) {
      if (Date.now() > until) return true;
      try {
        if (await step(deps, work)) again.push(work);
      } catch (error) {
        // One that cannot go on is no reason to stop the others; the sweep is told of at the end.
        deps.log?.(error, work);
        failed = error instanceof Error ? error : new Error(String(error), { cause: error });
      }
    }
    open = again;
  }
  if (failed !== null) throw failed;
  return false;
}

function step(deps: DueDeps, { tenantId, kind, id }: Work): Promise<boolean> {
  const follow = kind === 'clock' ? followClock : followSegment;
  return runCommand(deps.db, frameOf(tenantId), (trx, context) => follow(trx, context, id), {
    // How far it got is written with what it told: doing it again tells nothing twice.
    repeatable: true,
    ...clockOf(deps),
  });
}

const clockOf = ({ now }: DueDeps) => (now === undefined ? {} : { now });

const frameOf = (tenantId: TenantId) => ({ tenantId, actor: { kind: 'system', name: 'clock' } }) as const;

async function allWork(deps: DueDeps): Promise<readonly Work[]> {
  const tenants = await deps.db.withSystem('due times', async (trx) => {
    const result: { rows: { tenant: string }[] } = await trx.raw(
      `select distinct tenant_id as tenant from automation_versions where closed_at_event is null and trigger_events && ?::text[]
       union select distinct tenant_id from trigger_clocks union select distinct tenant_id from segment_watches order by 1`,
      [[...clockEvents, 'segment.entered', 'segment.left']],
    );
    return result.rows.map((row) => asTenantId(row.tenant));
  });
  const lists: Work[][] = [];
  for (const tenantId of tenants) {
    const own = await runCommand(deps.db, frameOf(tenantId), workOf, clockOf(deps));
    lists.push(own.map((one) => ({ tenantId, ...one })));
  }
  // The first of every tenant, then the second of every tenant.
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, place) => lists.flatMap((list) => list.slice(place, place + 1))).flat();
}

async function workOf(trx: TenantTrx, context: RecordingContext): Promise<readonly Omit<Work, 'tenantId'>[]> {
  const clocks = await clockedAutomations(trx, context.tenantId);
  await forgetClocks(trx, context, clocks);
  await tidyWatches(trx, context);
  const segments = await watchedSegments(trx, context.tenantId);
  return [...clocks.map((id) => ({ kind: 'clock', id }) as const), ...segments.map((id) => ({ kind: 'segment', id }) as const)];
}
