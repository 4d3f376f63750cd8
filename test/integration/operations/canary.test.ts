import { describe, expect, it } from 'vitest';
import { archiveAutomation } from '../../../commands/automations/archive.ts';
import { callCanaryBack, confirmCanary } from '../../../commands/automations/canary.ts';
import { enrolManually } from '../../../commands/automations/enrol-manually.ts';
import { pauseAutomation } from '../../../commands/automations/pause.ts';
import { preparePublish, publish } from '../../../commands/automations/publish.ts';
import { resumeAutomation } from '../../../commands/automations/resume.ts';
import { saveDraft } from '../../../commands/automations/save-draft.ts';
import { findCanary } from '../../../db/queries/find-canary.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import type { ImpactChoice } from '../../../domain/automation/operations/impact.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import type { Actor } from '../rules/world.ts';
import {
  command,
  enrolByHand,
  newLead,
  publish as publishNew,
  relayAll,
  rows,
  rulesFile,
  runsOf,
  segment,
  somebodyWaits,
} from '../rules/world.ts';
import { carryOn, publishNext, waitingLeads } from './lib.ts';

// The first N runs enter the new version under the lock of the canary's row; everybody else the version in force:
//
//   one   lock canary ─ room 1 ─ run of version 2 ─ taken 1 ── commit
//   two        lock canary (waits) ──────────────────────────────┴─ room 0: run of version 1

const file = rulesFile();

const rest = (days: number, id = 'rest') => step(id, 'wait.duration', { duration: { amount: days, unit: 'days' } });
const byHand = (days: number) =>
  definition([rest(days)], {
    trigger: { id: 'start', type: 'trigger.manual', config: {} },
    enrollment: { filter: null, key: 'record', reenroll: 'always', whileActive: 'beside' },
  });

async function publishCanary(
  world: World,
  id: string,
  next: AutomationDefinition,
  canary: number,
  runs: readonly ImpactChoice[] = [],
): Promise<void> {
  await command(world.db, world, (trx, context) => saveDraft(trx, context, { id, definition: next }));
  const prepared = await world.db.readTenant(world.tenantId, (trx) => preparePublish(trx, world.tenantId, { id, runs, canary }));
  await command(world.db, world, (trx, context) => publish(trx, context, prepared), { door: 'exclusive' });
}

const exclusive = (world: World, work: Parameters<typeof command>[2]) => command(world.db, world, work, { door: 'exclusive' });

async function versions(world: World): Promise<readonly number[]> {
  return (await rows<{ version: number }>(world, 'select version from runs order by event_id, id')).map((run) => run.version);
}

async function tried(canary: number, days: readonly [number, number] = [3, 5]): Promise<{ world: World; automationId: string }> {
  const world = await file.tenant();
  const { automationId } = await publishNew(world, definition([rest(days[0])]));
  await publishCanary(world, automationId, definition([rest(days[1])]), canary);
  return { world, automationId };
}

async function leads(world: World, count: number): Promise<string[]> {
  const made: string[] = [];
  for (let n = 0; n < count; n++) made.push(await newLead(world));
  return made;
}

