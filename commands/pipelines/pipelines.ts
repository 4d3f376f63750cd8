import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockName } from '../lib/advisory-locks.ts';
import { requireFeature } from '../entitlements/require-feature.ts';
import { newId } from '../lib/new-id.ts';
import { requireVersion } from '../records/lock-record.ts';
import { insertInto, rowOf, rowsOf, updateOf } from '../records/sql.ts';
import type { PipelineRow } from './lock-pipeline.ts';
import { checkName, lockPipeline, refused } from './lock-pipeline.ts';
import type { StageInput } from './stages.ts';
import { insertStage } from './stages.ts';

/** Creates a pipeline with its stages in the given order. */
export async function createPipeline(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly name: string; readonly isDefault?: boolean | undefined; readonly stages: readonly StageInput[] },
): Promise<PipelineRow> {
  const name = checkName(input.name, '/name');
  const other = await rowOf(trx, 'select 1 as found from pipelines where tenant_id = ? and archived_at is null limit 1', [
    context.tenantId,
  ]);
  if (other !== null) await requireFeature(trx, context, 'deals.multiPipelines');
  if (input.isDefault === true) await takeDefault(trx, context);
  const { sql, bindings } = insertInto('pipelines', {
    tenantId: context.tenantId,
    id: newId(),
    name,
    isDefault: input.isDefault ?? false,
    createdAt: context.now,
    updatedAt: context.now,
  });
  const pipeline = await rowOf<PipelineRow>(trx, sql, bindings);
  if (pipeline === null) throw new Error('the pipeline was not inserted');
  for (const [position, stage] of input.stages.entries())
    await insertStage(trx, context, pipeline.id, stage, position, `/stages/${position}`);
  return pipeline;
}

export interface UpdatePipeline {
  readonly id: string;
  readonly name?: string | undefined;
  readonly isDefault?: boolean | undefined;
  /** Every stage of the pipeline, in its new order. */
  readonly stageOrder?: readonly string[] | undefined;
  readonly expectedVersion?: number;
}

/** Renames a pipeline, makes it the default, orders its stages. */
export async function updatePipeline(trx: TenantTrx, context: CommandContext, input: UpdatePipeline): Promise<PipelineRow> {
  const pipeline = await lockPipeline(trx, context, input.id);
  requireVersion(pipeline, input.expectedVersion, 'pipeline');
  if (pipeline.isDefault && input.isDefault === false) throw refused('/isDefault', 'Make another pipeline the default instead.');
  if (input.isDefault === true && !pipeline.isDefault) await takeDefault(trx, context);
  if (input.stageOrder !== undefined) await orderStages(trx, context, pipeline.id, input.stageOrder);
  const values = { name: input.name === undefined ? undefined : checkName(input.name, '/name'), isDefault: input.isDefault };
  const { sql, bindings } = updateOf('pipelines', { tenantId: context.tenantId, id: pipeline.id }, values, context.now);
  return (await rowOf<PipelineRow>(trx, sql, bindings)) ?? pipeline;
}

/** Archives a pipeline that is not the default and holds no open deals. */
export async function archivePipeline(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  const pipeline = await lockPipeline(trx, context, input.id);
  if (pipeline.isDefault) throw refused('', 'The default pipeline cannot be archived. Make another one the default first.');
  const held = await rowOf<{ count: number }>(
    trx,
    "select count(*)::int as count from deals where tenant_id = ? and pipeline_id = ? and status = 'open' and archived_at is null",
    [context.tenantId, pipeline.id],
  );
  if (held !== null && held.count > 0) throw refused('', `The pipeline still holds ${held.count} open deals. Move or close them first.`);
  const { sql, bindings } = updateOf(
    'pipelines',
    { tenantId: context.tenantId, id: pipeline.id },
    { archivedAt: context.now },
    context.now,
  );
  await trx.raw(sql, bindings);
}

async function orderStages(trx: TenantTrx, context: CommandContext, pipelineId: string, order: readonly string[]): Promise<void> {
  const stages = await rowsOf<{ id: string }>(
    trx,
    'select id from stages where tenant_id = ? and pipeline_id = ? and archived_at is null',
    [context.tenantId, pipelineId],
  );
  const known = new Set(stages.map((stage) => stage.id));
  if (order.length !== known.size || new Set(order).size !== order.length || !order.every((id) => known.has(id))) {
    const detail = 'Name every stage of the pipeline once.';
    throw new UserError('validation_failed', detail, [{ pointer: '/stageOrder', code: 'order_incomplete', detail }]);
  }
  await trx.raw(
    `update stages set position = o.position, version = version + 1, updated_at = ?
     from unnest(?::uuid[]) with ordinality as o(id, position) where stages.tenant_id = ? and stages.id = o.id`,
    [context.now, [...order], context.tenantId],
  );
}

async function takeDefault(trx: TenantTrx, context: CommandContext): Promise<void> {
  await lockName(trx, 'default-pipeline');
  await trx.raw('update pipelines set is_default = false, version = version + 1, updated_at = ? where tenant_id = ? and is_default', [
    context.now,
    context.tenantId,
  ]);
}
