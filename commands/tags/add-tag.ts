import { UserError } from '../../domain/errors/errors.ts';
import { maxName } from '../../domain/records/record-fields.ts';
import { lengthOf, singleLine } from '../../domain/records/text-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { notFound } from '../records/lock-record.ts';
import type { SubjectRef } from '../records/lock-refs.ts';
import { lockSubjects } from '../records/lock-refs.ts';
import { keptRowsOf } from '../records/sql.ts';

export interface AddTags {
  readonly record: SubjectRef;
  /** Names in any case; unknown ones are made. */
  readonly names?: readonly string[];
  readonly tagIds?: readonly string[];
  /** The caller has locked the record in this transaction. */
  readonly held?: boolean;
}

export interface RecordTag {
  readonly id: string;
  readonly name: string;
  /** False when the record had it already. */
  readonly added: boolean;
}

/** Tags a record, making tags that do not exist yet; `tag.added` for each it did not have. One statement. */
export async function addTags(trx: TenantTrx, context: CommandContext, input: AddTags): Promise<readonly RecordTag[]> {
  if (input.held !== true) await lockSubjects(trx, context, [input.record]);
  const names = tagNames(input.names ?? []);
  const tagIds = [...new Set(input.tagIds ?? [])];
  let tags = await linkTags(trx, context, input.record, names, tagIds);
  // Somebody made one of the names at this very moment: now it is there.
  if (tags.length < names.length + tagIds.length) tags = await linkTags(trx, context, input.record, names, tagIds);
  for (const id of tagIds) if (!tags.some((tag) => tag.id === id)) throw notFound('tag');
  for (const tag of tags) {
    if (tag.added) context.record({ type: 'tag.added', subject: input.record, data: { tagId: tag.id, tag: tag.name } });
  }
  return tags;
}

/** Names as tags are called: one line, each once whatever its case. */
export function tagNames(given: readonly string[]): readonly string[] {
  const byFold = new Map<string, string>();
  for (const [index, text] of given.entries()) {
    const name = singleLine(text);
    if (name === '' || lengthOf(name) > maxName) {
      const detail = name === '' ? 'A tag needs a name.' : `The name of a tag has at most ${maxName} characters.`;
      throw new UserError('validation_failed', detail, [{ pointer: `/tags/${index}`, code: 'tag_name_invalid', detail }]);
    }
    if (!byFold.has(name.toLowerCase())) byFold.set(name.toLowerCase(), name);
  }
  return [...byFold.values()];
}

async function linkTags(
  trx: TenantTrx,
  context: CommandContext,
  record: SubjectRef,
  names: readonly string[],
  tagIds: readonly string[],
): Promise<readonly RecordTag[]> {
  if (names.length + tagIds.length === 0) return [];
  const wanted = JSON.stringify(names.map((name) => ({ id: newId(), name })));
  return keptRowsOf<RecordTag>(
    trx,
    `with wanted as (select id, name from jsonb_to_recordset(?::jsonb) as w(id uuid, name text)),
     existing as (
       select id, name from tags
       where tenant_id = ? and (lower(name) in (select lower(name) from wanted) or id = any(?::uuid[]))
     ),
     made as (
       insert into tags (tenant_id, id, name, created_at, updated_at)
       select ?, id, name, ?, ? from wanted where lower(name) not in (select lower(name) from existing)
       on conflict (tenant_id, lower(name)) do nothing
       returning id, name
     ),
     chosen as (select id, name from existing union all select id, name from made),
     linked as (
       insert into record_tags (tenant_id, record_type, record_id, tag_id, created_at)
       select ?, ?, ?, id, ? from chosen
       on conflict do nothing
       returning tag_id
     )
     select chosen.id, chosen.name, linked.tag_id is not null as added from chosen left join linked on linked.tag_id = chosen.id order by chosen.name`,
    [
      wanted,
      context.tenantId,
      [...tagIds],
      context.tenantId,
      context.now,
      context.now,
      context.tenantId,
      record.type,
      record.id,
      context.now,
    ],
  );
}
