import { describe, expect, test } from 'vitest';
import { chunksOf, runBatch } from '../../../activities/runs/run-batch.ts';
import { claim } from '../../../workers/dispatcher/claim.ts';
import { formBatch, grouped } from '../../../workers/dispatcher/form-batch.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { aUser } from '../../factories/index.ts';
import { newLead, publish, relayAll, rows, rulesFile, services, stepsOf } from '../rules/world.ts';

// Group commit: of a backlog of one version the dispatcher makes a batch, which executes the first segments, several runs a transaction.

const file = rulesFile();

interface Batched {
  readonly world: World;
  readonly leads: readonly string[];
  readonly batchId: string;
}

async function batched(of: (world: World) => Promise<AutomationDefinition>, count: number): Promise<Batched> {
  const world = await file.tenant();
  await publish(world, await of(world));
  const leads: string[] = [];
  for (let n = 0; n < count; n++) leads.push(await newLead(world));
  await relayAll(world);
  const claimed = (await claim(world.db, { leaseToken: '00000000-0000-7000-8000-000000000001', perTenant: 200, without: [] })).filter(
    (row) => row.tenantId === world.tenantId,
  );
  const { alone, batches } = grouped(claimed, 5);
  expect(alone).toEqual([]);
  for (const batch of batches) await formBatch(world.db, batch);
  const [batch] = await rows<{ id: string }>(world, 'select id from run_batches');
  if (batch === undefined) throw new Error('no batch was formed');
  return { world, leads, batchId: batch.id };
}

async function executes({ world, batchId }: Batched, onChunkFailed?: (error: unknown) => void) {
  return runBatch(
    { db: world.db, services, batch: { chunk: 8, atOnce: 2 }, ...(onChunkFailed ? { onChunkFailed } : {}) },
    { tenantId: world.tenantId, batchId, incarnation: 1 },
  );
}

const fiveSteps = () =>
  Promise.resolve(
    definition([
      step('assign', 'record.update', { changes: [{ field: 'lead.score', value: { kind: 'literal', value: 42 } }] }),
      step('task', 'record.create_task', {
        title: "Call {{lead.firstName}}'s office",
        due: { kind: 'duration', duration: { amount: 2, unit: 'hours' } },
      }),
      step('tag', 'record.add_tag', { tags: ['Batched'] }),
      step('log', 'record.log_activity', { type: 'note', subject: 'Seen' }),
      step('tell', 'message.in_app', { to: { kind: 'owner' }, text: '{{lead.firstName}} came in.' }),
    ]),
  );

