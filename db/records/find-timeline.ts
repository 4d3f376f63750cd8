import type { Transaction } from 'objection';
import type { Actor, EventType } from '../../domain/events.ts';
import type { JsonObject } from '../../domain/json.ts';
import { silentTypes, toldElsewhere } from '../../domain/records/timeline-rules.ts';
import type { NamedUser } from './find-leads.ts';
import type { AutomationSource } from './find-tasks.ts';
import { rowsOf } from './sql.ts';
import { automationJson, ofTenant } from './views.ts';

/** One event about a record, with who or what caused it. */
export interface TimelineRow {
  readonly id: string;
  readonly type: EventType;
  readonly occurredAt: Date;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly actor: Actor;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly data: JsonObject | null;
  readonly actorUser: NamedUser | null;
  readonly actorAutomation: AutomationSource | null;
  readonly actorSource: { readonly type: 'import' | 'form' | 'webhook'; readonly id: string; readonly name: string } | null;
  readonly task: { readonly id: string; readonly title: string; readonly status: string; readonly dueAt: string | null } | null;
  readonly note: { readonly id: string; readonly body: string } | null;
  /** The deal an event is about when the timeline is that of its contact or company. */
  readonly dealName: string | null;
}

/** What a contact's and a company's timeline tells of their deals. */
const dealTypes: readonly EventType[] = ['deal.created', 'deal.stage_changed', 'deal.status_changed'];

/** The events about a record (as subject or as related), the latest first; those that another event tells better are left out. */
export async function findTimeline(
  trx: Transaction,
  query: { readonly recordId: string; readonly types: readonly string[] | null; readonly below: string | null; readonly limit: number },
): Promise<TimelineRow[]> {
  return rowsOf<TimelineRow>(
    trx,
    `select e.id::text, e.type, e.occurred_at, e.subject_type, e.subject_id, e.actor, e.before, e.after, e.data,
       (select json_build_object('id', u.id, 'name', u.name) from users u
        where u.tenant_id = e.tenant_id and u.id = (e.actor ->> 'userId')::uuid) as actor_user,
       ${automationJson("(e.actor ->> 'automationId')::uuid", "(e.actor ->> 'runId')::uuid", "(e.actor ->> 'step')", 'e.tenant_id')} as actor_automation,
       case e.actor ->> 'kind'
         when 'form' then (select json_build_object('type', 'form', 'id', f.id, 'name', f.name) from forms f
           where f.tenant_id = e.tenant_id and f.id = (e.actor ->> 'formId')::uuid)
         when 'webhook' then (select json_build_object('type', 'webhook', 'id', w.id, 'name', w.name) from inbound_webhooks w
           where w.tenant_id = e.tenant_id and w.id = (e.actor ->> 'webhookId')::uuid)
         when 'import' then (select json_build_object('type', 'import', 'id', i.id, 'name', i.file_name) from imports i
           where i.tenant_id = e.tenant_id and i.id = (e.actor ->> 'importId')::uuid)
         end as actor_source,
       case when e.subject_type = 'task' then (select json_build_object('id', t.id, 'title', t.title, 'status', t.status, 'dueAt', t.due_at)
          from tasks t where t.tenant_id = e.tenant_id and t.id = e.subject_id) end as task,
       case when e.subject_type = 'note' then (select json_build_object('id', n.id, 'body', left(n.body, 2000))
          from notes n where n.tenant_id = e.tenant_id and n.id = e.subject_id and n.archived_at is null) end as note,
       case when e.subject_type = 'deal' and not r.own then (select d.name from deals d where d.tenant_id = e.tenant_id and d.id = e.subject_id) end as deal_name
     from (
       select ?::uuid as id, true as own
       union all
       (select d.id, false from deals d where ${ofTenant('d')} and (d.contact_id = ? or d.company_id = ?) order by d.id desc limit 50)
     ) r cross join lateral (
       select e.* from event_links k
       join events e on e.tenant_id = k.tenant_id and e.id = k.event_id and e.occurred_at = k.occurred_at
       where ${ofTenant('k')} and k.record_id = r.id and (?::bigint is null or k.event_id < ?::bigint)
         and k.type <> all(?::text[]) and (?::text[] is null or k.type = any(?::text[]))
         and (r.own or k.type = any(?::text[]))
         and (k.type not like '%.updated' or e.after is null or exists (select from jsonb_object_keys(e.after) f where f <> all(?::text[])))
       order by k.event_id desc limit ?
     ) e
     order by e.id desc limit ?`,
    [
      query.recordId,
      query.recordId,
      query.recordId,
      query.below,
      query.below,
      [...silentTypes],
      types(query),
      types(query),
      [...dealTypes],
      [...toldElsewhere],
      query.limit + 1,
      query.limit + 1,
    ],
  );
}

function types(query: { readonly types: readonly string[] | null }): string[] | null {
  return query.types === null ? null : [...query.types];
}
