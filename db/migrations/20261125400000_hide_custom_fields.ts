import type { Knex } from 'knex';
import { cameBySeen, fieldSeen, importSeen, sentSeen } from '../visibility.ts';

/** Who sees a field of the tenant's own: codes of roles; null where everybody may who sees the record. A definition out of sight is not there. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table custom_fields add column viewable_by text[];

create function fields_hidden() returns text[] language sql stable parallel safe
  as $$ select nullif(current_setting('app.fields_hidden', true), '')::text[] $$;
revoke all on function fields_hidden() from public;
grant execute on function fields_hidden() to cadenza_app, cadenza_search;

create policy field_visibility on custom_fields as restrictive to cadenza_app using (${fieldSeen('custom_fields')}) with check (true);
create policy field_visibility on imports as restrictive to cadenza_app using (${importSeen('imports')}) with check (true);
create policy field_visibility on form_submissions as restrictive to cadenza_app using (${cameBySeen(
    `(select string_agg(v.content::text, '') from form_versions v where v.tenant_id = form_submissions.tenant_id and v.form_id = form_submissions.form_id)`,
  )}) with check (true);
create policy field_visibility on inbound_requests as restrictive to cadenza_app using (${cameBySeen(
    `(select w.mapping::text from inbound_webhooks w where w.tenant_id = inbound_requests.tenant_id and w.id = inbound_requests.webhook_id)`,
  )}) with check (true);
create policy field_visibility on webhook_attempts as restrictive to cadenza_app
  using (${sentSeen(`coalesce(webhook_attempts.request_body, '')`)}) with check (true)`);
}
