import { isUniqueViolation } from '../../db/postgres-errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import type { SubjectType } from '../../domain/records/record-types.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecords } from '../lib/lock-records.ts';
import { newId } from '../lib/new-id.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { insertInto, rowOf, rowsOf, updateOf } from '../records/sql.ts';
import { tagNames } from './add-tag.ts';

export interface TagRow {
  readonly id: string;
  readonly name: string;
  readonly color: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Makes a tag; its name is unique in any case. */
export async function createTag(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly name: string; readonly color?: string | null | undefined },
): Promise<TagRow> {
  const [name] = tagNames([input.name]);
  const values = {
    tenantId: context.tenantId,
    id: newId(),
    name,
    color: input.color ?? null,
    createdAt: context.now,
    updatedAt: context.now,
  };
  const { sql, bindings } = insertInto('tags', values);
  const tag = await rowOf<TagRow>(trx, sql, bindings).catch(asTaken);
  if (tag === null) throw new Error('the tag was not inserted');
  return tag;
}

/** Renames or colours a tag wherever it is used. */
export async function updateTag(
  trx: TenantTrx,
  context: CommandContext,
  input: {
    readonly id: string;
    readonly name?: string | undefined;
    readonly color?: string | null | undefined;
    readonly expectedVersion?: number;
  },
): Promise<TagRow> {
  const tag = await lockTag(trx, context, input.id);
  requireVersion(tag, input.expectedVersion, 'tag');
  const name = input.name === undefined ? undefined : tagNames([input.name])[0];
  const { sql, bindings } = updateOf('tags', { tenantId: context.tenantId, id: tag.id }, { name, color: input.color }, context.now);
  const written = await rowOf<TagRow>(trx, sql, bindings).catch(asTaken);
  return written ?? tag;
}

/** Removes a tag from everything and for ever; each record that had it is told (`tag.removed`). */
export async function deleteTag(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  const tag = await lockTag(trx, context, input.id);
  const links = await rowsOf<{ type: SubjectType; id: string }>(
    trx,
    'select record_type as type, record_id as id from record_tags where tenant_id = ? and tag_id = ? limit 5000',
    [context.tenantId, tag.id],
  );
  await lockRecords(trx, links);
  await trx.raw('delete from tags where tenant_id = ? and id = ?', [context.tenantId, tag.id]);
  for (const link of links) context.record({ type: 'tag.removed', subject: link, data: { tagId: tag.id, tag: tag.name } });
}

async function lockTag(trx: TenantTrx, context: CommandContext, id: string): Promise<TagRow> {
  const tag = isUuid(id)
    ? await rowOf<TagRow>(trx, 'select * from tags where tenant_id = ? and id = ? for update', [context.tenantId, id])
    : null;
  if (tag === null) throw notFound('tag');
  return tag;
}

function asTaken(error: unknown): never {
  if (!isUniqueViolation(error)) throw error;
  const detail = 'There is a tag of this name already.';
  throw new UserError('conflict', detail, [{ pointer: '/name', code: 'name_taken', detail }]);
}
