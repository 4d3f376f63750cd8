import { Readable } from 'node:stream';
import { logActivity } from '../../../commands/activities/log-activity.ts';
import { pauseAutomation } from '../../../commands/automations/pause.ts';
import { releaseAll, resumeAutomation } from '../../../commands/automations/resume.ts';
import { createBulk } from '../../../commands/bulk/bulk-change.ts';
import { createFile, storageKeyOf } from '../../../commands/files/create-file.ts';
import { localFileStore } from '../../../commands/files/file-store.ts';
import { applyImport, validateImport } from '../../../commands/imports/change-import.ts';
import { createImport, lookAtFile } from '../../../commands/imports/create-import.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { cancelRun } from '../../../commands/runs/cancel.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { automationBatchWorkflowId } from '../../../workflows/contracts/automation-batch.ts';
import { wakeSignalName } from '../../../workflows/contracts/automation-run.ts';
import { bulkChangeWorkflowId } from '../../../workflows/contracts/bulk-change.ts';
import { deliveryWorkflowId } from '../../../workflows/contracts/delivery.ts';
import { importWorkflowId } from '../../../workflows/contracts/import.ts';
import { definition, step } from '../../factories/definitions.ts';
import { eventually } from '../../helpers/until.ts';
import { decided } from './decision-scenario.ts';
import { exported } from './export-scenario.ts';
import { movedByPublish, retriedStep, spreadResume, undonePublish } from './operation-scenario.ts';
import { person } from './person.ts';
import type { Recorded, Scenario, Setting } from './setting.ts';
import { setting } from './setting.ts';
import type { Studio } from './studio.ts';
import { everyStep } from './every-step.ts';
import { calls } from './http-scenario.ts';
import { webhookWaits } from './webhook-scenario.ts';

function waitsForTouch(timeout: { readonly amount: number; readonly unit: 'seconds' | 'hours' }): AutomationDefinition {
  const nodes = [
    step('task', 'record.create_task', {
      title: 'Call {{lead.firstName}}',
      kind: 'first_touch',
      due: { kind: 'duration', duration: { amount: 2, unit: 'hours' } },
    }),
    step('touch', 'wait.for_event', { events: ['touch.logged'], filter: null, timeout, since: 'task' }),
    step('touched', 'flow.exit', { result: 'succeeded', reason: 'Touched in time.' }),
    step('remind', 'message.in_app', { to: { kind: 'owner' }, text: '{{lead.firstName}} waits.' }),
  ];
  return definition(nodes, {
    name: 'New lead first touch',
    edges: [
      { from: 'start', outcome: 'next', to: 'task' },
      { from: 'task', outcome: 'next', to: 'touch' },
      { from: 'touch', outcome: 'happened', to: 'touched' },
      { from: 'touch', outcome: 'timed_out', to: 'remind' },
    ],
  });
}

const tag = step('tag', 'record.add_tag', { tags: ['new'] });

async function touch({ stage }: Studio, { frame }: Setting, leadId: string): Promise<void> {
  await runCommand(stage.db, frame, (trx, context) =>
    logActivity(trx, context, {
      type: 'call',
      outcome: 'connected',
      nextStep: person.secret,
      nextStepDueAt: new Date(Date.now() + 86_400_000),
      records: [{ type: 'lead', id: leadId }],
    }),
  );
}

async function oneLead(scene: Setting): Promise<string> {
  const [lead] = await scene.leadsCome(1);
  if (lead === undefined) throw new Error('no lead was made');
  return lead;
}

const short: Scenario = async (studio) => {
  const scene = await setting(studio, definition([tag], { name: 'Short' }));
  const run = await scene.runReaches(await oneLead(scene), 'succeeded');
  await studio.handle(run.workflowId).result();
  return [{ name: 'automation-run.short', workflowId: run.workflowId }];
};

const answered: Scenario = async (studio) => {
  const scene = await setting(studio, waitsForTouch({ amount: 2, unit: 'hours' }));
  const lead = await oneLead(scene);
  const { workflowId } = await scene.runReaches(lead, 'waiting');
  await touch(studio, scene, lead);
  await scene.runReaches(lead, 'succeeded');
  await studio.handle(workflowId).result();
  return [{ name: 'automation-run.answered', workflowId }];
};

const timedOut: Scenario = async (studio) => {
  const scene = await setting(studio, waitsForTouch({ amount: 2, unit: 'seconds' }));
  const { workflowId } = await scene.runReaches(await oneLead(scene), 'succeeded');
  await studio.handle(workflowId).result();
  return [{ name: 'automation-run.timed-out', workflowId }];
};

