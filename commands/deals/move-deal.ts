import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecord } from '../records/lock-record.ts';
import type { Patch } from '../records/read-patch.ts';
import type { DealRow } from '../records/rows.ts';
import { rowOf } from '../records/sql.ts';
import { writeRecord } from '../records/write-record.ts';
import { askToWin } from './ask-to-win.ts';
import { createTask } from '../tasks/create-task.ts';
import { linkDealContact } from './links/link-contact.ts';
import { requireStageGate } from './stage-gate.ts';
import type { Move, StageRow } from './stages.ts';
import { readMove, stagesOfPipeline } from './stages.ts';
import { tellWatchers } from './tell-watchers.ts';
import { requireUnlocked, updateDeal } from './update-deal.ts';

export interface NextStep {
  readonly title: string;
  readonly dueAt: Date | string;
}

export interface MoveDeal {
  readonly id: string;
  readonly stageId: string;
  readonly reason?: string | null;
  /** Where the mover saw it: somebody who was faster is not overruled unseen. */
  readonly fromStageId?: string | undefined;
  /** What the stage demands, given together with the move: both happen or neither. */
  readonly fields?: Patch | undefined;
  readonly nextStep?: NextStep | undefined;
  readonly decisionMakerId?: string | undefined;
  readonly loaded?: DealRow;
  /** It has been decided about: nobody is asked again. */
  readonly approved?: true;
  /** Whether the mover may open a deal again that was won; left out where nobody in person moves it. */
  readonly mayReopen?: boolean;
}

/**
 * Moves a deal to a stage when it meets the exit criteria of the stages it passes: `deal.stage_changed`. A won or lost stage
 * closes it, an open one opens it again (`deal.status_changed`).
 */
export async function moveDeal(trx: TenantTrx, context: CommandContext, input: MoveDeal): Promise<DealRow> {
  const deal = await fillIn(trx, context, input);
  if (deal.stageId === input.stageId) return deal;
  const move = await readMove(trx, context, deal.stageId, input.stageId);
  if (input.fromStageId !== undefined && input.fromStageId !== deal.stageId) throw movedMeanwhile(deal, move);
  requireMayReopen(deal, move.to.kind, input.mayReopen);
  if (move.to.kind === 'lost' && context.actor.kind === 'user') requireReason(input.reason);
  await requireStageGate(trx, context, deal.id, move);
  const asked = move.to.kind === 'won' && input.approved !== true ? await askToWin(trx, context, deal, input) : null;
  if (asked !== null) return asked;
  return placeDeal(trx, context, deal, move, input.reason ?? null);
}

/** Puts a deal into a stage without asking for criteria: for the removal of a stage, and for what has asked already. */
export async function placeDeal(
  trx: TenantTrx,
  context: CommandContext,
  deal: DealRow,
  { from, to }: Pick<Move, 'from' | 'to'>,
  reason: string | null,
): Promise<DealRow> {
  const moved = await writeRecord(
    trx,
    context,
    'deal',
    deal,
    { stageId: to.id, pipelineId: to.pipelineId, stageEnteredAt: context.now },
    { as: 'deal.stage_changed', data: { from: from?.name ?? null, to: to.name, fromStageId: deal.stageId, toStageId: to.id, reason } },
  );
  const said = { from: from?.name ?? '', to: to.name };
  await tellWatchers(trx, context, moved.row, { kind: 'deal.stage_changed', title: `${deal.name}: moved to ${to.name}`, data: said });
  return to.kind === deal.status ? moved.row : writeStatus(trx, context, moved.row, to.kind, reason);
}

async function fillIn(trx: TenantTrx, context: CommandContext, input: MoveDeal): Promise<DealRow> {
  if (input.decisionMakerId !== undefined)
    await linkDealContact(trx, context, { dealId: input.id, contactId: input.decisionMakerId, role: 'decision_maker' });
  const found = input.loaded ?? (await lockRecord(trx, context, 'deal', input.id));
  requireUnlocked(found);
  const { fields, nextStep } = input;
  const deal = fields === undefined ? found : await updateDeal(trx, context, { id: found.id, patch: fields, loaded: found });
  // What came with the move has to be decided first, so the move cannot happen together with it.
  if (deal.locked) throw new UserError('conflict', 'These terms need approval first. Change them, and go on when they are decided.');
  if (nextStep !== undefined) {
    const records = [{ type: 'deal' as const, id: deal.id }];
    await createTask(trx, context, { title: nextStep.title, dueAt: nextStep.dueAt, kind: 'follow_up', records, held: true });
  }
  return deal;
}

