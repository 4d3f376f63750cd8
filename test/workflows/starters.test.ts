import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import * as deals from '../../api/contracts/deals.ts';
import * as forms from '../../api/contracts/form-design.ts';
import { completeTask } from '../../api/contracts/tasks.ts';
import { asTenantId } from '../../domain/ids.ts';
import { recipe } from '../../templates/automations/recipes.ts';
import type { World } from '../factories/index.ts';
import { aWorkspace, type Workspace } from '../helpers/api-people.ts';
import { eventually } from '../helpers/until.ts';
import { content, fill } from '../integration/forms/fill.ts';
import type { RunSeen } from '../integration/rules/world.ts';
import { publish, rows, runsOf, stepsOf, touch } from '../integration/rules/world.ts';
import { house, runReaches, shellOf } from './house.ts';

// Starter automations as they are, on the real servers, mail included.

const here = house({ mail: true });

async function acme(): Promise<{ workspace: Workspace; world: World }> {
  const workspace = await aWorkspace(here.api());
  const { tenantId, slug, userId } = workspace;
  return { workspace, world: { db: here.db(), tenantId: asTenantId(tenantId), slug, adminUserId: userId } };
}

interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

async function mailTo(address: string): Promise<readonly Mail[]> {
  const folder = `${here.api().folder}/outbox`;
  const files = await readdir(folder).catch(() => []);
  const mails = await Promise.all(
    // Our own outbox wrote them.
    files.filter((file) => !file.startsWith('.')).map(async (file) => JSON.parse(await readFile(`${folder}/${file}`, 'utf8')) as Mail),
  );
  return mails.filter((mail) => mail.to === address);
}

describe('Form reply', () => {
  it('answers a stranger by mail, asks the owner to get in touch, and ends when somebody was', async () => {
    const { workspace, world } = await acme();
    const { body: made } = await workspace.admin.ok(forms.createForm, { body: { name: 'Contact us', content: content() } });
    const { body: form } = await workspace.admin.ok(forms.publishForm, { params: { id: made.id }, version: made.version });
    await publish(world, recipe('form-reply', { teamId: '' }));
    expect((await fill(here.api().url, form.key, { email: 'omar@nova.example', first_name: 'Omar' })).status).toBe(200);
    const [mail, ...others] = await eventually('the reply is delivered', async () => {
      const found = await mailTo('omar@nova.example');
      return found.length > 0 ? found : null;
    });
    expect([mail?.subject, others.length]).toEqual(['We have received your message', 0]);
    expect(mail?.text).toContain('Hello Omar');

    const [lead] = await rows<{ id: string }>(world, "select id from leads where email = 'omar@nova.example'");
    const waiting = await runReaches(world, lead?.id ?? '', 'waiting');
    expect(await rows(world, 'select title, description from tasks')).toEqual([
      { title: 'Answer the form of Omar', description: 'Sent with the form Contact us.' },
    ]);
    await touch(world, lead?.id ?? '');
    const run = await runReaches(world, lead?.id ?? '', 'succeeded');
    expect([run.id, run.reason, await shellOf(here, world, run)]).toEqual([waiting.id, 'Somebody was in touch.', 'succeeded']);
    await eventually('the message is told as sent', async () => {
      const [message] = await rows<{ status: string }>(world, 'select status from messages');
      return message?.status === 'sent';
    });
  });
});

describe('Deal stage follow-up', () => {
  it('begins anew with every stage, ends what the stage before began, and the step done ends it', async () => {
    const { workspace, world } = await acme();
    const { admin } = workspace;
    await publish(world, recipe('deal-stage-follow-up', { teamId: '' }));
    const deal = (await admin.ok(deals.createDeal, { body: { name: 'Orion', ownerUserId: workspace.userId } })).body;
    const first = await runReaches(world, deal.id, 'waiting');
    const [second] = await rows<{ id: string }>(world, "select id from stages where kind = 'open' order by position offset 1 limit 1");
    await admin.ok(deals.moveDeal, { params: { id: deal.id }, version: deal.version, body: { stageId: second?.id ?? '' } });
    const next = await eventually('the second run waits and the first has left', async () => {
      const [one, two] = await runsOf(world, deal.id);
      return one?.status === 'exited' && two?.status === 'waiting' ? two : null;
    });
    expect((await runsOf(world, deal.id))[0]).toMatchObject({ id: first.id, reason: 'The deal moved on.' });
    expect(await shellOf(here, world, first)).toBe('exited');

    const task = await taskOf(world, next);
    await admin.ok(completeTask, { params: { id: task.id }, version: task.version, body: { outcome: 'Offer on Friday' } });
    const done = await eventually('the run has ended', async () => {
      const run = (await runsOf(world, deal.id))[1];
      return run?.status === 'succeeded' ? run : null;
    });
    expect(done.reason).toBe('The next step is agreed.');
    expect(await shellOf(here, world, done)).toBe('succeeded');
    expect(await stepsOf(world, done.id)).toEqual(['task done next', 'await_done done happened', 'followed_up done exit']);
  });
});

/** The task that a run made. */
async function taskOf(world: World, run: RunSeen): Promise<{ id: string; version: number }> {
  const [task] = await rows<{ id: string; version: number }>(
    world,
    `select t.id, t.version from tasks t join steps s on s.tenant_id = t.tenant_id and s.output -> 'task' ->> 'id' = t.id::text where s.run_id = ?`,
    [run.id],
  );
  if (task === undefined) throw new Error('the run made no task');
  return task;
}
