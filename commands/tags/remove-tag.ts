import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { SubjectRef } from '../records/lock-refs.ts';
import { lockSubjects } from '../records/lock-refs.ts';
import { rowsOf } from '../records/sql.ts';

export interface RemoveTag {
  readonly record: SubjectRef;
  /** By name in any case, or by id. */
  readonly name?: string;
  readonly tagId?: string;
  /** The caller has locked the record in this transaction. */
  readonly held?: boolean;
}

/** Takes a tag off a record; `tag.removed` if it had it. One statement. Tells whether it had it. */
export async function removeTag(trx: TenantTrx, context: CommandContext, input: RemoveTag): Promise<boolean> {
  if (input.held !== true) await lockSubjects(trx, context, [input.record]);
  const removed = await rowsOf<{ id: string; name: string }>(
    trx,
    `delete from record_tags using tags
     where record_tags.tenant_id = ? and record_tags.record_id = ? and tags.tenant_id = record_tags.tenant_id and tags.id = record_tags.tag_id
       and (tags.id = ? or lower(tags.name) = lower(?))
     returning tags.id, tags.name`,
    [context.tenantId, input.record.id, input.tagId ?? null, input.name?.trim() ?? null],
  );
  for (const tag of removed) context.record({ type: 'tag.removed', subject: input.record, data: { tagId: tag.id, tag: tag.name } });
  return removed.length > 0;
}