function requireMayReopen(deal: DealRow, to: DealRow['status'], mayReopen: boolean | undefined): void {
  if (deal.status !== 'won' || to === 'won' || mayReopen !== false) return;
  throw new UserError('forbidden', 'A won deal is locked. Somebody with the right to open it again has to do that.');
}

function movedMeanwhile(deal: DealRow, { from }: Move): UserError {
  const detail = `Somebody else moved the deal to "${from?.name ?? 'another stage'}" meanwhile.`;
  return new UserError('conflict', detail, [{ pointer: '/fromStageId', code: 'moved_meanwhile', detail }], { stageId: deal.stageId });
}

export interface CloseDeal {
  readonly id: string;
  readonly status: DealRow['status'];
  readonly reason?: string | null;
  readonly fields?: Patch | undefined;
  readonly nextStep?: NextStep | undefined;
  readonly decisionMakerId?: string | undefined;
  readonly loaded?: DealRow;
  /** It has been decided about: nobody is asked again. */
  readonly approved?: true;
  /** Whether the mover may open a deal again that was won; left out where nobody in person moves it. */
  readonly mayReopen?: boolean;
}

/** Closes a deal, or opens it again; the deal moves to the stage of its pipeline that stands for the status, if there is one. */
export async function closeDeal(trx: TenantTrx, context: CommandContext, input: CloseDeal): Promise<DealRow> {
  if (input.status === 'lost' || input.status === 'abandoned') requireReason(input.reason);
  const deal = await fillIn(trx, context, { ...input, stageId: '' });
  if (deal.status === input.status) return deal;
  requireMayReopen(deal, input.status, input.mayReopen);
  const stages = await stagesOfPipeline(trx, context, deal.pipelineId);
  const from = stages.find((stage) => stage.id === deal.stageId);
  const to = await stageFor(trx, context, deal, input.status, stages);
  // A pipeline without a stage for won deals has its gates all the same.
  const won = to ?? { id: '', pipelineId: deal.pipelineId, kind: 'won' as const, position: stages.length };
  if (input.status === 'won') await requireStageGate(trx, context, deal.id, { from, to: won, stages });
  const asked =
    input.status === 'won' && input.approved !== true ? await askToWin(trx, context, deal, { stageId: null, reason: input.reason }) : null;
  if (asked !== null) return asked;
  const written = await writeStatus(trx, context, deal, input.status, input.reason ?? null);
  if (to === undefined || to.id === deal.stageId || from?.kind === input.status) return written;
  return placeDeal(trx, context, written, { from, to }, input.reason ?? null);
}

/** Where a deal of this status stands: a deal that is opened again goes back to where it was closed. */
async function stageFor(
  trx: TenantTrx,
  context: CommandContext,
  deal: DealRow,
  status: DealRow['status'],
  stages: readonly StageRow[],
): Promise<StageRow | undefined> {
  const candidates = stages.filter((stage) => stage.kind === status);
  if (status !== 'open' || candidates.some((stage) => stage.id === deal.stageId)) return candidates[0];
  const last = await rowOf<{ stageId: string | null }>(
    trx,
    `select e.data ->> 'fromStageId' as stage_id from event_links k
     join events e on e.tenant_id = k.tenant_id and e.id = k.event_id and e.occurred_at = k.occurred_at
     where k.tenant_id = ? and k.record_id = ? and k.type = 'deal.stage_changed' order by k.event_id desc limit 1`,
    [context.tenantId, deal.id],
  );
  return candidates.find((stage) => stage.id === last?.stageId) ?? candidates[0];
}

function requireReason(reason: string | null | undefined): void {
  if (reason?.trim()) return;
  const detail = 'Say why the deal was not won.';
  throw new UserError('validation_failed', detail, [{ pointer: '/reason', code: 'required', detail }]);
}

async function writeStatus(
  trx: TenantTrx,
  context: CommandContext,
  deal: DealRow,
  status: DealRow['status'],
  reason: string | null,
): Promise<DealRow> {
  const closedAt = status === 'open' ? null : (deal.closedAt ?? context.now);
  const lostReason = status === 'lost' || status === 'abandoned' ? reason : null;
  const { row } = await writeRecord(
    trx,
    context,
    'deal',
    deal,
    { status, closedAt, lostReason },
    { as: 'deal.status_changed', ...(reason === null ? {} : { data: { reason } }) },
  );
  await tellWatchers(trx, context, row, { kind: 'deal.status_changed', title: `${deal.name}: ${status}`, data: { status, reason } });
  return row;
}
