import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweepDue } from '../../activities/maintenance/sweep-due.ts';
import { createSegment } from '../../commands/segments/segments.ts';
import { temporalConfig } from '../../config/temporal.ts';
import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import type { JsonObject } from '../../domain/json.ts';
import { createWorker } from '../../workers/lib/create-worker.ts';
import { definition, step } from '../factories/definitions.ts';
import type { World } from '../factories/index.ts';
import { eventually } from '../helpers/until.ts';
import { publishedAt } from '../integration/clocks/world.ts';
import { command, newLead, patchLead, publish, runsOf, stepsOf } from '../integration/rules/world.ts';
import { house, inputsOf, runReaches, shellOf } from './house.ts';

// What begins by time, from the sweep's own workflow to the end of the run's, on the real servers.

const here = house();
let queue: string;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  const server = here.temporal();
  const tuning = temporalConfig().workerTuning.bulk;
  if (tuning === undefined) throw new Error('temporal.yaml has no tuning for bulk');
  queue = server.taskQueue('clocks');
  const worker = await createWorker({
    connection: server.nativeConnection,
    namespace: server.namespace,
    taskQueue: queue,
    activities: { sweepDueTimes: () => sweepDue({ db: here.db() }, Date.now() + 20_000) },
    tuning,
  });
  const running = worker.run();
  stopWorker = async () => {
    worker.shutdown();
    await running;
  };
});
afterAll(() => stopWorker());

let sweeps = 0;

/** As the Schedule does each minute. */
function sweep(): Promise<unknown> {
  const workflowId = `${queue}-${(sweeps += 1)}`;
  return here.temporal().client.workflow.execute('dueSweep', { workflowId, taskQueue: queue, args: [] });
}

const says = step('say', 'record.log_activity', { type: 'note', subject: 'due {{event.data.occasion}}' });

const by = (type: AutomationDefinition['trigger']['type'], config: JsonObject, steps = [says]) =>
  definition(steps, { exit: [], trigger: { id: 'start', type, config } });

async function ends(world: World, lead: string): Promise<string> {
  const run = await runReaches(world, lead, 'succeeded');
  expect(await shellOf(here, world, run)).toBe('succeeded');
  expect(await stepsOf(world, run.id)).toEqual(['say done next']);
  return run.id;
}

test('a date that comes', async () => {
  const world = await here.tenant();
  const offsets = [{ direction: 'after', amount: 0, unit: 'days' }];
  await publish(world, by('trigger.date', { field: 'lead.followUpAt', offsets, at: null }));
  const [lead, other] = [await newLead(world), await newLead(world)];
  const followUpAt = new Date(Date.now() + 1_500);
  await patchLead(world, lead, { followUpAt });
  await patchLead(world, other, { followUpAt: new Date(Date.now() + 3_600_000) });
  await eventually('the date is told', async () => {
    await sweep();
    return (await runsOf(world, lead)).length > 0;
  });
  const run = await ends(world, lead);
  expect(await inputsOf(world, run, 'say')).toMatchObject({ title: `due ${lead}/on/${followUpAt.toISOString()}` });
  await sweep();
  expect([(await runsOf(world, lead)).length, (await runsOf(world, other)).length]).toEqual([1, 0]);
});

test('a schedule that is due', async () => {
  const world = await here.tenant();
  const { automationId } = await publish(world, by('trigger.schedule', { cron: '0 * * * *' }));
  await publishedAt(world, automationId, new Date(Date.now() - 3_700_000).toISOString());
  const lead = await newLead(world);
  await sweep();
  await ends(world, lead);
});

test('a record that comes into a segment', async () => {
  const world = await here.tenant();
  const condition = {
    kind: 'all',
    of: [{ kind: 'compare', left: { kind: 'field', path: 'lead.score' }, operator: 'greater_than', right: { kind: 'literal', value: 50 } }],
  } as const;
  const segment = await command(world.db, world, (trx, context) =>
    createSegment(trx, context, { entity: 'lead', name: 'Hot', description: null, condition, userId: world.adminUserId }),
  );
  const tells = step('say', 'record.log_activity', { type: 'note', subject: 'in {{event.data.segment}}' });
  await publish(world, by('trigger.segment', { segmentId: segment.id, when: 'entered' }, [tells]));
  const lead = await newLead(world);
  await patchLead(world, lead, { score: 70 });
  const run = await ends(world, lead);
  expect(await inputsOf(world, run, 'say')).toMatchObject({ title: 'in Hot' });
  await sweep();
  expect(await runsOf(world, lead)).toHaveLength(1);
});
