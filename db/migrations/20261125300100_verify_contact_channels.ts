import type { Knex } from 'knex';

/** Codes also prove that a number is a contact's: somebody who speaks to them asks for it, one contact at a time. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table phone_verifications drop constraint phone_verifications_purpose_check;
alter table phone_verifications add constraint phone_verifications_purpose_check check (purpose in ('phone', 'sign_in', 'contact'));
alter table phone_verifications add column contact_id uuid;
alter table phone_verifications add foreign key (tenant_id, contact_id) references contacts (tenant_id, id) on delete cascade;
create index phone_verifications_of_contact on phone_verifications (tenant_id, contact_id) where contact_id is not null`);
}