describe('a batch', () => {
  test('does for every run what the run alone would do, without a workflow of its own', async () => {
    const made = await batched(fiveSteps, 20);
    const failed: unknown[] = [];
    expect(await executes(made, (error) => failed.push(error))).toEqual({ ended: 20, goesOn: 0, lost: 0 });
    expect(failed).toEqual([]);
    const { world, leads } = made;
    expect(await rows(world, 'select status, shell, seq, count(*)::int as runs from runs group by 1, 2, 3')).toEqual([
      { status: 'succeeded', shell: 'batch', seq: 1, runs: 20 },
    ]);
    expect(await rows(world, 'select count(*)::int as n, count(distinct record_id)::int as leads from task_links')).toEqual([
      { n: 20, leads: 20 },
    ]);
    expect(await rows(world, 'select distinct title from tasks')).toEqual([{ title: "Call Kim's office" }]);
    expect(await rows(world, 'select count(*)::int as n from leads where score = 42')).toEqual([{ n: leads.length }]);
    expect(await rows(world, 'select count(*)::int as n, count(distinct tag_id)::int as tags from record_tags')).toEqual([
      { n: 20, tags: 1 },
    ]);
    const [run] = await rows<{ id: string }>(world, 'select id from runs limit 1');
    expect(await stepsOf(world, run?.id ?? '')).toEqual([
      'assign done next',
      'task done next',
      'tag done next',
      'log done next',
      'tell done next',
    ]);
    // Each run's events name the run and the step that did it.
    const wrong = await rows(
      world,
      `select e.id from events e join runs r on r.id = (e.actor ->> 'runId')::uuid
       where e.type = 'lead.updated' and (e.subject_id <> r.subject_id or e.actor ->> 'step' <> 'assign' or e.cause ->> 'runId' <> r.id::text)`,
    );
    expect(wrong).toEqual([]);
    expect(await rows(world, 'select finished_at is not null as done from run_batches')).toEqual([{ done: true }]);
  });

  test('asked again does nothing again', async () => {
    const made = await batched(fiveSteps, 6);
    await executes(made);
    expect(await executes(made)).toEqual({ ended: 0, goesOn: 0, lost: 0 });
    expect(await rows(made.world, 'select count(*)::int as n from tasks')).toEqual([{ n: 6 }]);
  });

  test('goes on itself with runs that have more to do than one transaction may hold', async () => {
    const made = await batched(fiveSteps, 6);
    const { world, batchId } = made;
    const input = { tenantId: world.tenantId, batchId, incarnation: 1 };
    const answer = await runBatch({ db: world.db, services, budget: { steps: 2, ms: 60_000 }, batch: { chunk: 3, atOnce: 2 } }, input);
    expect(answer).toEqual({ ended: 6, goesOn: 0, lost: 0 });
    expect(await rows(world, 'select status, shell, seq, count(*)::int as runs from runs group by 1, 2, 3')).toEqual([
      { status: 'succeeded', shell: 'batch', seq: 3, runs: 6 },
    ]);
    expect(await rows(world, 'select count(*)::int as n, count(distinct record_id)::int as leads from task_links')).toEqual([
      { n: 6, leads: 6 },
    ]);
    expect(await rows(world, 'select 1 from dispatches where run_id is not null')).toEqual([]);
  });

  test('gives runs that wait a shell that goes on where they are', async () => {
    const made = await batched(() => Promise.resolve(definition([step('tag', 'record.add_tag'), step('rest', 'wait.duration')])), 7);
    expect(await executes(made)).toEqual({ ended: 0, goesOn: 7, lost: 0 });
    const starts = await rows<{ seq: number; type: string }>(
      made.world,
      "select (target ->> 'seq')::int as seq, target -> 'workflow' ->> 'type' as type from dispatches where run_id is not null",
    );
    expect(starts).toEqual(Array.from({ length: 7 }, () => ({ seq: 1, type: 'automationRun' })));
    expect(await rows(made.world, 'select distinct status, shell from runs')).toEqual([{ status: 'waiting', shell: 'own' }]);
  });

  test('lets one bad run spoil only itself', async () => {
    const made = await batched(
      () =>
        Promise.resolve(
          definition([
            step('tag', 'record.add_tag'),
            step('note', 'record.log_activity', { type: 'note', subject: 'Hi {{lead.firstName}}' }),
          ]),
        ),
      8,
    );
    // An activity without records is refused; here: a title that is too long for its rule.
    await made.world.db.withTenant(made.world.tenantId, (trx) =>
      trx.raw('update leads set first_name = ? where id = ?', ['x'.repeat(400), made.leads[3] ?? '']),
    );
    const failed: unknown[] = [];
    const answer = await executes(made, (error) => failed.push(error));
    expect(failed.length).toBe(1);
    expect(answer).toEqual({ ended: 7, goesOn: 1, lost: 0 });
    expect(await rows(made.world, 'select status, count(*)::int as n from runs group by 1 order by 1')).toEqual([
      { status: 'held', n: 1 },
      { status: 'succeeded', n: 7 },
    ]);
    expect(await rows(made.world, "select step, status from steps where status = 'failed'")).toEqual([{ step: 'note', status: 'failed' }]);
  });

  test('hands out work evenly when its runs look at each other’s', async () => {
    const made = await batched(async (world) => {
      const users = [await aUser(world), await aUser(world), await aUser(world)];
      return definition([
        {
          id: 'assign',
          type: 'record.assign',
          config: { mode: 'least_loaded', pool: { kind: 'users', userIds: users.map((user) => user.id) } },
        },
        step('task', 'record.create_task', { title: 'Call', due: null }),
      ]);
    }, 9);
    await runBatch(
      { db: made.world.db, services, batch: { chunk: 8, atOnce: 1 } },
      { tenantId: made.world.tenantId, batchId: made.batchId, incarnation: 1 },
    );
    expect(await rows(made.world, 'select count(*)::int as n from tasks group by owner_user_id order by 1')).toEqual([
      { n: 3 },
      { n: 3 },
      { n: 3 },
    ]);
  });
});

test('runs of one record never share a chunk', () => {
  const members = ['a', 'a', 'b', 'c', 'c', 'c', 'd'].map((subject_id) => ({ subject_id }));
  const chunks = chunksOf(members, 3).map((chunk) => chunk.map((member) => member.subject_id).join(''));
  expect(chunks).toEqual(['a', 'abc', 'c', 'cd']);
});
