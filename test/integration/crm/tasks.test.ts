import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveTask } from '../../../commands/tasks/archive-task.ts';
import { cancelTask } from '../../../commands/tasks/cancel-task.ts';
import { completeTask } from '../../../commands/tasks/complete-task.ts';
import { createTask } from '../../../commands/tasks/create-task.ts';
import { reopenTask } from '../../../commands/tasks/reopen-task.ts';
import { rescheduleTask } from '../../../commands/tasks/reschedule-task.ts';
import { updateTask } from '../../../commands/tasks/update-task.ts';
import { aLead, aTask, aTenant, aUser } from '../../factories/index.ts';
import type { World } from '../../factories/index.ts';
import type { CrmFile } from './harness.ts';
import { as, crmDatabase, eventsAbout, notificationsOf, statementsOf, typesAbout } from './harness.ts';

let file: CrmFile;
let acme: World;
beforeAll(async () => {
  file = await crmDatabase('tasks-test');
  acme = await aTenant(file.db);
});
afterAll(() => file.close());

describe('a task', () => {
  it('is made with its records, told to its assignee, and seen on its record', async () => {
    const rep = await aUser(acme);
    const lead = await aLead(acme);
    const task = await as(acme, (trx, context) =>
      createTask(trx, context, {
        title: 'Call =cmd() 📞',
        description: 'line\r\nline',
        dueAt: '2027-01-02T09:00:00Z',
        priority: 'urgent',
        ownerUserId: rep.id,
        records: [{ type: 'lead', id: lead.id }],
      }),
    );
    expect(task).toMatchObject({
      title: 'Call =cmd() 📞',
      description: 'line\nline',
      priority: 'urgent',
      status: 'open',
      createdByUserId: acme.adminUserId,
    });
    expect(await typesAbout(acme, lead.id)).toEqual(['task.created', 'task.assigned']);
    expect(await notificationsOf(acme, rep.id)).toMatchObject([
      { kind: 'task.assigned', recordId: task.id, title: 'Task assigned to you: Call =cmd() 📞' },
    ]);
  });

  it('costs one statement when its records are held', async () => {
    const lead = await aLead(acme);
    const input = { title: 'First touch', records: [{ type: 'lead' as const, id: lead.id }], ownerUserId: acme.adminUserId, held: true };
    expect(await statementsOf(acme, (trx, context) => createTask(trx, context, input))).toBe(1);
  });

  it('is refused without a title, for a stranger, about a foreign record', async () => {
    const other = await aTenant(file.db);
    const foreign = await aLead(other);
    const create = (input: Parameters<typeof createTask>[2]) => as(acme, (trx, context) => createTask(trx, context, input));
    await expect(create({ title: ' ' })).rejects.toMatchObject({ problems: [{ pointer: '/title' }] });
    await expect(create({ title: 'x'.repeat(5000) })).rejects.toMatchObject({ problems: [{ pointer: '/title', code: 'text_too_long' }] });
    await expect(create({ title: 'a', ownerUserId: other.adminUserId })).rejects.toMatchObject({ problems: [{ pointer: '/ownerUserId' }] });
    await expect(create({ title: 'a', records: [{ type: 'lead', id: foreign.id }] })).rejects.toMatchObject({ code: 'not_found' });
    await expect(create({ title: 'a', dueAt: 'tomorrow' })).rejects.toMatchObject({ problems: [{ pointer: '/dueAt' }] });
  });

  it('is completed once, with outcome, who and when', async () => {
    const lead = await aLead(acme);
    const task = await aTask(acme, { about: { type: 'lead', id: lead.id } });
    const complete = () => as(acme, (trx, context) => completeTask(trx, context, { id: task.id, outcome: 'won', notes: 'all good' }));
    const results = await Promise.allSettled([complete(), complete()]);
    expect(results.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' });
    const events = await eventsAbout(acme, lead.id);
    expect(events).toMatchObject([
      {
        type: 'task.completed',
        before: { status: 'open' },
        after: { status: 'done', outcome: 'won', completedByUserId: acme.adminUserId },
        data: { outcome: 'won' },
      },
    ]);
  });

  it('is cancelled, reopened, rescheduled and archived', async () => {
    const task = await aTask(acme, { dueAt: new Date('2026-12-01T09:00:00Z') });
    const cancelled = await as(acme, (trx, context) => cancelTask(trx, context, { id: task.id, reason: 'Sold' }));
    expect(cancelled).toMatchObject({ status: 'cancelled', cancelledReason: 'Sold' });
    await expect(as(acme, (trx, context) => rescheduleTask(trx, context, { id: task.id, dueAt: null }))).rejects.toMatchObject({
      code: 'conflict',
    });
    const reopened = await as(acme, (trx, context) => reopenTask(trx, context, { id: task.id }));
    expect(reopened).toMatchObject({ status: 'open', cancelledAt: null });
    await as(acme, (trx, context) => rescheduleTask(trx, context, { id: task.id, dueAt: '2026-12-24T09:00:00Z' }));
    await as(acme, (trx, context) => archiveTask(trx, context, { id: task.id }));
    expect(await typesAbout(acme, task.id)).toEqual(['task.cancelled', 'task.updated', 'task.rescheduled', 'task.deleted']);
    await expect(as(acme, (trx, context) => reopenTask(trx, context, { id: task.id }))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('given to somebody else tells them; a lost race is refused', async () => {
    const rep = await aUser(acme);
    const task = await aTask(acme, { ownerUserId: acme.adminUserId });
    const give = () =>
      as(acme, (trx, context) =>
        updateTask(trx, context, { id: task.id, patch: { ownerUserId: rep.id, dueAt: '2027-02-01T00:00:00Z' }, expectedVersion: 1 }),
      );
    expect(await give()).toMatchObject({ ownerUserId: rep.id, version: 2 });
    await expect(give()).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(await notificationsOf(acme, rep.id)).toHaveLength(1);
    expect(await typesAbout(acme, task.id)).toEqual(['task.updated', 'task.assigned', 'task.rescheduled']);
  });
});
