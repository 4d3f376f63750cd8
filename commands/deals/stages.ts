import { UserError } from '../../domain/errors/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import type { ExitCriteria, StagePlace } from '../../domain/records/exit-criteria.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowsOf } from '../records/sql.ts';

export interface StageRow extends StagePlace {
  readonly name: string;
  readonly probability: number;
  readonly exitCriteria: ExitCriteria;
  readonly archivedAt: Date | null;
}

export interface Move {
  readonly from: StageRow | undefined;
  readonly to: StageRow;
  /** The living stages of the target's pipeline. */
  readonly stages: readonly StageRow[];
}

/** The stage a deal leaves and the one it is to enter; refuses a stage that is not there. One statement. */
export async function readMove(trx: TenantTrx, context: CommandContext, from: string, to: string): Promise<Move> {
  const rows = isUuid(to)
    ? await rowsOf<StageRow>(
        trx,
        `select id, pipeline_id, name, position, kind, probability, exit_criteria, archived_at from stages
         where tenant_id = ? and (id = ? or archived_at is null and pipeline_id = (select pipeline_id from stages where tenant_id = ? and id = ?))
         order by position`,
        [context.tenantId, from, context.tenantId, to],
      )
    : [];
  const target = rows.find((row) => row.id === to && row.archivedAt === null);
  if (!target) {
    const detail = 'There is no such stage.';
    throw new UserError('validation_failed', detail, [{ pointer: '/stageId', code: 'reference_unknown', detail }]);
  }
  const stages = rows.filter((row) => row.archivedAt === null && row.pipelineId === target.pipelineId);
  return { from: rows.find((row) => row.id === from), to: target, stages };
}

/** The living stages of a pipeline in their order. */
export async function stagesOfPipeline(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId'>,
  pipelineId: string,
): Promise<readonly StageRow[]> {
  return rowsOf<StageRow>(
    trx,
    `select id, pipeline_id, name, position, kind, probability, exit_criteria, archived_at from stages
     where tenant_id = ? and pipeline_id = ? and archived_at is null order by position`,
    [context.tenantId, pipelineId],
  );
}
