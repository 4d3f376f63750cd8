import { newId } from '../../../commands/lib/new-id.ts';
import type { World } from '../../factories/index.ts';

/** Sets the scene by hand. */
export async function change(world: World, sql: string, bindings: readonly unknown[]): Promise<void> {
  await world.db.withTenant(world.tenantId, (trx) => trx.raw(sql, bindings as string[]));
}

export interface Away {
  readonly standIn?: string;
  /** Hours from now; without, they went yesterday and come back in ten days. */
  readonly from?: number;
  readonly to?: number;
}

/** Somebody is away around now, whatever the time is. */
export async function away(world: World, userId: string, { standIn, from = -24, to = 240 }: Away = {}): Promise<Date> {
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000);
  const ends = at(to);
  await change(
    world,
    `insert into absences (tenant_id, id, user_id, stand_in_user_id, starts_at, ends_at, time_zone, from_date, to_date)
     values (?, ?, ?, ?, ?, ?, 'UTC', '2026-01-01', '2026-01-02')`,
    [world.tenantId, newId(), userId, standIn ?? null, at(from), ends],
  );
  return ends;
}

/** Hours that are always open, of a team or a person. */
export async function alwaysOpen(world: World, of: { readonly teamId: string } | { readonly userId: string }): Promise<void> {
  const day = [{ from: '00:00', to: '24:00' }];
  const week = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((one) => [one, day]));
  const [column, id] = 'teamId' in of ? ['team_id', of.teamId] : ['user_id', of.userId];
  await change(
    world,
    `insert into business_calendars (tenant_id, id, name, time_zone, week, ${column}) values (?, ?, 'Always', 'UTC', ?::jsonb, ?)`,
    [world.tenantId, newId(), JSON.stringify(week), id],
  );
}
