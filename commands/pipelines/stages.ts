import { isUuid } from '../../domain/ids.ts';
import type { ExitCriteria } from '../../domain/records/exit-criteria.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { placeDeal } from '../deals/move-deal.ts';
import { readMove } from '../deals/stages.ts';
import { notFound } from '../records/lock-record.ts';
import type { DealRow, RowBase } from '../records/rows.ts';
import { insertInto, rowOf, rowsOf, updateOf } from '../records/sql.ts';
import { checkCriteria } from './check-criteria.ts';
import { checkName, lockPipeline, refused, touchPipeline } from './lock-pipeline.ts';

export interface StageInput {
  readonly name: string;
  readonly kind?: 'open' | 'won' | 'lost' | undefined;
  readonly probability?: number | undefined;
  readonly exitCriteria?: ExitCriteria | undefined;
}

interface StageRow extends RowBase {
  readonly pipelineId: string;
  readonly name: string;
  readonly kind: 'open' | 'won' | 'lost';
  readonly position: number;
}

export async function insertStage(
  trx: TenantTrx,
  context: CommandContext,
  pipelineId: string,
  stage: StageInput,
  position: number,
  pointer: string,
): Promise<void> {
  const kind = stage.kind ?? 'open';
  if (stage.exitCriteria !== undefined) await checkCriteria(trx, context, stage.exitCriteria, `${pointer}/exitCriteria`);
  const { sql, bindings } = insertInto('stages', {
    tenantId: context.tenantId,
    id: newId(),
    pipelineId,
    name: checkName(stage.name, `${pointer}/name`),
    kind,
    position,
    probability: stage.probability ?? (kind === 'won' ? 100 : 0),
    exitCriteria: stage.exitCriteria,
    createdAt: context.now,
    updatedAt: context.now,
  });
  await trx.raw(sql, bindings);
}

/** Adds a stage behind the last open one. Gives the pipeline's id. */
export async function createStage(
  trx: TenantTrx,
  context: CommandContext,
  input: StageInput & { readonly pipelineId: string },
): Promise<string> {
  const pipeline = await lockPipeline(trx, context, input.pipelineId);
  const stages = await stagesOf(trx, context, pipeline.id);
  const lastOpen = stages.filter((stage) => stage.kind === 'open').at(-1);
  const position = (input.kind ?? 'open') === 'open' && lastOpen ? lastOpen.position + 1 : (stages.at(-1)?.position ?? -1) + 1;
  await trx.raw('update stages set position = position + 1 where tenant_id = ? and pipeline_id = ? and position >= ?', [
    context.tenantId,
    pipeline.id,
    position,
  ]);
  await insertStage(trx, context, pipeline.id, input, position, '');
  await touchPipeline(trx, context, pipeline.id);
  return pipeline.id;
}

/** Changes a stage. Gives the pipeline's id. */
export async function updateStage(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string } & { readonly [K in keyof StageInput]?: StageInput[K] | undefined },
): Promise<string> {
  const stage = await lockStage(trx, context, input.id);
  const name = input.name === undefined ? undefined : checkName(input.name, '/name');
  if (input.exitCriteria !== undefined) await checkCriteria(trx, context, input.exitCriteria, '/exitCriteria');
  await requireNoStrandedDeals(trx, context, stage, input.kind);
  const values = { name, kind: input.kind, probability: input.probability, exitCriteria: input.exitCriteria };
  const { sql, bindings } = updateOf('stages', { tenantId: context.tenantId, id: stage.id }, values, context.now);
  await trx.raw(sql, bindings);
  await touchPipeline(trx, context, stage.pipelineId);
  return stage.pipelineId;
}

/** A removal moves at most this many deals in its transaction; more have to be moved before. */
const mostDeals = 500;

/** Removes a stage; its deals go to the named one, each as a move of its own. Gives the pipeline's id. */
export async function removeStage(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly moveTo?: string | undefined },
): Promise<string> {
  const stage = await lockStage(trx, context, input.id);
  const stages = await stagesOf(trx, context, stage.pipelineId);
  if (stages.length === 1) throw refused('', 'A pipeline keeps at least one stage.');
  const deals = await rowsOf<DealRow>(
    trx,
    'select * from deals where tenant_id = ? and stage_id = ? and archived_at is null order by id limit ? for no key update',
    [context.tenantId, stage.id, mostDeals + 1],
  );
  if (deals.length > 0 && input.moveTo === undefined)
    throw refused('/query/moveTo', `The stage holds ${held(deals.length)} deals. Say to which stage they go.`);
  if (deals.length > mostDeals) throw refused('', `The stage holds more than ${mostDeals} deals. Move them first.`);
  if (input.moveTo === stage.id) throw refused('/query/moveTo', 'The deals cannot stay in the stage that is removed.');
  if (deals.length > 0) {
    const locked = deals.filter((deal) => deal.locked).length;
    if (locked > 0) throw refused('', `${locked} deals of the stage wait for a decision and cannot be moved yet.`);
    // Whoever removes a stage answers for its deals: no gate holds them.
    const move = await readMove(trx, context, stage.id, input.moveTo ?? '');
    for (const deal of deals) await placeDeal(trx, context, deal, move, 'stage removed');
  }
  const { sql, bindings } = updateOf('stages', { tenantId: context.tenantId, id: stage.id }, { archivedAt: context.now }, context.now);
  await trx.raw(sql, bindings);
  await touchPipeline(trx, context, stage.pipelineId);
  return stage.pipelineId;
}

function held(count: number): string {
  return count > mostDeals ? `more than ${mostDeals}` : String(count);
}

/** Deals are open, won or lost by the stage they entered; another kind of stage under them would make that untrue. */
async function requireNoStrandedDeals(trx: TenantTrx, context: CommandContext, stage: StageRow, kind: StageInput['kind']): Promise<void> {
  if (kind === undefined || kind === stage.kind) return;
  const row = await rowOf<{ count: number }>(
    trx,
    'select count(*)::int as count from deals where tenant_id = ? and stage_id = ? and archived_at is null',
    [context.tenantId, stage.id],
  );
  if (row !== null && row.count > 0)
    throw refused('/kind', `The stage holds ${row.count} deals. Move them before it becomes another kind.`);
}

async function stagesOf(trx: TenantTrx, context: CommandContext, pipelineId: string): Promise<StageRow[]> {
  return rowsOf<StageRow>(trx, 'select * from stages where tenant_id = ? and pipeline_id = ? and archived_at is null order by position', [
    context.tenantId,
    pipelineId,
  ]);
}

/** Locks the stage's pipeline first: whoever orders stages holds it. */
async function lockStage(trx: TenantTrx, context: CommandContext, id: string): Promise<StageRow> {
  const read = () =>
    isUuid(id)
      ? rowOf<StageRow>(trx, 'select * from stages where tenant_id = ? and id = ? and archived_at is null', [context.tenantId, id])
      : null;
  const before = await read();
  if (before === null) throw notFound('stage');
  await lockPipeline(trx, context, before.pipelineId);
  const stage = await read();
  if (stage === null) throw notFound('stage');
  return stage;
}
