import { describe, expect, test } from 'vitest';
import { createDeal } from '../../../commands/deals/create-deal.ts';
import { moveDeal } from '../../../commands/deals/move-deal.ts';
import { flushEvents } from '../../../commands/lib/flush-events.ts';
import { recipe } from '../../../templates/automations/recipes.ts';
import type { World } from '../../factories/index.ts';
import {
  command,
  inSeconds,
  newLead,
  publish,
  relayAll,
  rows,
  rulesFile,
  runOf,
  runsOf,
  segment,
  stepsOf,
  tasksAbout,
  timerOf,
  touch,
} from '../rules/world.ts';

// The starter automations as they are, from the event that begins them to their end.

const file = rulesFile();
const week = inSeconds(7 * 86_400);

describe('Deal stage follow-up', () => {
  async function aDeal(world: World): Promise<string> {
    await publish(world, recipe('deal-stage-follow-up', { teamId: '' }));
    const deal = await command(world.db, world, (trx, context) =>
      createDeal(trx, context, { name: 'Orion', ownerUserId: world.adminUserId }),
    );
    await relayAll(world);
    await segment(world, (await runOf(world, deal.id)).id);
    return deal.id;
  }

  test('begins anew with every stage, and ends what the stage before began', async () => {
    const world = await file.tenant();
    const deal = await aDeal(world);
    const [first] = await runsOf(world, deal);
    const [second] = await rows<{ id: string }>(world, "select id from stages where kind = 'open' order by position offset 1 limit 1");
    await command(world.db, world, (trx, context) => moveDeal(trx, context, { id: deal, stageId: second?.id ?? '' }));
    await relayAll(world);
    const [, next] = await runsOf(world, deal);
    await segment(world, first?.id ?? '');
    await segment(world, next?.id ?? '');
    expect((await runsOf(world, deal)).map((run) => `${run.status} ${run.reason ?? ''}`.trim())).toEqual([
      'exited The deal moved on.',
      'waiting',
    ]);
    expect(await tasksAbout(world, deal)).toBe(2);
  });

  test('reminds the owner, then stops when the next step is done', async () => {
    const world = await file.tenant();
    const deal = await aDeal(world);
    const { id } = await runOf(world, deal);
    const waits = await segment(world, id);
    await segment(world, id, { happened: timerOf(waits), ...week });
    expect(await stepsOf(world, id)).toEqual([
      'task done next',
      'await_done done timed_out',
      'remind done next',
      'second_chance waiting -',
    ]);
    expect(await rows(world, "select 1 from notifications where kind = 'automation.message'")).toHaveLength(1);
  });
});

describe('Form reply', () => {
  async function sent(world: World): Promise<string> {
    await publish(world, recipe('form-reply', { teamId: '' }));
    const lead = await newLead(world);
    await command(world.db, world, async (trx, context) => {
      context.record({
        type: 'form.submitted',
        subject: { type: 'lead', id: lead },
        data: { formId: lead, form: 'Contact us', created: true },
      });
      await flushEvents(trx, context);
    });
    await relayAll(world);
    await segment(world, (await runOf(world, lead)).id);
    return lead;
  }

  test('answers at once and asks the owner to get in touch', async () => {
    const world = await file.tenant();
    const lead = await sent(world);
    expect(await rows(world, 'select subject, status, record_id from messages')).toEqual([
      { subject: 'We have received your message', status: 'queued', record_id: lead },
    ]);
    expect(await rows(world, 'select title, description from tasks')).toEqual([
      { title: 'Answer the form of Kim', description: 'Sent with the form Contact us.' },
    ]);
    await touch(world, lead);
    await relayAll(world);
    const { id } = await runOf(world, lead);
    await segment(world, id);
    expect(await runOf(world, lead)).toMatchObject({ status: 'succeeded', reason: 'Somebody was in touch.' });
  });
});
