import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { SubjectRef } from '../records/lock-refs.ts';

/** How much of a lead's history its new records took over. */
export interface CarriedOver {
  readonly activities: number;
  readonly tasks: number;
  readonly notes: number;
  readonly files: number;
  readonly tags: number;
}

/**
 * What happened with the lead belongs to what it became: activities and tasks are linked to the new records too, notes, tags, files and
 * watchers go to them, and their timelines tell of it. The lead keeps its own links and its history.
 */
export async function carryOver(
  trx: TenantTrx,
  context: CommandContext,
  leadId: string,
  to: { readonly contact: SubjectRef; readonly others: readonly SubjectRef[] },
): Promise<CarriedOver> {
  const records = [to.contact, ...to.others];
  const from = { trx, tenantId: context.tenantId, leadId };
  const activities = await copy(from, records, activityLinks);
  const tasks = await copy(from, records, taskLinks);
  // A lead's tags and files are about the person and the chance, not about everybody at the company.
  const close = records.filter((record) => record.type !== 'company');
  const tags = await copy(from, close, tagLinks);
  const files = await copy(from, close, fileLinks);
  await copy(from, close, watcherLinks);
  await copy(from, close, eventLinks);
  const notes = await moveNotes(from, to.contact);
  const each = (count: number, of: number) => (of === 0 ? 0 : Math.round(count / of));
  return {
    activities: each(activities, records.length),
    tasks: each(tasks, records.length),
    notes,
    files: each(files, close.length),
    tags: each(tags, close.length),
  };
}

interface From {
  readonly trx: TenantTrx;
  readonly tenantId: string;
  readonly leadId: string;
}

const activityLinks = `insert into activity_links (tenant_id, activity_id, record_type, record_id, is_primary)
  select l.tenant_id, l.activity_id, r.type, r.id, false`;
const taskLinks = `insert into task_links (tenant_id, task_id, record_type, record_id, is_primary)
  select l.tenant_id, l.task_id, r.type, r.id, false`;
const tagLinks = `insert into record_tags (tenant_id, record_type, record_id, tag_id)
  select l.tenant_id, r.type, r.id, l.tag_id`;
const fileLinks = `insert into record_files (tenant_id, record_type, record_id, file_id)
  select l.tenant_id, r.type, r.id, l.file_id`;
const watcherLinks = `insert into record_watchers (tenant_id, record_type, record_id, user_id)
  select l.tenant_id, r.type, r.id, l.user_id`;
const eventLinks = `insert into event_links (tenant_id, record_id, event_id, record_type, type, occurred_at)
  select l.tenant_id, r.id, l.event_id, r.type, l.type, l.occurred_at`;

const tableOf: Readonly<Record<string, string>> = {
  [activityLinks]: 'activity_links',
  [taskLinks]: 'task_links',
  [tagLinks]: 'record_tags',
  [fileLinks]: 'record_files',
  [watcherLinks]: 'record_watchers',
  [eventLinks]: 'event_links',
};

/** Of events, those about what was done; that the lead was made and changed stays the lead's own history. */
const aboutWork = `and l.type ~ '^(activity|touch|note|task|message|form)[.]'`;

async function copy({ trx, tenantId, leadId }: From, to: readonly SubjectRef[], insert: string): Promise<number> {
  if (to.length === 0) return 0;
  const table = tableOf[insert] ?? '';
  const result: { rowCount: number | null } = await trx.raw(
    `${insert} from ${table} l cross join jsonb_to_recordset(?::jsonb) as r(type text, id uuid)
     where l.tenant_id = ? and l.record_id = ? ${table === 'event_links' ? aboutWork : ''} on conflict do nothing`,
    [JSON.stringify(to), tenantId, leadId],
  );
  return result.rowCount ?? 0;
}

async function moveNotes({ trx, tenantId, leadId }: From, contact: SubjectRef): Promise<number> {
  const result: { rowCount: number | null } = await trx.raw(
    'update notes set record_type = ?, record_id = ? where tenant_id = ? and record_id = ? and archived_at is null',
    [contact.type, contact.id, tenantId, leadId],
  );
  return result.rowCount ?? 0;
}
