import { UserError } from '../../domain/errors/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import { maxName } from '../../domain/records/record-fields.ts';
import { lengthOf, singleLine } from '../../domain/records/text-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { notFound } from '../records/lock-record.ts';
import type { RowBase } from '../records/rows.ts';
import { rowOf, updateOf } from '../records/sql.ts';

export interface PipelineRow extends RowBase {
  readonly name: string;
  readonly isDefault: boolean;
  readonly position: number;
}

export async function lockPipeline(trx: TenantTrx, context: CommandContext, id: string): Promise<PipelineRow> {
  const pipeline = isUuid(id)
    ? await rowOf<PipelineRow>(trx, 'select * from pipelines where tenant_id = ? and id = ? and archived_at is null for no key update', [
        context.tenantId,
        id,
      ])
    : null;
  if (pipeline === null) throw notFound('pipeline');
  return pipeline;
}

/** Whoever saw the pipeline before did not see its stages as they are now. */
export async function touchPipeline(trx: TenantTrx, context: CommandContext, id: string): Promise<void> {
  const { sql, bindings } = updateOf('pipelines', { tenantId: context.tenantId, id }, {}, context.now);
  await trx.raw(sql, bindings);
}

export function checkName(given: string, pointer: string): string {
  const name = singleLine(given);
  if (name !== '' && lengthOf(name) <= maxName) return name;
  const detail = `Give a name of at most ${maxName} characters.`;
  throw new UserError('validation_failed', detail, [{ pointer, code: 'name_invalid', detail }]);
}

export function refused(pointer: string, detail: string): UserError {
  return new UserError('conflict', detail, [{ pointer, code: 'in_use', detail }]);
}
