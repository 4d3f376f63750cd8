import { sweepDue } from '../../../activities/maintenance/sweep-due.ts';
import type { Database } from '../../../db/connection.ts';
import type { World } from '../../factories/index.ts';
import { relayAll, rows } from '../rules/world.ts';

/** Follows all clocks as at that instant until there is nothing more to do, then relays what was told. */
export async function sweepAt(world: World, at: string, db: Database = world.db): Promise<void> {
  while (await sweepDue({ db, now: () => new Date(at) }, Infinity));
  await relayAll(world);
}

export interface Told {
  readonly subject_id: string;
  readonly data: { readonly dueAt: string; readonly occasion?: string };
}

/** What the clocks told about a record, in order. */
export async function toldOf(world: World, recordId: string, type = 'date.reached'): Promise<readonly string[]> {
  const found = await rows<Told>(world, 'select subject_id, data from events where subject_id = ? and type = ? order by id', [
    recordId,
    type,
  ]);
  return found.map((one) => one.data.dueAt);
}

/** As if it had been published then. */
export async function publishedAt(world: World, automationId: string, at: string): Promise<void> {
  await world.db.withTenant(world.tenantId, (trx) =>
    trx.raw('update automation_versions set published_at = ? where automation_id = ?', [at, automationId]),
  );
}

export function runCount(world: World, automationId: string): Promise<number> {
  return rows<{ count: number }>(world, 'select count(*)::int as count from runs where automation_id = ?', [automationId]).then(
    ([row]) => row?.count ?? 0,
  );
}
