import { describe, expect, it } from 'vitest';
import { archiveAutomation } from '../../../commands/automations/archive.ts';
import { pauseAutomation } from '../../../commands/automations/pause.ts';
import { releaseAll, resumeAutomation } from '../../../commands/automations/resume.ts';
import type { CatchUp } from '../../../commands/operations/operation-row.ts';
import { cancelOperation, continueOperation, pauseOperation, startOperation } from '../../../commands/operations/operation-row.ts';
import { judge } from '../../../commands/automations/enrol.ts';
import { liveVersion } from '../../../commands/automations/enrol-manually.ts';
import { releaseForgotten } from '../../../workers/reconcile/release-forgotten.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { command, inSeconds, newLead, publish, relayAll, rows, rulesFile, runOf } from '../rules/world.ts';
import { carryOn, newest } from './lib.ts';

const file = rulesFile();
const task = step('task', 'record.create_task', { title: 'Call' });

/** An automation that was paused while events went on: runs without a shell, held. */
async function heldRuns(count: number) {
  const world = await file.tenant();
  const { automationId } = await publish(world, definition([task]));
  await exclusive(world, automationId, 'pause');
  const leads: string[] = [];
  for (let n = 0; n < count; n++) leads.push(await newLead(world));
  await relayAll(world);
  return { world, automationId, leads };
}

const exclusive = (world: World, id: string, what: 'pause' | CatchUp, hours = 4) =>
  command(
    world.db,
    world,
    (trx, context) =>
      what === 'pause' ? pauseAutomation(trx, context, { id }) : resumeAutomation(trx, context, { id, catchUp: what, hours }),
    { door: 'exclusive' },
  );

const stillHeld = async (world: World) => (await rows(world, `select 1 from runs where status = 'held'`)).length;

