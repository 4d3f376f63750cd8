import type { Stage } from '../lib/stage.ts';

export interface CrowdSize {
  readonly contacts: number;
  readonly deals: number;
  readonly events: number;
}

/** The same id for the same words, in the form of a UUID of version 7. */
const idOf = (words: string): string => `overlay(overlay(md5(${words}) placing '7' from 13) placing '8' from 17)::uuid`;

/** Fills a workspace by a few statements, past commands and events: only reading is measured. */
export async function seedCrowd(
  { look }: Stage,
  tenantId: string,
  userId: string,
  { contacts, deals, events }: CrowdSize,
): Promise<{ readonly contactIds: readonly string[] }> {
  const companies = Math.ceil(contacts / 50);
  await look(
    `insert into companies (tenant_id, id, name, domain, owner_user_id, created_at)
     select $1, ${idOf(`'company' || n`)}, 'Company ' || n, 'company' || n || '.example', $2, now() - make_interval(secs => n) from generate_series(1, $3::int) n`,
    [tenantId, userId, companies],
  );
  await look(
    `insert into contacts (tenant_id, id, first_name, last_name, email, phone_e164, company_id, owner_user_id, created_at)
     select $1, ${idOf(`'contact' || n`)}, 'Person' || n, 'Family ' || (n % 1000), 'person' || n || '@company' || (n % $4) || '.example',
       '+4420' || lpad(n::text, 8, '0'), ${idOf(`'company' || (1 + n % $4)`)}, case when n % 3 = 0 then $2::uuid end, now() - make_interval(secs => n)
     from generate_series(1, $3::int) n`,
    [tenantId, userId, contacts, companies],
  );
  await look(
    `insert into deals (tenant_id, id, name, pipeline_id, stage_id, contact_id, company_id, owner_user_id, amount_minor, currency, created_at)
     select $1, ${idOf(`'deal' || n`)}, 'Deal ' || n, s.pipeline_id, s.id, ${idOf(`'contact' || (1 + n % $4)`)}, ${idOf(`'company' || (1 + n % $5)`)}, $2, n * 10, 'EUR',
       now() - make_interval(secs => n)
     from generate_series(1, $3::int) n, (select pipeline_id, id from stages where tenant_id = $1 order by position limit 1) s`,
    [tenantId, userId, deals, contacts, companies],
  );
  await look(
    `insert into deal_contacts (tenant_id, deal_id, contact_id, is_explicit) select tenant_id, id, contact_id, false from deals where tenant_id = $1`,
    [tenantId],
  );
  await look(
    `insert into deal_companies (tenant_id, deal_id, company_id, role, is_explicit)
     select tenant_id, id, company_id, 'primary', false from deals where tenant_id = $1`,
    [tenantId],
  );
  await look(
    `with made as (
       insert into events (tenant_id, id, type, subject_type, subject_id, actor, cause, before, after, occurred_at)
       select $1, nextval('event_numbers'), 'contact.updated', 'contact', ${idOf(`'contact' || (1 + n % $4)`)}, jsonb_build_object('kind', 'user', 'userId', $2::text),
         '{"depth": 0}', '{"jobTitle": null}', '{"jobTitle": "Buyer"}', now() - make_interval(secs => n % 86400)
       from generate_series(1, $3::int) n returning id, subject_id, occurred_at)
     insert into event_links (tenant_id, record_id, event_id, record_type, type, occurred_at)
     select $1, subject_id, id, 'contact', 'contact.updated', occurred_at from made`,
    [tenantId, userId, events, contacts],
  );
  await look('vacuum analyze');
  const rows = await look<{ id: string }>('select id from contacts where tenant_id = $1 order by id limit 5000', [tenantId]);
  return { contactIds: rows.map((row) => row.id) };
}
