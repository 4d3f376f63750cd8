import { nameIn, outputsAt } from '../../../domain/automation/run/branches.ts';
import { agenda } from '../../../domain/automation/run/advance.ts';
import { decideStep } from '../../../domain/automation/nodes/registry.ts';
import { isControlNode } from '../../../domain/automation/nodes/node-types.ts';
import type { ControlNodeType } from '../../../domain/automation/nodes/node-types.ts';
import type { ErrorClass } from '../../../domain/automation/definition/definition.ts';
import type { PlanStep } from '../../../domain/automation/plan/plan.ts';
import type { OpenWait, StepKey, StepResult } from '../../../domain/automation/run/run-types.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { isRetryable } from '../../../db/postgres-errors.ts';
import { OperationalError, UserError } from '../../../domain/errors/errors.ts';
import { tableOfRecord } from '../../../commands/lib/lock-records.ts';
import { runTogether } from '../../../db/opening.ts';
import { executeEffect } from '../executors/registry.ts';
import type { EffectServices } from '../executors/executor.ts';
import { leaveByCondition } from './gate.ts';
import { StepThrew } from './errors.ts';
import type { Session } from './session.ts';
import { lockStatement } from './session.ts';
import type { StepRow } from './step-rows.ts';
import { rowName, stepRow } from './step-rows.ts';
import { take, takeAwaited } from './take.ts';

/** What one transaction may do before the rest goes into the next: other writers of the tenant wait for it. */
export interface Budget {
  readonly steps: number;
  readonly ms: number;
}
export const usualBudget: Budget = { steps: 40, ms: 700 };

/** Executes what is ready until the run only waits, stands or has ended, or the budget is spent. True: nothing is ready any more. */
export async function executeReady(
  session: Session,
  services: EffectServices,
  guarded: ReadonlySet<string>,
  budget: Budget,
): Promise<boolean> {
  const began = performance.now();
  for (let done = 0; ; done++) {
    const next = agenda(session.plan, session.state)[0];
    if (next?.type !== 'execute') return true;
    if (done >= budget.steps || performance.now() - began > budget.ms) return false;
    const leaving = done === 0 ? null : leaveByCondition(session);
    if (leaving !== null) take(session, leaving);
    else await executeStep(session, services, guarded, next.step, next.key);
  }
}

async function executeStep(
  session: Session,
  services: EffectServices,
  guarded: ReadonlySet<string>,
  step: PlanStep,
  key: StepKey,
): Promise<void> {
  await session.refresh();
  session.scope = key.scope;
  const startedAt = session.now;
  const mark = step.marks && step.category !== 'wait' ? await session.windowNumber() : undefined;
  const outcome = await attempt(session, services, guarded.has(rowName(key)), step, key);
  const note = (row: Omit<StepRow, 'key' | 'type' | 'title' | 'seq' | 'place' | 'startedAt'>): void => {
    session.steps.set(rowName(key), stepRow(step, key, session.run.seq + 1, session.steps.size, { ...row, startedAt }));
  };
  if ('error' in outcome) return fail(session, step, key, outcome, note);
  const { result } = outcome;
  const inputs = result.inputs === undefined ? {} : { inputs: result.inputs };
  switch (result.kind) {
    case 'done':
      note({
        status: 'done',
        outcome: result.outcome,
        ...inputs,
        ...(result.output === undefined ? {} : { output: result.output }),
        ...(result.evaluation === undefined ? {} : { evaluation: result.evaluation }),
        attempts: attemptsOf(session, key),
        finishedAt: startedAt,
      });
      take(session, {
        type: 'step_finished',
        key,
        outcome: result.outcome,
        output: result.output ?? {},
        ...(mark === undefined ? {} : { mark }),
        ...(result.end === undefined ? {} : { end: result.end }),
        ...(result.variables === undefined ? {} : { variables: result.variables }),
        ...(result.items === undefined ? {} : { items: result.items }),
      });
      return;
    case 'skip':
      note({ status: 'skipped', outcome: result.outcome, ...inputs, error: result.reason, finishedAt: startedAt });
      take(session, { type: 'step_finished', key, outcome: result.outcome, output: {}, ...(mark === undefined ? {} : { mark }) });
      return;
    case 'fail':
      return fail(session, step, key, { error: result.reason, class: 'refused', ...inputs }, note);
    case 'wait':
      return openWait(session, step, key, result, note);
  }
}

type Attempt = { readonly result: StepResult } | StepFailure;
interface StepFailure {
  readonly error: string;
  readonly class: ErrorClass;
  readonly inputs?: StepRow['inputs'];
}

