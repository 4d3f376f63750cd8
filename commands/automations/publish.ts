import type { Doors } from '../../db/doors.ts';
import { literal, openedOf, rowsIn, runTogether } from '../../db/opening.ts';
import type { Compiled } from '../../domain/automation/compile/compile.ts';
import { compile } from '../../domain/automation/compile/compile.ts';
import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import type { Footprint } from '../../domain/automation/analysis/footprint.ts';
import type { Plan } from '../../domain/automation/plan/plan.ts';
import type { ImpactChoice } from '../../domain/automation/operations/impact.ts';
import { triggerConfigOf } from '../../domain/automation/nodes/registry.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { asTenantId } from '../../domain/ids.ts';
import type { RecordingContext } from '../lib/command-context.ts';
import type { TenantTrx } from '../lib/context.ts';
import { requireScenariosPass } from './scenarios/run-scenarios.ts';
import type { CommandDoors, CommandFrame, RunCommandOptions } from '../lib/run-command.ts';
import { runCommand } from '../lib/run-command.ts';
import { checkChoices } from '../operations/impact-plan.ts';
import { userOf } from '../records/made-by.ts';
import { watchAtOnce } from '../segments/members/watch-at-once.ts';
import { requireVersion } from '../records/lock-record.ts';
import { checkCanary, requireNoCanary, startCanary } from './canary.ts';
import { lockAutomation, readAutomation, requireStatus } from './lib/automation-row.ts';
import { groupOfVersion } from './lib/exclusivity.ts';
import { requireNoApproval } from './lib/publish-policy.ts';
import { loadCompileContext } from './lib/compile-context.ts';
import { moveOlderRuns, putInForce } from './lib/put-in-force.ts';

export interface PublishAutomation {
  readonly id: string;
  readonly expectedVersion?: number;
  /** What becomes of runs of older versions; those that nobody chose for stay on theirs. */
  readonly runs?: readonly ImpactChoice[];
  /** So many of the next runs try the version, while the one before stays in force; left out or null: all, at once. */
  readonly canary?: number | null;
  /** The request that somebody else approves by publishing. */
  readonly requestId?: string;
}

export interface Published {
  readonly automationId: string;
  readonly version: number;
  /** Every event with a higher number belongs to this version, or is offered to it first while it is a canary. */
  readonly openedAtEvent: string;
  readonly status: 'active' | 'paused';
}

/** A draft that compiled, ready to be made live in an instant. */
export interface PreparedVersion {
  readonly id: string;
  readonly draftVersion: number;
  readonly definition: AutomationDefinition;
  readonly plan: Plan;
  readonly hash: string;
  readonly footprint: Footprint | null;
  readonly templateVersions: Readonly<Record<string, string>>;
  readonly runs: readonly ImpactChoice[];
  readonly canary: number | null;
  readonly requestId: string | null;
}

/**
 * Makes the draft the live version. Reading and compiling happen before; under the tenant's lock only the state flips and the event
 * number is noted, so every event is before or after it. Runs of older versions go on with them,
 * or are moved or let go in batches, as was chosen.
 */
export async function publishAutomation(
  db: Pick<Doors, 'withTenant' | 'withTenantExclusive' | 'readTenant'>,
  frame: CommandFrame,
  input: PublishAutomation,
  options: Pick<RunCommandOptions, 'now'> = {},
): Promise<Published> {
  const prepared = await db.readTenant(frame.tenantId, (trx) => preparePublish(trx, frame.tenantId, input));
  await watchSegmentOf(db, frame, prepared.plan);
  return runCommand(db, frame, (trx, context) => publish(trx, context, prepared), { ...options, door: 'exclusive' });
}

/** Who is in the segment before the flip has not come into it. */
export async function watchSegmentOf(db: CommandDoors, frame: CommandFrame, plan: Plan): Promise<void> {
  if (plan.trigger.type !== 'trigger.segment') return;
  const { segmentId } = triggerConfigOf(plan.trigger, 'trigger.segment');
  if (segmentId !== null) await watchAtOnce(db, frame, segmentId);
}

