import { UserError } from '../../domain/errors/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecord } from '../records/lock-record.ts';
import type { DealRow } from '../records/rows.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import { writeRecord } from '../records/write-record.ts';
import type { StageRow } from './create-deal.ts';
import { requireUnlocked } from './update-deal.ts';

export interface MoveDeal {
  readonly id: string;
  readonly stageId: string;
  readonly reason?: string | null;
  readonly loaded?: DealRow;
}

/** Moves a deal to a stage: `deal.stage_changed`; a won or lost stage closes it, an open one opens it again (`deal.status_changed`). */
export async function moveDeal(trx: TenantTrx, context: CommandContext, input: MoveDeal): Promise<DealRow> {
  const deal = input.loaded ?? (await lockRecord(trx, context, 'deal', input.id));
  requireUnlocked(deal);
  if (deal.stageId === input.stageId) return deal;
  const { from, to } = await stagesOf(trx, context, deal.stageId, input.stageId);
  const moved = await writeRecord(
    trx,
    context,
    'deal',
    deal,
    { stageId: to.id, pipelineId: to.pipelineId, stageEnteredAt: context.now },
    {
      as: 'deal.stage_changed',
      data: { from: from?.name ?? null, to: to.name, fromStageId: deal.stageId, toStageId: to.id, reason: input.reason ?? null },
    },
  );
  if (to.kind === deal.status) return moved.row;
  const closed = to.kind === 'open' ? { closedAt: null, lostReason: null } : { closedAt: context.now };
  const lost = to.kind === 'lost' && input.reason ? { lostReason: input.reason } : {};
  const written = await writeRecord(
    trx,
    context,
    'deal',
    moved.row,
    { status: to.kind, ...closed, ...lost },
    { as: 'deal.status_changed' },
  );
  return written.row;
}

async function stagesOf(
  trx: TenantTrx,
  context: CommandContext,
  from: string,
  to: string,
): Promise<{ readonly from: StageRow | undefined; readonly to: StageRow }> {
  const rows = isUuid(to)
    ? await rowsOf<StageRow>(trx, 'select * from stages where tenant_id = ? and id = any(?::uuid[]) and (archived_at is null or id = ?)', [
        context.tenantId,
        [from, to],
        from,
      ])
    : [];
  const target = rows.find((row) => row.id === to);
  if (!target) {
    const detail = 'There is no such stage.';
    throw new UserError('validation_failed', detail, [{ pointer: '/stageId', code: 'reference_unknown', detail }]);
  }
  return { from: rows.find((row) => row.id === from), to: target };
}

/** Closes a deal, or opens it again; the deal moves to the stage of its pipeline that stands for the status, if there is one. */
export async function closeDeal(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly status: DealRow['status']; readonly reason?: string | null; readonly loaded?: DealRow },
): Promise<DealRow> {
  const deal = input.loaded ?? (await lockRecord(trx, context, 'deal', input.id));
  requireUnlocked(deal);
  const closed = input.status === 'open' ? { closedAt: null, lostReason: null } : { closedAt: deal.closedAt ?? context.now };
  const reason = input.status === 'lost' || input.status === 'abandoned' ? { lostReason: input.reason ?? null } : {};
  if ((input.status === 'lost' || input.status === 'abandoned') && !input.reason) {
    const detail = 'Say why the deal was not won.';
    throw new UserError('validation_failed', detail, [{ pointer: '/reason', code: 'required', detail }]);
  }
  const written = await writeRecord(
    trx,
    context,
    'deal',
    deal,
    { status: input.status, ...closed, ...reason },
    { as: 'deal.status_changed' },
  );
  if (written.changes === null || input.status === 'abandoned') return written.row;
  const stage = await rowOf<StageRow>(
    trx,
    'select * from stages where tenant_id = ? and pipeline_id = ? and kind = ? and archived_at is null order by position limit 1',
    [context.tenantId, deal.pipelineId, input.status],
  );
  return stage === null ? written.row : moveDeal(trx, context, { id: deal.id, stageId: stage.id, loaded: written.row });
}