describe('a canary of N', () => {
  it('takes exactly the first N runs, and the version before the others', async () => {
    const { world, automationId } = await tried(2);
    await leads(world, 4);
    await relayAll(world);
    expect(await versions(world)).toEqual([2, 2, 1, 1]);
    const canary = await world.db.readTenant(world.tenantId, (trx) => findCanary(trx, automationId));
    expect(canary).toMatchObject({
      taken: 2,
      status: 'running',
      tried: { version: 2, enrolled: 2, open: 2 },
      inForce: { version: 1, enrolled: 2, open: 2 },
    });
  });

  it('leaves to the version before what happened before it, relayed as late as may be', async () => {
    const world = await file.tenant();
    const { automationId } = await publishNew(world, definition([rest(3)]));
    await newLead(world);
    await publishCanary(world, automationId, definition([rest(5)]), 5);
    await newLead(world);
    await relayAll(world);
    expect(await versions(world)).toEqual([1, 2]);
  });

  it('lets the version before have whom its filter refuses', async () => {
    const world = await file.tenant();
    const { automationId } = await publishNew(world, definition([rest(3)]));
    const nobody = {
      kind: 'compare',
      left: { kind: 'field', path: 'lead.firstName' },
      operator: 'is',
      right: { kind: 'literal', value: 'Nobody' },
    } as const;
    await publishCanary(
      world,
      automationId,
      definition([rest(5)], { enrollment: { filter: nobody, key: 'record', reenroll: 'never', whileActive: 'ignore' } }),
      5,
    );
    await newLead(world);
    await relayAll(world);
    expect(await versions(world)).toEqual([1]);
    expect(await rows(world, 'select 1 from rejections')).toEqual([]);
    expect(await rows(world, 'select taken from automation_canaries')).toEqual([{ taken: 0 }]);
  });

  async function twoAtOnce(rule: 'in force' | 'taken out'): Promise<readonly number[]> {
    const world = await file.tenant();
    const { automationId } = await publishNew(world, byHand(3));
    await publishCanary(world, automationId, byHand(5), 1);
    const [first = '', second = ''] = await leads(world, 2);
    const [one, two]: [Actor, Actor] = [file.actor(), file.actor()];
    if (rule === 'taken out')
      for (const { seam } of [one, two]) seam.rewrite(/ for update of c/, '').rewrite(/taken = c\.taken \+ t\.runs/, 'taken = 1');
    const commit = one.seam.stopBefore(/^commit/i);
    const begun = enrolByHand(world, automationId, first, one.db);
    await commit.reached;
    const next = enrolByHand(world, automationId, second, two.db);
    await Promise.race([next, somebodyWaits(world.db)]);
    commit.letGo();
    await Promise.all([begun, next]);
    return (await versions(world)).toSorted((one, other) => one - other);
  }

  it('is never overdrawn by two enrolments at once', async () => {
    expect(await twoAtOnce('in force')).toEqual([1, 2]);
  });

  it('would be without the lock', async () => {
    expect(await twoAtOnce('taken out')).toEqual([2, 2]);
  });

  it('is exact when many enrol at once', async () => {
    const world = await file.tenant();
    const { automationId } = await publishNew(world, byHand(3));
    await publishCanary(world, automationId, byHand(5), 7);
    const made = await leads(world, 24);
    const batches = [0, 1, 2, 3, 4, 5].map((n) => made.slice(n * 4, n * 4 + 4));
    await Promise.all(
      batches.map((recordIds) =>
        command(world.db, world, (trx, context) => enrolManually(trx, context, { automationId, recordIds, source: 'manual' })),
      ),
    );
    const found = await versions(world);
    expect(found.filter((version) => version === 2)).toHaveLength(7);
    expect(found.filter((version) => version === 1)).toHaveLength(17);
  });

  it('gives a slot back when the enrolment does not commit', async () => {
    const { world, automationId } = await tried(1);
    const lead = await newLead(world);
    await expect(
      command(world.db, world, async (trx, context) => {
        await enrolManually(trx, context, { automationId, recordIds: [lead], source: 'manual' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await rows(world, 'select taken from automation_canaries')).toEqual([{ taken: 0 }]);
  });

  it('is refused for a first version', async () => {
    const world = await file.tenant();
    const { automationId } = await publishNew(world, definition([rest(3)]));
    await command(world.db, world, (trx) => trx.raw('update automations set current_version = null where id = ?', [automationId]));
    await expect(publishCanary(world, automationId, definition([rest(4)]), 5)).rejects.toMatchObject({
      code: 'validation_failed',
      problems: [{ pointer: '/canary' }],
    });
  });
});

describe('confirming a canary', () => {
  it('sends all new runs to it and does then what was chosen for the others', async () => {
    const world = await file.tenant();
    const { automationId } = await publishNew(world, definition([rest(3)]));
    const [waiting = ''] = await waitingLeads(world, 1);
    await publishCanary(world, automationId, definition([rest(5)]), 1, [{ version: 1, step: 'rest', choice: 'move' }]);
    expect(await rows(world, 'select 1 from run_operations')).toEqual([]);
    const before = await newLead(world);
    await exclusive(world, (trx, context) => confirmCanary(trx, context, { id: automationId }));
    const [later = '', last = ''] = await leads(world, 2);
    await relayAll(world);
    for (const lead of [before, later, last]) expect((await runsOf(world, lead))[0]?.version).toBe(2);
    await carryOn(world);
    expect((await runsOf(world, waiting))[0]?.version).toBe(2);
    expect(await rows(world, 'select current_version from automations')).toEqual([{ current_version: 2 }]);
    await publishNext(world, automationId, definition([rest(6)]));
    expect(await rows(world, 'select max(number) as number from automation_versions')).toEqual([{ number: 3 }]);
  });
});

describe('calling a canary back', () => {
  it('leaves the version before in force; its own runs go back, leave or stay', async () => {
    const { world, automationId } = await tried(3);
    const [moves = '', exits = ''] = await waitingLeads(world, 2);
    const [run] = await runsOf(world, exits);
    await command(world.db, world, (trx) =>
      trx.raw(`update runs set state = jsonb_set(state, '{waits,0,key,step}', '"gone"') where id = ?`, [run?.id ?? '']),
    );
    const late = await newLead(world);
    await exclusive(world, (trx, context) =>
      callCanaryBack(trx, context, {
        id: automationId,
        runs: [
          { version: 2, step: 'rest', choice: 'move' },
          { version: 2, step: 'gone', choice: 'exit' },
        ],
      }),
    );
    await relayAll(world);
    await carryOn(world);
    expect((await runsOf(world, moves))[0]).toMatchObject({ version: 1, status: 'waiting' });
    expect((await runsOf(world, exits))[0]).toMatchObject({ status: 'exited', reason: 'It left when version 2 was called back.' });
    expect((await runsOf(world, late))[0]?.version).toBe(1);
    await publishNext(world, automationId, definition([rest(6)]));
    expect(await rows(world, 'select current_version from automations')).toEqual([{ current_version: 3 }]);
  });

  it('is over once: neither twice, nor after a confirmation', async () => {
    const { world, automationId } = await tried(3);
    await exclusive(world, (trx, context) => callCanaryBack(trx, context, { id: automationId }));
    for (const end of [callCanaryBack, confirmCanary])
      await expect(exclusive(world, (trx, context) => end(trx, context, { id: automationId }))).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('what else happens to an automation during a canary', () => {
  it('refuses another version, with the one that is being tried', async () => {
    const { world, automationId } = await tried(3);
    await expect(publishNext(world, automationId, definition([rest(9)]))).rejects.toMatchObject({
      code: 'conflict',
      extra: { canary: 2 },
    });
  });

  it('lets an older version become the draft, which is published when the canary is over', async () => {
    const { world, automationId } = await tried(3);
    await command(world.db, world, (trx, context) => saveDraft(trx, context, { id: automationId, definition: definition([rest(3)]) }));
    await leads(world, 1);
    await relayAll(world);
    expect(await versions(world)).toEqual([2]);
  });

  it('a pause holds its runs too, which count; a resume lets them go', async () => {
    const { world, automationId } = await tried(1);
    await exclusive(world, (trx, context) => pauseAutomation(trx, context, { id: automationId }));
    await leads(world, 2);
    await relayAll(world);
    expect(await rows(world, 'select version, status from runs order by event_id')).toEqual([
      { version: 2, status: 'held' },
      { version: 1, status: 'held' },
    ]);
    await exclusive(world, (trx, context) => confirmCanary(trx, context, { id: automationId }));
    expect(await rows(world, 'select status, current_version from automations')).toEqual([{ status: 'paused', current_version: 2 }]);
    await exclusive(world, (trx, context) => resumeAutomation(trx, context, { id: automationId, catchUp: 'now' }));
  });

  it('an archive ends it', async () => {
    const { world, automationId } = await tried(3);
    const [lead = ''] = await waitingLeads(world, 1);
    await exclusive(world, (trx, context) => archiveAutomation(trx, context, { id: automationId }));
    await newLead(world);
    await relayAll(world);
    expect(await versions(world)).toEqual([2]);
    expect(await rows(world, 'select status from automation_canaries')).toEqual([{ status: 'called_back' }]);
    const [run] = await runsOf(world, lead);
    await segment(world, run?.id ?? '');
  });
});