/** Compiles the draft against the tenant as it is and runs its required scenarios. Refuses with all problems, each at its node or scenario. */
export async function preparePublish(trx: TenantTrx, tenantId: string, input: PublishAutomation): Promise<PreparedVersion> {
  const row = await readAutomation(trx, tenantId, input.id);
  requireVersion(row, input.expectedVersion, 'automation');
  requireStatus(row, ['draft', 'active', 'paused'], 'The automation is archived.');
  await requireNoCanary(trx, tenantId, row.id);
  const { context, templateVersions } = await loadCompileContext(trx, tenantId);
  const compiled = compile(row.draft, context);
  if (compiled.plan === null || compiled.hash === null) throw planHasProblems(compiled);
  const runs = (input.runs ?? []).filter((one) => one.choice !== 'stay');
  await requireScenariosPass(trx, asTenantId(tenantId), { automationId: row.id, plan: compiled.plan, context, now: openedOf(trx).now });
  await checkChoices(trx, tenantId, row.id, compiled.plan, runs);
  if (input.canary !== undefined && input.canary !== null) await checkCanary(trx, tenantId, row, compiled.plan);
  const pinned = compiled.plan.references.flatMap((reference) => {
    const version = reference.kind === 'template' ? templateVersions[reference.id] : undefined;
    return version === undefined ? [] : [[reference.id, version] as const];
  });
  return {
    id: row.id,
    draftVersion: row.version,
    definition: row.draft,
    plan: compiled.plan,
    hash: compiled.hash,
    footprint: compiled.footprint,
    templateVersions: Object.fromEntries(pinned),
    runs,
    canary: input.canary ?? null,
    requestId: input.requestId ?? null,
  };
}

/** The flip. Runs inside the exclusive door. */
export async function publish(trx: TenantTrx, context: RecordingContext, prepared: PreparedVersion): Promise<Published> {
  const row = await lockAutomation(trx, context.tenantId, prepared.id, prepared.draftVersion);
  requireStatus(row, ['draft', 'active', 'paused'], 'The automation is archived.');
  await requireNoCanary(trx, context.tenantId, row.id);
  if (prepared.requestId === null) await requireNoApproval(trx, context.tenantId);
  // Whoever publishes while paused corrects it before going on.
  const status = row.status === 'paused' ? 'paused' : 'active';
  const tenant = `${literal(context.tenantId)}::uuid`;
  const automation = `${literal(row.id)}::uuid`;
  const [numbered] = await runTogether(trx, [
    `select nextval('event_numbers')::text as opened,
       (select coalesce(max(number), 0) + 1 from automation_versions where tenant_id = ${tenant} and automation_id = ${automation}) as version`,
  ]);
  const { opened: openedAtEvent, version } = rowsIn<{ opened: string; version: number }>(numbered)[0] ?? { opened: '0', version: 1 };
  const published = { automationId: row.id, version, openedAtEvent, status } as const;
  await runTogether(trx, [
    `insert into plans (tenant_id, hash, plan) values (${tenant}, ${literal(prepared.hash)}, ${literal(prepared.plan)}::jsonb) on conflict do nothing`,
    ...(prepared.canary === null ? putInForce(context, row, published) : []),
    `insert into automation_versions (tenant_id, automation_id, number, definition, plan_hash, trigger_events, template_versions, opened_at_event, closed_at_event, published_by, published_at, footprint)
     values (${tenant}, ${automation}, ${version}, ${literal(prepared.definition)}::jsonb, ${literal(prepared.hash)}, ${literal(`{${prepared.plan.trigger.events.join(',')}}`)}::text[],
       ${literal(prepared.templateVersions)}::jsonb, ${openedAtEvent}, ${prepared.canary === null ? 'null' : openedAtEvent}, ${literal(userOf(context.actor))}::uuid, ${literal(context.now)}::timestamptz,
       ${literal(prepared.footprint)}::jsonb)`,
    ...(prepared.canary === null ? [groupOfVersion(context.tenantId, row.id, version)] : []),
  ]);
  if (prepared.canary !== null) {
    await startCanary(trx, context, row, { ...prepared, version, openedAtEvent, size: prepared.canary });
    return published;
  }
  await moveOlderRuns(trx, context, row, version, prepared.runs);
  return published;
}

/** Every error of a definition that does not compile, each at its node. */
export function planHasProblems(compiled: Pick<Compiled, 'diagnostics'>): UserError {
  const errors = compiled.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  const problems = errors.map((diagnostic) => ({
    pointer: diagnostic.pointer,
    detail: diagnostic.message,
    code: diagnostic.code,
    ...(diagnostic.nodeId === null ? {} : { nodeId: diagnostic.nodeId }),
  }));
  const sentence = errors.length === 1 ? (errors[0]?.message ?? '') : `The automation has ${errors.length} problems.`;
  return new UserError('plan_has_problems', sentence, problems);
}
