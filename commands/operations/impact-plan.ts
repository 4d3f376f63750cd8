import { countStanding } from '../../db/queries/find-runs.ts';
import type { ImpactChoice } from '../../domain/automation/operations/impact.ts';
import { choiceFor, mapFor, proposedFor } from '../../domain/automation/operations/impact.ts';
import { moveRun, standsAt } from '../../domain/automation/operations/move-run.ts';
import { stepOf } from '../../domain/automation/plan/plan-index.ts';
import type { Plan } from '../../domain/automation/plan/plan.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { loadPlans } from '../automations/lib/plans.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowsOf } from '../records/sql.ts';
import type { LockedRun } from '../runs/lib/lock-open-run.ts';
import { reopenFor, reopenWorld } from '../runs/lib/reopen-waits.ts';

export interface ImpactRow {
  readonly version: number;
  readonly step: string | null;
  readonly title: string;
  readonly number: number | null;
  readonly type: string | null;
  readonly runs: number;
  /** Of these, held for a person or by the pause. */
  readonly held: number;
  readonly proposed: 'stay' | 'move';
  /** Whether the new version has the step. */
  readonly inNew: boolean;
}

export interface ImpactResult {
  readonly stay: number;
  readonly move: number;
  readonly exit: number;
  /** Waits of moved runs that would be over at once, and how many runs were looked at for it. */
  readonly dueNow: number;
  readonly lookedAt: number;
}

export interface Impact {
  readonly rows: readonly ImpactRow[];
  readonly result: ImpactResult;
}

/** Runs looked at one by one to say what a move would make due at once. */
const mostLookedAt = 500;

/** Where the runs of published versions stand, what is proposed for them, and what the choices would come to. */
export async function impactPlan(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId' | 'now'>,
  input: {
    readonly automationId: string;
    readonly to: Plan;
    readonly choices: readonly ImpactChoice[] | null;
    /** Only runs of these versions. */
    readonly of?: { readonly version?: number; readonly belowVersion?: number };
  },
): Promise<Impact> {
  const standing = await countStanding(trx, { automationId: input.automationId, ...input.of });
  const plans = await plansOfVersions(trx, context.tenantId, input.automationId, [...new Set(standing.map((one) => one.version))]);
  const rows = new Map<string, ImpactRow>();
  for (const { version, step, status, runs } of standing) {
    const from = plans.get(version);
    if (from === undefined) continue;
    const name = `${version}/${step ?? ''}`;
    const row = rows.get(name);
    const at = step === null ? undefined : stepOf(from, step);
    rows.set(name, {
      version,
      step,
      title: at?.title ?? step ?? '',
      number: at?.number ?? null,
      type: at?.type ?? null,
      proposed: proposedFor(from, input.to, step),
      inNew: step === null || stepOf(input.to, step) !== undefined,
      runs: (row?.runs ?? 0) + runs,
      held: (row?.held ?? 0) + (status === 'held' ? runs : 0),
    });
  }
  const list = [...rows.values()];
  const choices = input.choices ?? list.map((row): ImpactChoice => ({ version: row.version, step: row.step, choice: row.proposed }));
  const of = (choice: ImpactChoice['choice']) =>
    list
      .filter((row) => choiceFor(choices, row.version, row.step === null ? [] : [row.step]) === choice)
      .reduce((sum, row) => sum + row.runs, 0);
  return {
    rows: list,
    result: { stay: of('stay'), move: of('move'), exit: of('exit'), ...(await dueAtOnce(trx, context, input, choices)) },
  };
}

async function dueAtOnce(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId' | 'now'>,
  input: { readonly automationId: string; readonly to: Plan },
  choices: readonly ImpactChoice[],
): Promise<Pick<ImpactResult, 'dueNow' | 'lookedAt'>> {
  const wanted = choices.flatMap((one) => (one.choice === 'move' && one.step !== null ? [one.version] : []));
  if (wanted.length === 0) return { dueNow: 0, lookedAt: 0 };
  type Looked = Pick<LockedRun, 'id' | 'state' | 'input'>;
  const runs = await rowsOf<
    Looked & { automationId: string; version: number; subjectType: string; subjectId: string; startedAt: Date | null }
  >(
    trx,
    `select id, automation_id, version, subject_type, subject_id, state, input, started_at from runs
     where tenant_id = ? and automation_id = ? and status = 'waiting' and version = any(?::int[]) order by next_wake_at, id limit ${mostLookedAt}`,
    [context.tenantId, input.automationId, [...new Set(wanted)]],
  );
  const moving = runs.flatMap((run) =>
    choiceFor(choices, run.version, standsAt(run.state)) === 'move'
      ? [{ ...run, automation_id: run.automationId, subject_type: run.subjectType, subject_id: run.subjectId, started_at: run.startedAt }]
      : [],
  );
  const world = await reopenWorld(trx, context as CommandContext, input.to, moving, false);
  const now = context.now.toISOString();
  const due = moving.filter((run) => {
    const moved = moveRun(run.state, input.to, mapFor(choices, run.version), reopenFor(world, run));
    return moved.ok && (moved.state.ready.length > 0 || moved.state.waits.some((wait) => wait.deadline !== null && wait.deadline <= now));
  });
  return { dueNow: due.length, lookedAt: moving.length };
}

async function plansOfVersions(
  trx: TenantTrx,
  tenantId: string,
  automationId: string,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, Plan>> {
  const versions = await rowsOf<{ number: number; planHash: string }>(
    trx,
    'select number, plan_hash from automation_versions where tenant_id = ? and automation_id = ? and number = any(?::int[])',
    [tenantId, automationId, [...numbers]],
  );
  const plans = await loadPlans(
    trx,
    tenantId,
    versions.map((version) => version.planHash),
  );
  return new Map(
    versions.flatMap((version) => {
      const plan = plans.get(version.planHash);
      return plan === undefined ? [] : [[version.number, plan] as const];
    }),
  );
}

/** Refuses choices that the new version cannot carry out, each at its place. */
export async function checkChoices(
  trx: TenantTrx,
  tenantId: string,
  automationId: string,
  to: Plan,
  choices: readonly ImpactChoice[],
): Promise<void> {
  const plans = await plansOfVersions(trx, tenantId, automationId, [...new Set(choices.map((one) => one.version))]);
  const problems = choices.flatMap((one, index) => {
    const pointer = `/runs/${index}`;
    const from = plans.get(one.version);
    if (from === undefined) return [{ pointer: `${pointer}/version`, detail: 'There is no such version.' }];
    if (one.choice !== 'move') return [];
    if (from.subject !== to.subject)
      return [{ pointer, detail: 'The new version is about another kind of record: these runs cannot be moved.' }];
    if (one.step !== null && stepOf(to, one.target ?? one.step) === undefined)
      return [{ pointer: `${pointer}/target`, detail: 'The new version has no such step: say where these runs go on.' }];
    return [];
  });
  if (problems.length > 0) throw new UserError('validation_failed', problems[0]?.detail ?? '', problems);
}
