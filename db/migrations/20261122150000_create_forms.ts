import type { Knex } from 'knex';
import { createLookupFunctions } from './lib/lookup-function.ts';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** Forms that strangers fill in, their published versions, and everything that was ever sent. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table forms (
  name text not null,
  -- Stands in the address of the form; names form and tenant to whoever is not signed in.
  key text not null unique,
  status text not null default 'draft' check (status in ('draft', 'published', 'archived')),
  draft jsonb not null,
  published_version integer,
  -- Signs the pages that are handed out, so that a submission proves when its page was opened.
  signing_secret text not null,
  created_by_user_id uuid,
  ${recordColumns},
  ${reference('created_by_user_id', 'users')}
);
create index forms_newest on forms (tenant_id, id desc);

create table form_versions (
  tenant_id uuid not null,
  form_id uuid not null,
  number integer not null,
  content jsonb not null,
  -- Raised when the text of the consent changes, and only then.
  consent_version integer,
  published_by_user_id uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, form_id, number),
  ${reference('form_id', 'forms', 'cascade')},
  ${reference('published_by_user_id', 'users')}
);

create table form_submissions (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  form_id uuid not null,
  form_version integer not null,
  outcome text not null check (outcome in ('created', 'updated', 'refused')),
  reason_code text,
  reason text,
  problems jsonb not null default '[]',
  record_type text,
  record_id uuid,
  -- Of the page that was sent: sent twice, it counts once.
  page_token text,
  values jsonb not null default '{}',
  consent_version integer,
  consent_text text,
  consent_given boolean,
  page_url text,
  referrer text,
  remote_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  ${reference('form_id', 'forms', 'cascade')}
);
create index form_submissions_newest on form_submissions (tenant_id, form_id, id desc);
create index form_submissions_of_record on form_submissions (tenant_id, record_id) where record_id is not null;
create unique index form_submissions_once on form_submissions (tenant_id, form_id, page_token) where outcome <> 'refused' and page_token is not null`);
  await protectTenantTable(knex, 'forms', { lookup: true });
  await protectTenantTable(knex, 'form_versions', { app: ['select', 'insert'] });
  await protectTenantTable(knex, 'form_submissions', { app: ['select', 'insert', 'update'] });
  await createLookupFunctions(knex, [
    {
      signature: 'lookup_form_by_key(wanted text)',
      returns: 'table (tenant_id uuid, form_id uuid)',
      body: `select f.tenant_id, f.id from forms f join tenants t on t.id = f.tenant_id
        where f.key = wanted and f.status = 'published' and t.status = 'active'`,
    },
  ]);
}
