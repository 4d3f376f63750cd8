import type { Doors } from '../../db/doors.ts';
import type { SecretPlace, Vault } from '../../domain/credentials/vault.ts';
import { OperationalError } from '../../domain/errors/errors.ts';
import { asTenantId } from '../../domain/ids.ts';
import { rowsOf } from '../records/sql.ts';
import { vaultOf } from './vault.ts';

/** Every column that holds a secret, with what names its row. All of them are sealed the same way. */
const columns = [
  { table: 'credentials', column: 'secret', id: 'id', place: 'credentials.secret' },
  { table: 'inbound_webhooks', column: 'secret', id: 'id', place: 'inbound_webhooks.secret' },
  { table: 'webhook_subscriptions', column: 'secret', id: 'id', place: 'webhook_subscriptions.secret' },
  // The same place: it moves there as it stands when another takes its turn.
  { table: 'webhook_subscriptions', column: 'previous_secret', id: 'id', place: 'webhook_subscriptions.secret' },
  { table: 'forms', column: 'signing_secret', id: 'id', place: 'forms.signing_secret' },
  { table: 'single_sign_on', column: 'client_secret', id: 'id', place: 'single_sign_on.client_secret' },
  { table: 'user_totp', column: 'secret', id: 'user_id', place: 'user_totp.secret' },
] as const;

const batch = 200;

/**
 * Seals what is stored openly or under an older key, tenant by tenant: rows from before there was a vault, and all rows after a new
 * key was put in front. Once nothing is sealed any more, the older key may leave the configuration. What does not open is left as it is
 * and counted: it stops nothing else.
 */
export async function sealStoredSecrets(
  db: Pick<Doors, 'withSystem' | 'withTenant'>,
): Promise<{ readonly sealed: number; readonly broken: number }> {
  const tenants = await db.withSystem('seal secrets', (trx) =>
    rowsOf<{ readonly id: string }>(trx, 'select id from tenants order by id', []),
  );
  const counts = { sealed: 0, broken: 0 };
  for (const { id } of tenants) for (const place of columns) await sealColumn(db, id, place, counts);
  return counts;
}

async function sealColumn(
  db: Pick<Doors, 'withTenant'>,
  tenant: string,
  { table, column, id, place: where }: (typeof columns)[number],
  counts: { sealed: number; broken: number },
): Promise<void> {
  const tenantId = asTenantId(tenant);
  for (let after: string | null = null; ; ) {
    const found: readonly { readonly id: string; readonly stored: string }[] = await db.withTenant(tenantId, async (trx) => {
      const rows = await rowsOf<{ readonly id: string; readonly stored: string }>(
        trx,
        `select ${id} as id, ${column} as stored from ${table} where tenant_id = ? and ${column} is not null and ${column} <> '' and (?::uuid is null or ${id} > ?::uuid)
         order by ${id} limit ${batch} for no key update`,
        [tenantId, after, after],
      );
      const vault = rows.length === 0 ? null : vaultOf(trx);
      for (const row of rows) {
        if (vault === null || vault.isCurrent(row.stored)) continue;
        const place = { tenantId, column: where, id: row.id };
        const secret = openedOrNull(vault, row.stored, place);
        if (secret === null) {
          counts.broken += 1;
          continue;
        }
        await trx.raw(`update ${table} set ${column} = ? where tenant_id = ? and ${id} = ?`, [vault.seal(secret, place), tenantId, row.id]);
        counts.sealed += 1;
      }
      return rows;
    });
    if (found.length < batch) return;
    after = found.at(-1)?.id ?? null;
  }
}

function openedOrNull(vault: Vault, stored: string, place: SecretPlace): string | null {
  try {
    return vault.open(stored, place);
  } catch (error) {
    if (error instanceof OperationalError) return null;
    throw error;
  }
}
