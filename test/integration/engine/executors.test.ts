import { describe, expect, test } from 'vitest';
import type { DefinitionNode } from '../../../domain/automation/definition/definition.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { aTeam, aUser } from '../../factories/index.ts';
import { newLead, publish, relayAll, rows, rulesFile, runOf, segment, stepsOf } from '../rules/world.ts';

// What steps do beyond the commands they call: whom they choose, what they say, what they leave to others.

const file = rulesFile();

async function done(world: World, nodes: readonly DefinitionNode[]): Promise<{ lead: string; runId: string }> {
  await publish(world, definition(nodes));
  const lead = await newLead(world);
  await relayAll(world);
  const { id: runId } = await runOf(world, lead);
  await segment(world, runId);
  return { lead, runId };
}

const assign = (config: DefinitionNode['config']): DefinitionNode => ({ id: 'assign', type: 'record.assign', config });
const note = (id: string, subject: string) => step(id, 'record.log_activity', { type: 'note', subject });

describe('record.assign', () => {
  test('leaves the owner alone where only records without one are wanted', async () => {
    const world = await file.tenant();
    const other = await aUser(world);
    const { lead } = await done(world, [assign({ mode: 'owner', to: { kind: 'user', userId: other.id }, onlyIfUnassigned: true })]);
    expect(await rows(world, 'select owner_user_id from leads where id = ?', [lead])).toEqual([{ owner_user_id: world.adminUserId }]);
  });

  test('fails in a sentence when the pool is empty and nobody drew that branch', async () => {
    const world = await file.tenant();
    const team = await aTeam(world, { members: [{ id: world.adminUserId }] });
    const { runId } = await done(world, [assign({ mode: 'round_robin', pool: { kind: 'team', teamId: team.id }, excludeOwner: true })]);
    expect(await rows(world, 'select status, reason, hold_code from runs where id = ?', [runId])).toEqual([
      { status: 'held', reason: 'There is nobody to assign it to.', hold_code: 'step_failed' },
    ]);
  });

  test('is seen by the steps that follow in the same segment', async () => {
    const world = await file.tenant();
    const other = await aUser(world, { name: 'Zoe Zimmer' });
    const { runId } = await done(world, [
      assign({ mode: 'owner', to: { kind: 'user', userId: other.id } }),
      note('say', 'Now with {{lead.owner.name}}'),
    ]);
    expect(await rows(world, 'select inputs from steps where run_id = ? and step = ?', [runId, 'say'])).toEqual([
      { inputs: { type: 'note', title: 'Now with Zoe Zimmer' } },
    ]);
  });
});

describe('message.email', () => {
  const mail = (more: DefinitionNode['config'] = {}): DefinitionNode => ({
    id: 'mail',
    type: 'message.email',
    config: {
      content: { kind: 'inline', subject: 'Hello {{lead.firstName}}', body: '<p>{{lead.firstName}} & co</p>' },
      consent: 'transactional',
      ...more,
    },
  });

  test('puts one rendered message in place and wishes for its delivery', async () => {
    const world = await file.tenant();
    const { lead, runId } = await done(world, [mail()]);
    const [message] = await rows<Record<string, unknown>>(
      world,
      'select id, subject, body, status, consent_class, record_id, message_id, incarnation, epoch, step, visit from messages where run_id = ?',
      [runId],
    );
    expect(message).toMatchObject({
      subject: 'Hello Kim',
      status: 'queued',
      consent_class: 'transactional',
      record_id: lead,
      message_id: `<${runId}.0.mail.1@test.invalid>`,
      incarnation: 1,
      epoch: 0,
      step: 'mail',
      visit: 1,
    });
    expect(await rows(world, "select target -> 'workflow' as workflow from dispatches where cause_key like 'start/delivery/%'")).toEqual([
      { workflow: { type: 'delivery', messageId: message?.id, incarnation: 1 } },
    ]);
  });

  test('goes on and says so when there is no address', async () => {
    const world = await file.tenant();
    const { runId } = await done(world, [mail({ to: { kind: 'person', person: { kind: 'manager' } } })]);
    expect(await stepsOf(world, runId)).toEqual(['mail skipped next']);
    expect(await rows(world, 'select id from messages')).toEqual([]);
  });

  test('reaches the manager of the team the owner joined first', async () => {
    const world = await file.tenant();
    const boss = await aUser(world, { name: 'Bo Boss', email: 'boss@example.com' });
    await aTeam(world, { members: [{ id: world.adminUserId }], managerUserId: boss.id });
    await done(world, [mail({ to: { kind: 'person', person: { kind: 'manager' } } })]);
    expect(await rows(world, 'select to_address, to_name from messages')).toEqual([{ to_address: 'boss@example.com', to_name: 'Bo Boss' }]);
  });
});

describe('record.create_task', () => {
  test('computes business time in the tenant’s calendar and keeps it with the step', async () => {
    const world = await file.tenant();
    const { lead } = await done(world, [
      step('task', 'record.create_task', {
        title: 'Call',
        due: { kind: 'duration', duration: { amount: 2, unit: 'hours', business: true } },
      }),
    ]);
    const [task] = await rows<{ due_at: Date; owner_user_id: string }>(
      world,
      'select t.due_at, t.owner_user_id from tasks t join task_links l on l.task_id = t.id where l.record_id = ?',
      [lead],
    );
    const hour = task?.due_at.getUTCHours() ?? -1;
    expect(hour >= 9 && hour <= 17).toBe(true);
    expect(task?.owner_user_id).toBe(world.adminUserId);
    const [kept] = await rows<{ output: { dueAt: string } }>(world, "select output from steps where step = 'task'");
    expect(kept?.output.dueAt).toBe(task?.due_at.toISOString());
  });
});