async function attempt(session: Session, services: EffectServices, guard: boolean, step: PlanStep, key: StepKey): Promise<Attempt> {
  const work = (): Promise<StepResult> => execute(session, services, step, key);
  if (!guard) {
    return work().then(
      (result) => ({ result }),
      (error: unknown) => {
        throw isRetryable(error) ? error : new StepThrew(key, error);
      },
    );
  }
  await runTogether(session.trx, ['savepoint step']);
  const noted = session.context.takeEvents();
  const before = { record: session.record, dispatches: session.dispatches.length };
  for (const event of noted) session.context.record(event);
  try {
    const result = await work();
    await runTogether(session.trx, ['release savepoint step']);
    return { result };
  } catch (error) {
    if (isRetryable(error)) throw error;
    await runTogether(session.trx, ['rollback to savepoint step']);
    session.context.takeEvents();
    for (const event of noted) session.context.record(event);
    session.dispatches.length = before.dispatches;
    session.setRecord(before.record);
    return { error: error instanceof Error ? error.message : String(error), class: classOf(error) };
  }
}

function classOf(error: unknown): ErrorClass {
  if (error instanceof UserError) return 'refused';
  return error instanceof OperationalError ? 'unavailable' : 'fault';
}

async function execute(session: Session, services: EffectServices, step: PlanStep, key: StepKey): Promise<StepResult> {
  if (isControl(step))
    return decideStep(step, {
      facts: session.facts(),
      subject: session.subject,
      calendar: session.calendar,
      hours: await session.hoursFor(step),
      seed: `${session.run.automation_id}/${step.id}`,
      ...notedOf(outputsAt(session.state, key.scope)[step.id]),
      keeps: step.keeps ?? [],
    });
  return executeEffect(session, services, step, key);
}

function notedOf(noted: JsonObject | undefined): { noted?: JsonObject } {
  return noted === undefined ? {} : { noted };
}

function isControl(step: PlanStep): step is PlanStep & { readonly type: ControlNodeType } {
  return isControlNode(step.type);
}

function fail(
  session: Session,
  step: PlanStep,
  key: StepKey,
  failure: StepFailure,
  note: (row: Omit<StepRow, 'key' | 'type' | 'title' | 'seq' | 'place' | 'startedAt'>) => void,
): void {
  const attempts = attemptsOf(session, key);
  take(session, { type: 'step_failed', key, error: failure.error, class: failure.class, at: session.now });
  const retry = session.state.waits.find((wait) => wait.kind === 'retry' && rowName(wait.key) === rowName(key));
  note({
    status: retry === undefined ? 'failed' : 'retrying',
    ...(retry === undefined ? leftBy(step) : {}),
    ...(failure.inputs === undefined ? {} : { inputs: failure.inputs }),
    error: failure.error,
    attempts,
    ...(retry === undefined ? { finishedAt: session.now } : { deadline: retry.deadline }),
  });
}

function leftBy(step: PlanStep): Pick<StepRow, 'outcome'> {
  if (step.onError === 'branch') return { outcome: 'error' };
  return step.onError === 'go_on' ? { outcome: step.defaultOutcome } : {};
}

function attemptsOf(session: Session, key: StepKey): number {
  return (session.state.attempts[nameIn(session.state, key.step, key.scope)] ?? 0) + 1;
}

/**
 * Opens a wait. Its window begins at a number taken after everything noted so far is written and while its record is locked; a window
 * that begins at an earlier step's mark may hold its event already, so it is looked at once.
 */
async function openWait(
  session: Session,
  step: PlanStep,
  key: StepKey,
  result: Extract<StepResult, { kind: 'wait' }>,
  note: (row: Omit<StepRow, 'key' | 'type' | 'title' | 'seq' | 'place' | 'startedAt'>) => void,
): Promise<void> {
  const wanted = result.event;
  const number = wanted !== undefined || step.marks ? await lockedWindow(session, wanted?.record) : undefined;
  const after =
    wanted?.since === undefined
      ? number
      : (session.state.marks[nameIn(session.state, wanted.since, key.scope)] ?? session.state.marks[wanted.since] ?? number);
  const wait: OpenWait = {
    key,
    kind: result.again === true ? 'again' : 'wait',
    title: step.title,
    deadline: result.deadline,
    since: session.now,
    event:
      wanted === undefined || after === undefined
        ? null
        : {
            record: wanted.record,
            types: wanted.types,
            after,
            onEvent: wanted.onEvent,
            ...(wanted.about === undefined ? {} : { about: wanted.about }),
          },
    onDeadline: result.onDeadline,
    ...(result.reminders === undefined ? {} : { reminders: result.reminders }),
  };
  note({ status: 'waiting', deadline: result.deadline, ...(result.inputs === undefined ? {} : { inputs: result.inputs }) });
  take(session, { type: 'step_waits', wait, ...(step.marks && number !== undefined ? { mark: number } : {}) });
  if (after !== number) await takeAwaited(session, wait);
}

async function lockedWindow(
  session: Session,
  record: { readonly type: keyof typeof tableOfRecord; readonly id: string } | undefined,
): Promise<string> {
  if (record !== undefined && !session.locked.has(record.id)) {
    await runTogether(session.trx, [lockStatement(tableOfRecord[record.type], session.context.tenantId, [record.id])]);
    session.locked.add(record.id);
  }
  return session.windowNumber();
}
