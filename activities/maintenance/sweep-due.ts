import { clockedAutomations, clockEvents, forgetClocks } from '../../commands/automations/clocks/clock.ts';
import { followClock } from '../../commands/automations/clocks/follow-clock.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import type { Doors } from '../../db/doors.ts';
import { asTenantId } from '../../domain/ids.ts';
import type { TenantId } from '../../domain/ids.ts';

export interface DueDeps {
  readonly db: Pick<Doors, 'withSystem' | 'withTenant' | 'withTenantExclusive'>;
  /** A test's clock instead of PostgreSQL's. */
  readonly now?: () => Date;
  readonly log?: (error: unknown, details: { readonly tenantId: string; readonly automationId: string }) => void;
}

interface Work {
  readonly tenantId: TenantId;
  readonly automationId: string;
}

/**
 * Follows the clocks of all tenants' automations: a page of each in turn, so that one with a hundred thousand records keeps nobody
 * waiting. Ends when all are done or the time is up; the next call goes on. True: there is more.
 */
export async function sweepDue(deps: DueDeps, until: number): Promise<boolean> {
  let open = await allWork(deps);
  let failed: unknown = null;
  while (open.length > 0) {
    const again: Work[] = [];
    for (const work of open) {
      if (Date.now() > until) return true;
      try {
        if (await step(deps, work)) again.push(work);
      } catch (error) {
        // One that cannot go on is no reason to stop the others; the sweep is told of at the end.
        deps.log?.(error, work);
        failed = error;
      }
    }
    open = again;
  }
  if (failed !== null) throw failed;
  return false;
}

function step(deps: DueDeps, { tenantId, automationId }: Work): Promise<boolean> {
  return runCommand(deps.db, frameOf(tenantId), (trx, context) => followClock(trx, context, automationId), {
    // How far it got is written with what it told: doing it again tells nothing twice.
    repeatable: true,
    ...(deps.now === undefined ? {} : { now: deps.now }),
  });
}

const frameOf = (tenantId: TenantId) => ({ tenantId, actor: { kind: 'system', name: 'clock' } }) as const;

async function allWork(deps: DueDeps): Promise<readonly Work[]> {
  const tenants = await deps.db.withSystem('due times', async (trx) => {
    const result: { rows: { tenant: string }[] } = await trx.raw(
      `select distinct tenant_id as tenant from automation_versions where closed_at_event is null and trigger_events && ?::text[]
       union select distinct tenant_id from trigger_clocks order by 1`,
      [[...clockEvents]],
    );
    return result.rows.map((row) => asTenantId(row.tenant));
  });
  const lists: Work[][] = [];
  for (const tenantId of tenants) {
    const ids = await runCommand(deps.db, frameOf(tenantId), async (trx, context) => {
      const followed = await clockedAutomations(trx, tenantId);
      await forgetClocks(trx, context, followed);
      return followed;
    });
    lists.push(ids.map((automationId) => ({ tenantId, automationId })));
  }
  // The first of every tenant, then the second of every tenant.
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, place) => lists.flatMap((list) => list.slice(place, place + 1))).flat();
}
