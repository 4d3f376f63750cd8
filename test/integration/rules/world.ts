import { afterAll, beforeAll } from 'vitest';
import { runSegment } from '../../../activities/runs/run-segment.ts';
import type { SegmentDeps } from '../../../activities/runs/run-segment.ts';
import { logActivity } from '../../../commands/activities/log-activity.ts';
import { createAutomation } from '../../../commands/automations/create-automation.ts';
import { enrolManually } from '../../../commands/automations/enrol-manually.ts';
import type { EnrolResult } from '../../../commands/automations/enrol.ts';
import type { Published } from '../../../commands/automations/publish.ts';
import { publishAutomation } from '../../../commands/automations/publish.ts';
import { createLead } from '../../../commands/leads/create-lead.ts';
import { updateLead } from '../../../commands/leads/update-lead.ts';
import type { RecordingContext } from '../../../commands/lib/command-context.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import type { RunCommandOptions } from '../../../commands/lib/run-command.ts';
import type { Database } from '../../../db/connection.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import type { RunState } from '../../../domain/automation/run/run-types.ts';
import { relayTurn } from '../../../workers/relay/turn.ts';
import type { Happened, SegmentAnswer } from '../../../workflows/contracts/automation-run.ts';
import { aTenant } from '../../factories/index.ts';
import type { World } from '../../factories/index.ts';
import { createTestDatabase } from '../../helpers/database.ts';
import type { TestDatabase } from '../../helpers/database.ts';
import { eventually } from '../../helpers/until.ts';
import { seamed } from './seam.ts';
import type { Seam } from './seam.ts';

/** One actor: a pool of its own whose statements can be stopped and rewritten. */
export interface Actor {
  readonly db: Database;
  readonly seam: Seam;
}

export interface RulesFile {
  /** A pool nobody stops: for setting the scene and for looking at what came of it. */
  readonly db: () => Database;
  readonly actor: () => Actor;
  readonly tenant: () => Promise<World>;
}

/** A database for one test file, with as many actors as its scenarios want. */
export function rulesFile(): RulesFile {
  let file: TestDatabase;
  const pools: Database[] = [];
  const actor = (): Actor => {
    const made = seamed(file.url);
    pools.push(made.db);
    return made;
  };
  let scene: Database;
  beforeAll(async () => {
    file = await createTestDatabase();
    scene = actor().db;
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.close()));
    await file.drop();
  });
  return { db: () => scene, actor, tenant: () => aTenant(scene) };
}

/** Runs commands as the tenant's admin through any actor's pool. */
export function command<T>(
  db: Database,
  world: World,
  work: (trx: TenantTrx, context: RecordingContext) => PromiseLike<T>,
  options: RunCommandOptions = {},
): Promise<T> {
  return runCommand(db, { tenantId: world.tenantId, actor: { kind: 'user', userId: world.adminUserId } }, work, options);
}

export async function publish(world: World, definition: AutomationDefinition, db = world.db): Promise<Published> {
  const automation = await command(db, world, (trx, context) => createAutomation(trx, context, { definition }));
  return publishAutomation(db, { tenantId: world.tenantId, actor: { kind: 'user', userId: world.adminUserId } }, { id: automation.id });
}

let leads = 0;

export async function newLead(world: World, db = world.db): Promise<string> {
  // Taken now: several may be on their way at once.
  const email = `kim${(leads += 1)}@example.com`;
  const { lead } = await command(db, world, (trx, context) =>
    createLead(trx, context, { firstName: 'Kim', email, ownerUserId: world.adminUserId }),
  );
  return lead.id;
}

export function patchLead(world: World, id: string, patch: Readonly<Record<string, unknown>>, db = world.db) {
  return command(db, world, (trx, context) => updateLead(trx, context, { id, patch: patch }));
}

export function touch(world: World, leadId: string, db = world.db) {
  return command(db, world, (trx, context) =>
    logActivity(trx, context, {
      type: 'call',
      outcome: 'connected',
      nextStep: 'Send the offer',
      nextStepDueAt: new Date(Date.now() + 86_400_000),
      records: [{ type: 'lead', id: leadId }],
    }),
  );
}

