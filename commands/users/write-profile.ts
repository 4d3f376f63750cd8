import type { TenantTrx } from '../lib/context.ts';

/** Keeps the one profile of a user in step with their name. */
export async function writeProfile(
  trx: TenantTrx,
  input: { readonly tenantId: string; readonly userId: string; readonly name: string },
): Promise<void> {
  await trx.raw(
    `insert into user_profiles (tenant_id, user_id, full_name) values (?, ?, ?)
     on conflict (tenant_id, user_id) do update set full_name = excluded.full_name, updated_at = now()`,
    [input.tenantId, input.userId, input.name],
  );
}
