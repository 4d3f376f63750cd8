import { isUniqueViolation } from '../../db/postgres-errors.ts';
import { conditionSql } from '../../db/queries/lists/condition-sql.ts';
import { segmentConditions, segmentUses } from '../../db/queries/lists/segments.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { Condition } from '../../domain/expressions/ast.ts';
import { checkCondition } from '../../domain/expressions/check.ts';
import { conditionSentences } from '../../domain/expressions/sentences.ts';
import type { SegmentEntity } from '../../domain/records/list-entities.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { lockName } from '../lib/advisory-locks.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import { recountIfNamed } from '../scoring/recount.ts';
import { loadCatalogue } from '../templates/check-content.ts';

export interface SegmentRow {
  readonly id: string;
  readonly version: number;
  readonly entity: SegmentEntity;
  readonly name: string;
  readonly description: string | null;
  readonly condition: Condition;
  readonly createdByUserId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface SegmentInput {
  readonly name: string;
  readonly description: string | null;
  readonly condition: Condition;
}

export function findSegments(trx: TenantTrx, tenantId: string, entity: SegmentEntity | null): Promise<SegmentRow[]> {
  return rowsOf<SegmentRow>(
    trx,
    'select * from segments where tenant_id = ? and (?::text is null or entity = ?) order by lower(name), id limit 500',
    [tenantId, entity, entity],
  );
}

export async function readSegment(trx: TenantTrx, tenantId: string, id: string): Promise<SegmentRow> {
  const row = await rowOf<SegmentRow>(trx, 'select * from segments where tenant_id = ? and id = ?', [tenantId, id]);
  if (row === null) throw notFound('segment');
  return row;
}

export async function createSegment(
  trx: TenantTrx,
  context: CommandContext,
  input: SegmentInput & { readonly entity: SegmentEntity; readonly userId: string },
): Promise<SegmentRow> {
  const id = newId();
  await requireUsable(trx, context, input.entity, input.condition, id);
  await write(input.name, () =>
    trx('segments').insert({
      tenant_id: context.tenantId,
      id,
      entity: input.entity,
      created_by_user_id: input.userId,
      ...columnsOf(input),
    }),
  );
  await writeAudit(trx, context, { action: 'segment.created', recordType: 'segment', recordId: id, after: { name: input.name } });
  return readSegment(trx, context.tenantId, id);
}

export async function updateSegment(
  trx: TenantTrx,
  context: CommandContext,
  input: Partial<SegmentInput> & { readonly id: string; readonly expectedVersion: number },
): Promise<SegmentRow> {
  const row = await lockSegment(trx, context, input.id);
  requireVersion(row, input.expectedVersion, 'segment');
  const next = { ...row, ...input };
  if (input.condition !== undefined) await requireUsable(trx, context, row.entity, input.condition, row.id);
  await write(next.name, () =>
    trx('segments')
      .where({ tenant_id: context.tenantId, id: row.id })
      .update({ ...columnsOf(next), version: row.version + 1, updated_at: context.now }),
  );
  if (input.condition !== undefined) await recountIfNamed(trx, context, row.id);
  await writeAudit(trx, context, {
    action: 'segment.updated',
    recordType: 'segment',
    recordId: row.id,
    before: { name: row.name },
    after: { name: next.name },
  });
  return readSegment(trx, context.tenantId, row.id);
}

/** Deletes a segment that nothing uses; else it says what does. */
export async function deleteSegment(trx: TenantTrx, context: CommandContext, id: string): Promise<void> {
  const row = await lockSegment(trx, context, id);
  const uses = await segmentUses(trx, context.tenantId, id);
  if (uses.length > 0) {
    const names = uses.slice(0, 5).map((use) => `${use.kind} "${use.name}"`);
    throw new UserError('conflict', `The segment is used by ${names.join(', ')}. Take it out there first.`, [], {
      usedBy: uses.map((use) => ({ ...use })),
    });
  }
  await trx('segments').where({ tenant_id: context.tenantId, id }).delete();
  await writeAudit(trx, context, { action: 'segment.deleted', recordType: 'segment', recordId: id, before: { name: row.name } });
}

async function lockSegment(trx: TenantTrx, context: CommandContext, id: string): Promise<SegmentRow> {
  await trx.raw('select 1 from segments where tenant_id = ? and id = ? for no key update', [context.tenantId, id]);
  return readSegment(trx, context.tenantId, id);
}

function columnsOf(input: SegmentInput): Record<string, unknown> {
  return { name: input.name, description: input.description, condition: JSON.stringify(input.condition) };
}

async function write(name: string, work: () => PromiseLike<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isUniqueViolation(error, 'segments_name_key')) throw error;
    const detail = `There is a segment "${name}" of these records already.`;
    throw new UserError('conflict', detail, [{ pointer: '/name', code: 'name_taken', detail }]);
  }
}

/** Refuses a condition that no list could answer, and one that leads back to its own segment. */
async function requireUsable(
  trx: TenantTrx,
  context: CommandContext,
  entity: SegmentEntity,
  condition: Condition,
  self: string,
): Promise<void> {
  // Two people who each let one segment ask for the other at once would close a circle that neither sees.
  await lockName(trx, 'segments');
  const catalogue = await loadCatalogue(trx, context.tenantId);
  const segments = await segmentConditions(trx, context.tenantId, entity, condition);
  if (segments.has(self)) {
    const detail = 'The segment would ask for itself.';
    throw new UserError('validation_failed', detail, [{ pointer: '/condition', code: 'segment_cycle', detail }]);
  }
  const scope = { subject: entity, events: [], catalogue, outputType: () => null, segments: new Set(segments.keys()) };
  const problems = checkCondition(condition, scope).map((problem) => ({
    pointer: `/condition${problem.pointer}`,
    code: problem.code,
    detail: conditionSentences[problem.code],
  }));
  if (problems.length > 0) throw new UserError('validation_failed', 'The condition cannot be used like this.', problems);
  conditionSql(condition, { subject: entity, table: 'r', catalogue, now: context.now, timeZone: 'UTC', segments });
}
