import { describe, expect, it } from 'vitest';
import { relayRound } from '../../../workers/relay/relay.ts';
import { relayTurn } from '../../../workers/relay/turn.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import type { Actor } from './world.ts';
import { newLead, publish, rows, rulesFile } from './world.ts';

// A turn that fails is repeated in halves until the bad event stands alone; it is set aside with an alarm and stops nobody:
//
//   8 ✗ ─ 4 ✗ ─ 2 ✗ ─ 1 ✗ set aside ─ 1 ✓ ─ 2 ✓ ─ 4 ✓ ...

const file = rulesFile();

/** Ten leads; the relay cannot enrol the third. */
async function withOneBad(): Promise<{ world: World; relay: Actor; bad: string }> {
  const world = await file.tenant();
  await publish(world, definition([step('tag', 'record.add_tag')]));
  const leads: string[] = [];
  for (let n = 0; n < 10; n++) leads.push(await newLead(world));
  const bad = leads[2] ?? '';
  const relay = file.actor();
  relay.seam.fail((sql) => sql.startsWith('insert into runs') && sql.includes(bad), '22P02');
  return { world, relay, bad };
}

const inOutbox = async (world: World): Promise<number> => (await rows(world, 'select 1 from outbox')).length;

describe('an event that cannot be relayed', () => {
  it('is set aside alone, with an alarm, and all others are relayed', async () => {
    const { world, relay, bad } = await withOneBad();
    const alarms: object[] = [];
    const log = { error: (details: object) => void alarms.push(details), warn: () => undefined };
    const limits = new Map();
    for (let round = 0; (await inOutbox(world)) > 0 && round < 60; round++) await relayRound({ db: relay.db, log }, limits);
    expect(await inOutbox(world)).toBe(0);
    const aside = await rows<{ subject_id: string }>(
      world,
      'select e.subject_id from quarantined_events q join events e on e.id = q.event_id',
    );
    expect(aside.map((event) => event.subject_id)).toEqual([bad]);
    expect(await rows(world, 'select 1 from runs')).toHaveLength(9);
    expect(alarms.filter((alarm) => 'alarm' in alarm && alarm.alarm === 'event_quarantined')).toHaveLength(1);
  });

  it('would stop everybody for ever if turns were only repeated', async () => {
    const { world, relay } = await withOneBad();
    const before = await inOutbox(world);
    for (let round = 0; round < 3; round++) await expect(relayTurn(relay.db, world.tenantId, 200)).rejects.toThrow();
    expect(await inOutbox(world)).toBe(before);
    expect(await rows(world, 'select 1 from runs')).toEqual([]);
  });

  it('is not one that met a passing error', async () => {
    const world = await file.tenant();
    await publish(world, definition([step('tag', 'record.add_tag')]));
    await newLead(world);
    const relay = file.actor();
    relay.seam.fail((sql) => sql.includes('insert into runs'), '40P01', 2);
    const log = { error: () => undefined, warn: () => undefined };
    for (let round = 0; (await inOutbox(world)) > 0 && round < 10; round++) await relayRound({ db: relay.db, log });
    expect(await rows(world, 'select 1 from runs')).toHaveLength(1);
    expect(await rows(world, 'select 1 from quarantined_events')).toEqual([]);
  });
});
