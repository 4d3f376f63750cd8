import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logActivity } from '../../../commands/activities/log-activity.ts';
import type { LogActivity } from '../../../commands/activities/log-activity.ts';
import { updateActivity } from '../../../commands/activities/update-activity.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { createTask } from '../../../commands/tasks/create-task.ts';
import { findLead } from '../../../db/records/find-leads.ts';
import { findTask } from '../../../db/records/find-tasks.ts';
import { findTimeline } from '../../../db/records/find-timeline.ts';
import { aContact, aLead, aTask, aTenant, aUser } from '../../factories/index.ts';
import type { World } from '../../factories/index.ts';
import type { CrmFile } from './harness.ts';
import { as, crmDatabase, eventsAbout, notificationsOf, statementsOf, typesAbout } from './harness.ts';

let file: CrmFile;
let acme: World;
beforeAll(async () => {
  file = await crmDatabase('touches-test');
  acme = await aTenant(file.db);
});
afterAll(() => file.close());

const tomorrow = new Date(Date.now() + 86_400_000);
const touch = (id: string, more: Partial<LogActivity> = {}): LogActivity => ({
  type: 'call',
  outcome: 'connected',
  nextStep: 'Send the offer',
  nextStepDueAt: tomorrow,
  records: [{ type: 'lead', id }],
  ...more,
});
const firstTouch = (leadId: string, ownerUserId: string) =>
  aTask(acme, { kind: 'first_touch', title: 'First touch', ownerUserId, about: { type: 'lead', id: leadId } });