export function enrolByHand(world: World, automationId: string, recordId: string, db = world.db): Promise<EnrolResult> {
  return command(db, world, (trx, context) => enrolManually(trx, context, { automationId, recordIds: [recordId], source: 'manual' }));
}

/** Relays until the tenant's outbox is empty. */
export async function relayAll(world: World, db = world.db): Promise<void> {
  while (((await relayTurn(db, world.tenantId, 200)) ?? 0) > 0);
}

export const services: SegmentDeps['services'] = { mailDomain: 'test.invalid', nextPosition: () => Promise.resolve(0) };

export interface RunSeen {
  readonly id: string;
  readonly automation_id: string;
  readonly version: number;
  readonly status: string;
  readonly reason: string | null;
  readonly hold_code: string | null;
  readonly incarnation: number;
  readonly seq: number;
  readonly shell: string;
  readonly state: RunState;
}

export function rows<T>(world: World, sql: string, bindings: readonly unknown[] = []): Promise<readonly T[]> {
  return world.db.readTenant(world.tenantId, async (trx) => {
    const result: { rows: T[] } = await trx.raw(sql, bindings as string[]);
    return result.rows;
  });
}

export function runsOf(world: World, subjectId: string): Promise<readonly RunSeen[]> {
  return rows<RunSeen>(world, 'select * from runs where subject_id = ? order by id', [subjectId]);
}

export async function runOf(world: World, subjectId: string): Promise<RunSeen> {
  const [run, ...others] = await runsOf(world, subjectId);
  if (run === undefined || others.length > 0) throw new Error(`the record has ${others.length + (run === undefined ? 0 : 1)} runs`);
  return run;
}

/** Asks for a segment as the run's shell would; the next one unless `seq` or `incarnation` say otherwise. */
export async function segment(
  world: World,
  runId: string,
  {
    db = world.db,
    happened = { kind: 'look' },
    seq,
    incarnation,
    ...deps
  }: { db?: Database; happened?: Happened; seq?: number; incarnation?: number } & Partial<Pick<SegmentDeps, 'now' | 'budget'>> = {},
): Promise<SegmentAnswer> {
  const [run] = await rows<RunSeen>(world, 'select * from runs where id = ?', [runId]);
  const at = { incarnation: incarnation ?? run?.incarnation ?? 1, seq: seq ?? (run?.seq ?? 0) + 1 };
  return runSegment({ db, services, ...deps }, { tenantId: world.tenantId, runId, ...at, happened });
}

/** The timer of an answer as the shell reports it. */
export function timerOf(answer: SegmentAnswer): Extract<Happened, { kind: 'timer' }> {
  if (answer.kind !== 'waits' || answer.timer === null) throw new Error(`no timer in ${JSON.stringify(answer)}`);
  const { title: _title, ...timer } = answer.timer;
  return { kind: 'timer', ...timer };
}

/** `id status outcome`, in the order of the run. */
export async function stepsOf(world: World, runId: string): Promise<readonly string[]> {
  const found = await rows<{ step: string; status: string; outcome: string | null }>(
    world,
    'select step, status, outcome from steps where run_id = ? order by seq, place',
    [runId],
  );
  return found.map((row) => `${row.step} ${row.status} ${row.outcome ?? '-'}`);
}

export async function tasksAbout(world: World, recordId: string): Promise<number> {
  return (await rows(world, 'select 1 from task_links where record_id = ?', [recordId])).length;
}

/** Until somebody in the file's database waits for a lock that another transaction holds: of a row, or an advisory one. */
export function somebodyWaits(db: Database): Promise<true> {
  return eventually('somebody waits for a lock', () =>
    db.withSystem('watch', async (trx) => {
      const result: { rows: unknown[] } = await trx.raw(
        `select 1 from pg_locks w where not w.granted and w.locktype in ('transactionid', 'tuple', 'advisory')
           and w.pid in (select pid from pg_stat_activity where datname = current_database())`,
      );
      return result.rows.length > 0;
    }),
  );
}

/** Seconds from now, as the clock of a segment. */
export function inSeconds(seconds: number): { readonly now: () => Date } {
  return { now: () => new Date(Date.now() + seconds * 1_000) };
}
