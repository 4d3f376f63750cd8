import { logActivity } from '../../../commands/activities/log-activity.ts';
import { createAutomation } from '../../../commands/automations/create-automation.ts';
import { enrolManually } from '../../../commands/automations/enrol-manually.ts';
import { loadRecords } from '../../../commands/automations/lib/load-records.ts';
import { publishAutomation } from '../../../commands/automations/publish.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import type { RecordRef } from '../../../domain/records/record-types.ts';
import { aContact, aLead, aTenant, aUser } from '../../factories/index.ts';
import type { World } from '../../factories/index.ts';
import { eventually } from '../../helpers/until.ts';
import type { Studio } from '../../replay/lib/studio.ts';
import { loopName } from './graphs.ts';
import type { Setting } from './simulated.ts';
import { mostAnswers, soonMilliseconds } from './simulated.ts';
import type { Trace, Traced } from './traces.ts';
import { planOf, traceOf } from './traces.ts';

/** A tenant on real servers in which drawings are carried out. */
export interface Ground {
  readonly studio: Studio;
  readonly world: World;
  readonly frame: { readonly tenantId: World['tenantId']; readonly actor: { readonly kind: 'user'; readonly userId: string } };
  readonly found: Setting['found'];
}

export async function groundOf(studio: Studio): Promise<Ground> {
  const world = await aTenant(studio.stage.db);
  const rep = await aUser(world);
  for (let n = 0; n < 3; n++) await aContact(world, { lastName: loopName });
  const frame = { tenantId: world.tenantId, actor: { kind: 'user', userId: rep.id } } as const;
  const rows = await studio.stage.look<{ id: string }>(
    'select id from contacts where tenant_id = $1 and last_name = $2 order by created_at desc, id desc',
    [world.tenantId, loopName],
  );
  return { studio, world, frame, found: rows.map(({ id }) => ({ ref: { type: 'contact', id }, json: {} })) };
}

export interface Carried {
  readonly trace: Trace;
  readonly steps: number;
  /** For the simulator: the same record, the same shares of splits. */
  readonly setting: Setting;
}

/** The run as the product carries it out: relay, dispatcher, workflow and segments. */
export async function carriedOut(ground: Ground, definition: AutomationDefinition): Promise<Carried> {
  const { studio, world, frame } = ground;
  const { db } = studio.stage;
  const automation = await runCommand(db, frame, (trx, context) => createAutomation(trx, context, { definition }));
  await publishAutomation(db, frame, { id: automation.id });
  const lead = await aLead(world, { ownerUserId: frame.actor.userId });
  const ref: RecordRef & { readonly type: 'lead' } = { type: 'lead', id: lead.id };
  const plan = planOf(definition);
  const reads = new Set([...plan.segments.flatMap((segment) => segment.reads), ...plan.exitReads]);
  const loaded = await db.readTenant(world.tenantId, (trx) => loadRecords(trx, world.tenantId, [ref], reads));
  const { enrolled } = await runCommand(db, frame, (trx, context) =>
    enrolManually(trx, context, { automationId: automation.id, recordIds: [lead.id], source: 'api' }),
  );
  const runId = enrolled[0]?.runId ?? '';
  const end = await follow(ground, runId, lead.id);
  const steps = await stepsOf(ground, runId);
  return {
    trace: traceOf(definition, end, steps),
    steps: steps.length,
    setting: {
      definition,
      subject: { ref, name: 'Lead', json: loaded.get(lead.id)?.json ?? {} },
      found: ground.found,
      world: {
        automationId: automation.id,
        tenant: { name: '', timezone: 'UTC' },
        calendar: { timeZone: 'UTC', week: {}, exceptions: [] },
        people: [],
        teams: [],
      },
    },
  };
}

interface Standing {
  readonly status: string;
  readonly seq: number;
  readonly next_wake_at: Date | null;
}

/** Until it has ended or is held; answers it whenever nothing else would go on by itself. */
async function follow({ studio, frame }: Ground, runId: string, leadId: string): Promise<string> {
  const read = async (): Promise<Standing | undefined> =>
    (await studio.stage.look<Standing>('select status, seq, next_wake_at from runs where id = $1', [runId]))[0];
  const quiet = async (since: number) =>
    eventually('the run comes to rest', async () => {
      const run = await read();
      if (run === undefined || run.status === 'queued' || run.status === 'running' || run.seq <= since) return null;
      if (run.status !== 'waiting') return run;
      const soon = run.next_wake_at !== null && run.next_wake_at.getTime() - Date.now() < soonMilliseconds;
      return soon ? null : run;
    });
  let run = await quiet(0);
  for (let answers = 0; run.status === 'waiting' && answers < mostAnswers; answers++) {
    await runCommand(studio.stage.db, frame, (trx, context) =>
      logActivity(trx, context, {
        type: 'call',
        outcome: 'connected',
        nextStep: 'Call again',
        nextStepDueAt: new Date(Date.now() + 86_400_000),
        records: [{ type: 'lead', id: leadId }],
      }),
    );
    run = await quiet(run.seq);
  }
  return run.status;
}

/** Waits that were given up, and those still open, have no outcome. */
async function stepsOf({ studio }: Ground, runId: string): Promise<readonly Traced[]> {
  const rows = await studio.stage.look<{ step: string; status: string; outcome: string | null }>(
    "select step, status, outcome from steps where run_id = $1 and status in ('done', 'failed', 'skipped') order by seq, place",
    [runId],
  );
  return rows.flatMap(({ step, status, outcome }) => {
    if (status === 'failed') return [{ step, outcome: outcome ?? 'failed' }];
    return outcome === null ? [] : [{ step, outcome }];
  });
}