const cancelled: Scenario = async (studio) => {
  const scene = await setting(studio, waitsForTouch({ amount: 2, unit: 'hours' }));
  const { id, workflowId } = await scene.runReaches(await oneLead(scene), 'waiting');
  await runCommand(studio.stage.db, scene.frame, (trx, context) => cancelRun(trx, context, { id }));
  await untilClosed(studio, workflowId);
  return [{ name: 'automation-run.cancelled', workflowId }];
};

/** The step falls due while the automation is paused, and is done when it goes on. */
const held: Scenario = async (studio) => {
  const { db } = studio.stage;
  const drawn = definition([step('pause', 'wait.duration', { duration: { amount: 3, unit: 'seconds' } }), tag], { name: 'Held' });
  const scene = await setting(studio, drawn);
  const lead = await oneLead(scene);
  const { workflowId } = await scene.runReaches(lead, 'waiting');
  const exclusive = { door: 'exclusive' } as const;
  await runCommand(db, scene.frame, (trx, context) => pauseAutomation(trx, context, { id: scene.automationId }), exclusive);
  await scene.runReaches(lead, 'held');
  const goOn = { id: scene.automationId, catchUp: 'now' } as const;
  await runCommand(db, scene.frame, (trx, context) => resumeAutomation(trx, context, goOn), exclusive);
  await releaseAll(db, scene.frame, scene.automationId);
  await scene.runReaches(lead, 'succeeded');
  await studio.handle(workflowId).result();
  return [{ name: 'automation-run.held', workflowId }];
};

/** Woken so often that it continues as new; then the touch ends it. */
const continued: Scenario = async (studio) => {
  const scene = await setting(studio, waitsForTouch({ amount: 2, unit: 'hours' }));
  const lead = await oneLead(scene);
  const { workflowId } = await scene.runReaches(lead, 'waiting');
  const first = (await studio.handle(workflowId).describe()).runId;
  let latest = first;
  while (latest === first) {
    const before = (await studio.handle(workflowId).describe()).historyLength;
    await studio.handle(workflowId).signal(wakeSignalName);
    // One look for each signal, not one for all.
    latest = await eventually('the run has looked', async () => {
      const seen = await studio.handle(workflowId).describe();
      return seen.runId !== first || seen.historyLength > before + 4 ? seen.runId : null;
    });
  }
  await touch(studio, scene, lead);
  await scene.runReaches(lead, 'succeeded');
  await studio.handle(workflowId).result();
  return [
    { name: 'automation-run.continues-as-new', workflowId, runId: first },
    { name: 'automation-run.continued', workflowId, runId: latest },
  ];
};

const batch: Scenario = async (studio) => {
  const scene = await setting(studio, definition([tag], { name: 'Many at once' }));
  const leads = await scene.leadsCome(40);
  for (const lead of leads) await scene.runReaches(lead, 'succeeded');
  const [made] = await studio.stage.look<{ id: string }>('select id from run_batches where tenant_id = $1 limit 1', [scene.world.tenantId]);
  if (made === undefined) throw new Error('no batch was formed');
  const workflowId = automationBatchWorkflowId({ tenantId: scene.world.tenantId, batchId: made.id, incarnation: 1 });
  await studio.handle(workflowId).result();
  return [{ name: 'automation-batch', workflowId }];
};

function mails(window: JsonObject | null): AutomationDefinition {
  const content = { kind: 'inline', subject: 'Welcome {{lead.firstName}}', body: '<p>Hello {{lead.firstName}}</p>' };
  return definition([step('mail', 'message.email', { content, window })], { name: 'Welcome' });
}

async function deliveryOf(studio: Studio, leadId: string): Promise<string> {
  return eventually('the message is written', async () => {
    const [message] = await studio.stage.look<{ id: string; tenant_id: string; incarnation: number }>(
      'select m.id, m.tenant_id, m.incarnation from messages m join runs r on r.tenant_id = m.tenant_id and r.id = m.run_id where r.subject_id = $1',
      [leadId],
    );
    return message === undefined
      ? null
      : deliveryWorkflowId({ tenantId: message.tenant_id, messageId: message.id, incarnation: message.incarnation });
  });
}