describe('a touch', () => {
  it('completes the first-touch task, plans the next step and counts the lead as contacted, all at once', async () => {
    const rep = await aUser(acme);
    const lead = await aLead(acme, { ownerUserId: rep.id });
    const task = await firstTouch(lead.id, rep.id);
    const other = await aTask(acme, { title: 'Something else', about: { type: 'lead', id: lead.id } });
    const logged = await as(acme, (trx, context) => logActivity(trx, context, touch(lead.id, { body: 'Wants a demo' })), rep.id);

    expect(logged.activity).toMatchObject({
      isTouch: true,
      direction: 'outbound',
      outcome: 'connected',
      ownerUserId: rep.id,
      title: 'Call',
    });
    expect(logged.completedTasks.map((one) => one.id)).toEqual([task.id]);
    expect(logged.followUpTask).toMatchObject({ title: 'Send the offer', kind: 'follow_up', ownerUserId: rep.id, dueAt: tomorrow });
    await acme.db.readTenant(acme.tenantId, async (trx) => {
      expect(await findLead(trx, lead.id)).toMatchObject({
        status: 'contacted',
        firstTouchedAt: expect.any(Date),
        lastTouchedAt: expect.any(Date),
      });
      expect(await findTask(trx, task.id)).toMatchObject({
        status: 'done',
        outcome: 'connected',
        outcomeNotes: 'Wants a demo',
        completedBy: { id: rep.id },
      });
      expect(await findTask(trx, other.id)).toMatchObject({ status: 'open' });
    });
    expect(await typesAbout(acme, lead.id)).toEqual([
      'activity.logged',
      'touch.logged',
      'task.completed',
      'lead.updated',
      'lead.status_changed',
      'task.created',
      'task.assigned',
    ]);
    const events = await eventsAbout(acme, lead.id);
    expect(events[1]).toMatchObject({
      subjectId: lead.id,
      data: { outcome: 'connected', nextStep: 'Send the offer', activityId: logged.activity.id },
      related: [
        { type: 'activity', id: logged.activity.id },
        { type: 'task', id: task.id },
      ],
    });
    // Nobody is told of the next step they have just planned themselves.
    expect(await notificationsOf(acme, rep.id)).toEqual([]);
  });

  it('must say how it went and what comes next until when', async () => {
    const lead = await aLead(acme);
    const bare = { type: 'call' as const, records: [{ type: 'lead' as const, id: lead.id }] };
    await expect(as(acme, (trx, context) => logActivity(trx, context, bare))).rejects.toMatchObject({
      code: 'validation_failed',
      problems: [{ pointer: '/outcome' }, { pointer: '/nextStep' }, { pointer: '/nextStepDueAt' }],
    });
    expect(await typesAbout(acme, lead.id)).toEqual([]);
  });

  it('without an answer leaves the status, and only the first connected one changes it', async () => {
    const lead = await aLead(acme);
    for (const outcome of ['voicemail', 'no_response', 'connected', 'connected'] as const) {
      await as(acme, (trx, context) => logActivity(trx, context, touch(lead.id, { outcome })));
    }
    const changes = (await eventsAbout(acme, lead.id)).filter((event) => event.type === 'lead.status_changed');
    expect(changes).toMatchObject([{ before: { status: 'new' }, after: { status: 'contacted' } }]);
  });

  it('is made by people only', async () => {
    const run = '019aa000-0000-7000-8000-000000000001';
    const lead = await aLead(acme);
    const task = await firstTouch(lead.id, acme.adminUserId);
    const automation = { kind: 'automation', automationId: run, runId: run, step: 'log' } as const;
    const input = { type: 'call' as const, title: 'Called by machine', records: [{ type: 'lead' as const, id: lead.id }] };
    const logged = await as(acme, (trx, context) => logActivity(trx, context, input), automation);
    expect(logged).toMatchObject({
      activity: { isTouch: false, createdByRunId: run, createdByStep: 'log' },
      completedTasks: [],
      followUpTask: null,
    });
    expect(await typesAbout(acme, lead.id)).toEqual(['activity.logged']);
    await acme.db.readTenant(acme.tenantId, async (trx) => expect(await findTask(trx, task.id)).toMatchObject({ status: 'open' }));
  });

  it('costs an automation one statement when the record is held', async () => {
    const lead = await aLead(acme);
    const input = { type: 'note' as const, body: 'x', records: [{ type: 'lead' as const, id: lead.id }], held: true };
    expect(await statementsOf(acme, (trx, context) => logActivity(trx, context, input))).toBe(1);
  });

  it('about several records tells each, and about a missing one nothing', async () => {
    const [lead, contact] = [await aLead(acme), await aContact(acme)];
    const records = [{ type: 'lead', id: lead.id } as const, { type: 'contact', id: contact.id } as const];
    await as(acme, (trx, context) => logActivity(trx, context, touch(lead.id, { records })));
    expect(
      (await eventsAbout(acme, contact.id)).filter((event) => event.type === 'touch.logged' && event.subjectId === contact.id),
    ).toHaveLength(1);
    const other = await aTenant(file.db);
    const foreign = await aLead(other);
    await expect(as(acme, (trx, context) => logActivity(trx, context, touch(foreign.id)))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('by two people at once completes the task once', async () => {
    const lead = await aLead(acme);
    const task = await firstTouch(lead.id, acme.adminUserId);
    const both = await Promise.all([1, 2].map(() => as(acme, (trx, context) => logActivity(trx, context, touch(lead.id)))));
    expect(both.flatMap((one) => one.completedTasks.map((done) => done.id))).toEqual([task.id]);
    expect((await eventsAbout(acme, task.id)).filter((event) => event.type === 'task.completed')).toHaveLength(1);
  });

  it('can be corrected, which undoes nothing', async () => {
    const lead = await aLead(acme);
    const { activity } = await as(acme, (trx, context) => logActivity(trx, context, touch(lead.id)));
    const corrected = await as(acme, (trx, context) =>
      updateActivity(trx, context, { id: activity.id, patch: { outcome: 'voicemail' }, expectedVersion: 1 }),
    );
    expect(corrected).toMatchObject({ outcome: 'voicemail', version: 2 });
    const again = as(acme, (trx, context) => updateActivity(trx, context, { id: activity.id, patch: { body: 'x' }, expectedVersion: 1 }));
    await expect(again).rejects.toMatchObject({ code: 'precondition_failed' });
  });
});

/** A run of an automation with two steps, as far as the timeline reads it. */
async function aRun(world: World, leadId: string): Promise<{ automationId: string; runId: string }> {
  const [automationId, runId] = [newId(), newId()];
  await world.db.withTenant(world.tenantId, async (trx) => {
    const plan = JSON.stringify({
      steps: [
        { id: 'assign', number: 1 },
        { id: 'touch', number: 2 },
      ],
    });
    await trx.raw("insert into automations (tenant_id, id, name, subject, draft) values (?, ?, 'New lead first touch', 'lead', '{}')", [
      world.tenantId,
      automationId,
    ]);
    await trx.raw('insert into plans (tenant_id, hash, plan) values (?, ?, ?::jsonb)', [world.tenantId, runId, plan]);
    await trx.raw(
      `insert into runs (tenant_id, id, automation_id, version, plan_hash, key, subject_type, subject_id, status, state, source, cause)
       values (?, ?, ?, 1, ?, ?, 'lead', ?, 'running', '{}', 'event', '{"depth":1}')`,
      [world.tenantId, runId, automationId, runId, leadId, leadId],
    );
  });
  return { automationId, runId };
}

describe('the timeline of a lead', () => {
  it('says which step of which automation did something', async () => {
    const lead = await aLead(acme);
    const { automationId, runId } = await aRun(acme, lead.id);
    const actor = { kind: 'automation', automationId, runId, step: 'touch' } as const;
    const made = await as(
      acme,
      (trx, context) => createTask(trx, context, { title: 'First touch', records: [{ type: 'lead', id: lead.id }] }),
      actor,
    );
    const source = { id: automationId, name: 'New lead first touch', runId, step: 'touch', stepNumber: 2 };
    await acme.db.readTenant(acme.tenantId, async (trx) => {
      const rows = await findTimeline(trx, { recordId: lead.id, types: null, below: null, limit: 5 });
      expect(rows).toMatchObject([{ type: 'task.created', actorUser: null, actorAutomation: source }]);
      expect(await findTask(trx, made.id)).toMatchObject({ ownerUserId: null, createdByAutomation: source });
    });
  });

  it('tells each change once, the latest first, with who made it', async () => {
    const rep = await aUser(acme, { name: 'Ann Rep' });
    const lead = await aLead(acme);
    await firstTouch(lead.id, rep.id);
    await as(acme, (trx, context) => logActivity(trx, context, touch(lead.id)), rep.id);
    const rows = await acme.db.readTenant(acme.tenantId, (trx) =>
      findTimeline(trx, { recordId: lead.id, types: null, below: null, limit: 50 }),
    );
    expect(rows.map((row) => row.type)).toEqual([
      'task.assigned',
      'task.created',
      'lead.status_changed',
      'task.completed',
      'activity.logged',
    ]);
    expect(rows.every((row) => row.actorUser?.name === 'Ann Rep')).toBe(true);
    expect(rows[1]).toMatchObject({ task: { title: 'Send the offer', status: 'open' } });
    const below = rows[1]?.id ?? '';
    const rest = await acme.db.readTenant(acme.tenantId, (trx) => findTimeline(trx, { recordId: lead.id, types: null, below, limit: 1 }));
    expect(rest.map((row) => row.type)).toEqual(['lead.status_changed', 'task.completed']);
  });
});