describe('a resume that spreads what fell due', () => {
  it('lets the first go at once and the last after the hours, and waits between', async () => {
    const { world, automationId } = await heldRuns(5);
    await exclusive(world, automationId, 'spread');
    const first = await carryOn(world);
    expect(first).toMatchObject({ kind: 'waits', count: 1 });
    expect(await stillHeld(world)).toBe(4);
    expect(await carryOn(world, inSeconds(2 * 3_600 + 60))).toMatchObject({ kind: 'waits', count: 3 });
    expect(await carryOn(world, inSeconds(4 * 3_600 + 60))).toMatchObject({ kind: 'done', status: 'completed', count: 5 });
    expect(await stillHeld(world)).toBe(0);
    expect(await rows(world, `select 1 from dispatches where kind = 'start' and cause_key like 'start/run/%'`)).toHaveLength(5);
  });

  it('is not overtaken by the sweep, nor by whoever releases the rest of a resume', async () => {
    const { world, automationId } = await heldRuns(2);
    await exclusive(world, automationId, 'spread');
    expect(await releaseAll(world.db, { tenantId: world.tenantId, actor: { kind: 'system', name: 'test' } }, automationId)).toBe(0);
    await releaseForgotten(world.db);
    expect(await stillHeld(world)).toBe(2);
  });

  it('ends with another pause; the next resume takes what is left', async () => {
    const { world, automationId } = await heldRuns(3);
    await exclusive(world, automationId, 'spread');
    await carryOn(world);
    await exclusive(world, automationId, 'pause');
    expect((await newest(world)).status).toBe('cancelled');
    await exclusive(world, automationId, 'now');
    expect(await releaseAll(world.db, { tenantId: world.tenantId, actor: { kind: 'system', name: 'test' } }, automationId)).toBe(2);
  });

  it('cannot be stopped but by a pause: nobody would ever let its runs go', async () => {
    const { world, automationId } = await heldRuns(1);
    await exclusive(world, automationId, 'spread');
    const { id } = await newest(world);
    await expect(command(world.db, world, (trx, context) => cancelOperation(trx, context, id))).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a resume in the next business window', () => {
  it('waits for it, and then lets all go', async () => {
    const { world, automationId } = await heldRuns(2);
    // Open for one minute a week from now on the same weekday: never at this moment.
    const day = new Date(Date.now() - 3_600_000);
    await command(world.db, world, (trx) =>
      trx.raw(`update business_calendars set time_zone = 'UTC', exceptions = '[]', week = ? where is_default`, [
        JSON.stringify({ [String(day.getUTCDay() || 7)]: [{ from: '00:00', to: '00:01' }] }),
      ]),
    );
    await exclusive(world, automationId, 'window');
    const answer = await carryOn(world);
    expect(answer.kind).toBe('waits');
    expect(await stillHeld(world)).toBe(2);
    const opens = answer.kind === 'waits' ? new Date(answer.until) : new Date();
    expect(opens.getUTCHours() * 60 + opens.getUTCMinutes()).toBe(0);
    expect(await carryOn(world, { now: () => opens })).toMatchObject({ kind: 'done', count: 2 });
  });
});

describe('enrolling many', () => {
  const byHand = definition([task], { trigger: { id: 'start', type: 'trigger.manual', config: {} } });

  async function selected(count: number, perHour: number | null) {
    const world = await file.tenant();
    const { automationId } = await publish(world, byHand);
    const leads: string[] = [];
    for (let n = 0; n < count; n++) leads.push(await newLead(world));
    await command(world.db, world, (trx, context) =>
      startOperation(trx, context, {
        automationId,
        request: { kind: 'enrol', selection: { kind: 'matching' }, pace: perHour === null ? null : { perHour, businessHours: false } },
      }),
    );
    return { world, automationId, leads };
  }

  it('takes in whoever matches now, once, however often it is wanted', async () => {
    const { world, automationId, leads } = await selected(3, null);
    expect(await carryOn(world)).toMatchObject({ kind: 'done', count: 3 });
    for (const lead of leads) expect((await runOf(world, lead)).status).toBe('queued');
    await command(world.db, world, (trx, context) =>
      startOperation(trx, context, { automationId, request: { kind: 'enrol', selection: { kind: 'ids', ids: leads }, pace: null } }),
    );
    await carryOn(world);
    expect(await newest(world)).toMatchObject({ total: 3, changed: 0, refused: 3 });
    expect(await rows(world, 'select distinct code from run_operation_items where code is not null')).toEqual([{ code: 'active' }]);
  });

  it('keeps its pace, can be held and goes on that much later', async () => {
    const { world } = await selected(4, 60);
    expect(await carryOn(world)).toMatchObject({ kind: 'waits', count: 1 });
    const { id } = await newest(world);
    await command(world.db, world, (trx, context) => pauseOperation(trx, context, id));
    expect(await carryOn(world)).toMatchObject({ kind: 'done', status: 'superseded' });
    await command(world.db, world, (trx, context) => continueOperation(trx, context, id), { now: () => new Date(Date.now() + 600_000) });
    expect(await carryOn(world, inSeconds(300))).toMatchObject({ kind: 'waits', count: 1 });
    expect(await carryOn(world, inSeconds(900))).toMatchObject({ kind: 'done', status: 'completed', count: 4 });
  });

  it('is stopped by a cancel: what is done stays done', async () => {
    const { world } = await selected(3, 60);
    await carryOn(world);
    const { id } = await newest(world);
    await command(world.db, world, (trx, context) => cancelOperation(trx, context, id));
    expect(await carryOn(world, inSeconds(86_400))).toMatchObject({ status: 'superseded' });
    expect(await rows(world, 'select 1 from runs')).toHaveLength(1);
  });

  it('ends when the automation is archived, before it has selected anybody and after', async () => {
    const archive = (world: World, id: string) =>
      command(world.db, world, (trx, context) => archiveAutomation(trx, context, { id }), { door: 'exclusive' });
    const early = await selected(2, null);
    await archive(early.world, early.automationId);
    expect(await carryOn(early.world)).toMatchObject({ kind: 'done', status: 'cancelled' });
    const late = await selected(2, 60);
    await carryOn(late.world);
    await archive(late.world, late.automationId);
    expect(await carryOn(late.world, inSeconds(3_600))).toMatchObject({ kind: 'done', status: 'completed', count: 2 });
    expect(await newest(late.world)).toMatchObject({ changed: 1, refused: 1 });
  });

  it('is told beforehand who would come in, without a trace', async () => {
    const world = await file.tenant();
    const { automationId } = await publish(world, byHand);
    const [inside, outside] = [await newLead(world), await newLead(world)];
    await command(world.db, world, (trx) => trx.raw('update leads set archived_at = now() where id = ?', [outside]));
    const answer = await world.db.readTenant(world.tenantId, async (trx) => {
      const live = await liveVersion(trx, world, automationId);
      const candidates = [inside, outside].map((id) => ({
        live,
        subject: { type: 'lead' as const, id },
        source: 'manual' as const,
        event: null,
      }));
      return judge(trx, { tenantId: world.tenantId, now: new Date() }, candidates);
    });
    expect(answer.enters.map((one) => one.subject.id)).toEqual([inside]);
    expect(answer.rejected.map((one) => one.rule)).toEqual(['record_gone']);
    expect(await rows(world, 'select 1 from runs union all select 1 from rejections')).toEqual([]);
  });
});