const sent: Scenario = async (studio) => {
  const scene = await setting(studio, mails(null));
  const workflowId = await deliveryOf(studio, await oneLead(scene));
  await untilClosed(studio, workflowId);
  return [{ name: 'delivery.sent', workflowId }];
};

/** The window is closed today and tomorrow: the delivery waits for it, and is recorded waiting. */
const deferred: Scenario = async (studio) => {
  const inTwoDays = ((new Date().getUTCDay() + 1) % 7) + 1;
  const window = { kind: 'hours', days: [String(inTwoDays)], from: '09:00', to: '17:00', timeZone: 'UTC', skipHolidays: false };
  const scene = await setting(studio, mails(window));
  const workflowId = await deliveryOf(studio, await oneLead(scene));
  await eventually('the delivery waits', async () => {
    const history = await studio
      .handle(workflowId)
      .fetchHistory()
      .catch(() => null);
    return history?.events?.some((event) => event.timerStartedEventAttributes);
  });
  return [{ name: 'delivery.deferred', workflowId }];
};

const imported: Scenario = async (studio) => {
  const { db } = studio.stage;
  const { world, frame } = await setting(studio, definition([tag]));
  const { firstName, lastName, email, phone } = person.lead;
  const bytes = Buffer.from(`First name,Last name,E-mail,Phone\n${firstName},${lastName},${email},${phone}\nno name,,not an address,\n`);
  const fileId = newId();
  const storageKey = storageKeyOf(world.tenantId, fileId);
  await localFileStore(studio.filesFolder).write(storageKey, Readable.from([bytes]));
  const look = await lookAtFile(Readable.from([bytes]));
  if ('problem' in look) throw new Error(look.problem.message);
  const { id } = await runCommand(db, frame, async (trx, context) => {
    const file = {
      id: fileId,
      name: 'leads.csv',
      contentType: 'text/csv',
      size: bytes.length,
      sha256: null,
      purpose: 'import',
      storageKey,
    } as const;
    await createFile(trx, context, file);
    return createImport(trx, context, { ...look, fileId, fileName: 'leads.csv', userId: frame.actor.userId });
  });
  const phase = async (name: string, begin: typeof validateImport): Promise<Recorded> => {
    const { incarnation } = await runCommand(db, frame, (trx, context) => begin(trx, context, id));
    const workflowId = importWorkflowId({ tenantId: world.tenantId, importId: id, incarnation });
    await untilClosed(studio, workflowId);
    return { name, workflowId };
  };
  return [await phase('import-file.checked', validateImport), await phase('import-file.applied', applyImport)];
};

const changedInBulk: Scenario = async (studio) => {
  const { db } = studio.stage;
  const { world, frame, leadsCome } = await setting(studio, definition([tag]));
  const ids = await leadsCome(3);
  const job = await runCommand(db, frame, (trx, context) =>
    createBulk(trx, context, {
      entity: 'lead',
      action: { kind: 'add_tag', tag: 'Seen' },
      selection: { kind: 'ids', ids },
      preview: false,
      ownersSeen: null,
      userId: frame.actor.userId,
    }),
  );
  const workflowId = bulkChangeWorkflowId({ tenantId: world.tenantId, bulkId: job.id, incarnation: job.incarnation });
  await untilClosed(studio, workflowId);
  return [{ name: 'bulk-change.done', workflowId }];
};

const clocks: Scenario = async (studio) => {
  const started = [
    { name: 'minute-sweep', type: 'minuteSweep' },
    { name: 'due-sweep', type: 'dueSweep' },
    { name: 'housekeeping', type: 'housekeeping' },
  ];
  for (const { name, type } of started) await (await studio.start(type, name)).result();
  return started.map(({ name }) => ({ name, workflowId: name }));
};

async function untilClosed(studio: Studio, workflowId: string): Promise<void> {
  await eventually(`${workflowId} is closed`, async () => {
    // Not started yet is no failure: the dispatcher is on its way.
    const seen = await studio
      .handle(workflowId)
      .describe()
      .catch(() => null);
    return seen !== null && seen.status.name !== 'RUNNING';
  });
}

/** Everything today's workflows do that leaves another kind of history. */
export const scenarios: readonly Scenario[] = [
  short,
  answered,
  timedOut,
  cancelled,
  held,
  continued,
  batch,
  sent,
  deferred,
  imported,
  changedInBulk,
  exported,
  decided,
  movedByPublish,
  spreadResume,
  undonePublish,
  retriedStep,
  webhookWaits,
  calls,
  everyStep,
  clocks,
];
