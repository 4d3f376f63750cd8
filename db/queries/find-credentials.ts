import type { Transaction } from 'objection';
import type { CredentialSettings } from '../../domain/credentials/credential-rules.ts';

export interface FoundCredential {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly settings: CredentialSettings;
  readonly hosts: readonly string[];
  readonly secretChangedAt: Date;
  readonly lastUsedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface CredentialUse {
  readonly automationId: string;
  readonly name: string;
  /** The version, or null for the draft. */
  readonly version: number | null;
  /** Something runs with it today. */
  readonly live: boolean;
}

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;
// Never the secret, not even sealed.
const select = `select id, version, name, settings, hosts, secret_changed_at as "secretChangedAt", last_used_at as "lastUsedAt",
  created_at as "createdAt", updated_at as "updatedAt" from credentials where tenant_id = ${tenant} and archived_at is null`;

export async function listCredentials(trx: Transaction): Promise<readonly FoundCredential[]> {
  const found: { rows: FoundCredential[] } = await trx.raw(`${select} order by lower(name), id`);
  return found.rows;
}

export async function findCredential(trx: Transaction, id: string): Promise<FoundCredential | null> {
  const found: { rows: FoundCredential[] } = await trx.raw(`${select} and id = ?`, [id]);
  return found.rows[0] ?? null;
}

/** Automations whose draft or whose versions at work name the credential. */
export async function findCredentialUses(trx: Transaction, id: string): Promise<readonly CredentialUse[]> {
  const found: { rows: CredentialUse[] } = await trx.raw(
    `select a.id as "automationId", a.name, null::int as version, false as live from automations a
     where a.tenant_id = ${tenant} and a.status <> 'archived' and position(:id in a.draft::text) > 0
     union all
     select a.id, a.name, v.number, true from automation_versions v
     join automations a on a.tenant_id = v.tenant_id and a.id = v.automation_id
     where v.tenant_id = ${tenant} and a.status in ('active', 'paused') and position(:id in v.definition::text) > 0
       and (v.closed_at_event is null or exists (select from automation_canaries c where c.tenant_id = v.tenant_id and c.automation_id = v.automation_id
        and c.number = v.number and c.status = 'running') or exists (select from runs r where r.tenant_id = v.tenant_id and r.automation_id = v.automation_id
         and r.version = v.number and r.status in ('queued', 'running', 'waiting', 'held')))
     order by live desc, name limit 100`,
    { id },
  );
  return found.rows;
}
