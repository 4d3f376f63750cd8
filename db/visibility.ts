/**
 * Record visibility, in one place. The API notes whose records somebody may see when it reads who they are
 * (`find-principal.ts`), in the setting `app.owners_seen` of the transaction; workers note nothing and see everything.
 * The policies of the tables apply it to every statement through a tenant's door, so that a record out of sight is
 * simply not there: lists, reads, writes, counts and exports. Only the search door is exempt from policies: its queries
 * carry the same predicate as text, from here.
 */

/**
 * Ids of the owners whose records somebody may see, their own first; null: everybody's, and there is nothing private of others. Where there is,
 * whoever sees everybody's has everybody's id here.
 */
export type OwnersSeen = readonly string[] | null;

/** The owners seen in this transaction, read once per statement. */
const seen = '(select owners_seen())';

/** Nobody's records are everybody's: a queue from which people take. */
export function ownerSeen(column: string): string {
  return `(${seen} is null or ${column} is null or ${column} = any(${seen}::uuid[]))`;
}

/** A contact: as its owner is seen; a private one only by its owner, who stands first among the owners seen. */
export function contactSeen(alias: string): string {
  const owner = `${alias}.owner_user_id`;
  return `(${ownerSeen(owner)} and (not ${alias}.is_private or ${seen} is null or ${owner} = (select (owners_seen())[1])))`;
}

/** A company: as its owner is seen, or because one of its team is. */
export function companySeen(alias: string): string {
  return `(${seen} is null or ${alias}.owner_user_id is null or ${alias}.owner_user_id = any(${seen}::uuid[]) or exists (
    select from company_members m where m.tenant_id = ${alias}.tenant_id and m.company_id = ${alias}.id and m.user_id = any(${seen}::uuid[])))`;
}

/** A task or activity: one's own, nobody's, or about a record one may see. `alias` is the table's name in the statement. */
export function linkedSeen(alias: string, links: 'task_links' | 'activity_links', column: 'task_id' | 'activity_id'): string {
  return `(${seen} is null or ${alias}.owner_user_id is null or ${alias}.owner_user_id = any(${seen}::uuid[]) or exists (
    select from ${links} k where k.tenant_id = ${alias}.tenant_id and k.${column} = ${alias}.id and record_seen(k.record_type, k.record_id)))`;
}

/** What hangs on one record (a note, a run, a message): seen with it. */
export function subjectSeen(type: string, id: string): string {
  return `(${seen} is null or record_seen(${type}, ${id}))`;
}

/** The predicate of a row of any kind, for queries through the search door and for what a filter looks at beside the record. */
export function visibleRow(type: string, alias: string): string {
  if (type === 'company') return companySeen(alias);
  if (type === 'contact') return contactSeen(alias);
  if (type === 'lead' || type === 'deal') return ownerSeen(`${alias}.owner_user_id`);
  if (type === 'task') return linkedSeen(alias, 'task_links', 'task_id');
  if (type === 'activity') return linkedSeen(alias, 'activity_links', 'activity_id');
  return type === 'note' ? subjectSeen(`${alias}.record_type`, `${alias}.record_id`) : 'true';
}

/**
 * Fields that roles do not see, by the same way: the keys (`lead.budget`) stand in `app.fields_hidden`, and what is out of sight is not
 * there in the list of fields, so nothing can ask for it. Values are taken out of answers (`domain/records/hidden-fields.ts`).
 */
const hidden = '(select fields_hidden())';

/** A field of the tenant's own that is not hidden from whoever asks. */
export function fieldSeen(alias: string): string {
  return `(${hidden} is null or not ${alias}.entity || '.' || ${alias}.key = any(${hidden}::text[]))`;
}

/** An import that brings no field hidden from whoever asks: its rows show what stands in the file. */
export function importSeen(alias: string): string {
  return `(${hidden} is null or not exists (select from jsonb_array_elements(${alias}.mapping) m
    where replace(m ->> 'field', 'custom.', ${alias}.entity || '.') = any(${hidden}::text[])))`;
}

/** What came in by something that fills a hidden field: it stands there as it was sent, under whatever name. `made` is text that names fields. */
export function cameBySeen(made: string): string {
  return `(${hidden} is null or not exists (select from unnest(${hidden}::text[]) h where position('custom.' || split_part(h, '.', 2) in ${made}) > 0))`;
}

/** A text of JSON that has no member called as a hidden field. */
export function sentSeen(text: string): string {
  return `(${hidden} is null or not exists (select from unnest(${hidden}::text[]) h where position('"' || split_part(h, '.', 2) || '"' in ${text}) > 0))`;
}

/** The setting's text: an array literal, or nothing for everything. */
export function ownersSetting(owners: OwnersSeen): string {
  return owners === null ? '' : `{${owners.join(',')}}`;
}
