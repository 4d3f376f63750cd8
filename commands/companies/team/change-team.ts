import type { AccountRole } from '../../../domain/records/account-team.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import { notificationInsert } from '../../notifications/notification.ts';
import { lockRecord } from '../../records/lock-record.ts';
import { userOf } from '../../records/made-by.ts';
import { rowOf } from '../../records/sql.ts';
import { requireActiveUsers } from '../../teams/team-row.ts';

interface Member {
  readonly companyId: string;
  readonly userId: string;
}

/** Takes somebody into the team of a company, or says what they do for it: `company.member_added`. The same again changes nothing. */
export async function addCompanyMember(
  trx: TenantTrx,
  context: CommandContext,
  input: Member & { readonly role: AccountRole },
): Promise<void> {
  const company = await lockRecord(trx, context, 'company', input.companyId);
  await requireActiveUsers(trx, context, [{ id: input.userId, pointer: '/userId' }]);
  const was = await rowOf<{ role: AccountRole }>(
    trx,
    'select role from company_members where tenant_id = ? and company_id = ? and user_id = ?',
    [context.tenantId, company.id, input.userId],
  );
  if (was?.role === input.role) return;
  await trx.raw(
    `insert into company_members (tenant_id, company_id, user_id, role, created_at) values (?, ?, ?, ?, ?)
     on conflict (tenant_id, company_id, user_id) do update set role = excluded.role`,
    [context.tenantId, company.id, input.userId, input.role, context.now],
  );
  if (was === null && input.userId !== userOf(context.actor)) {
    const { sql, bindings } = notificationInsert(context, {
      userId: input.userId,
      kind: 'company.member_added',
      title: `You are in the team of ${company.name}`,
      record: { type: 'company', id: company.id },
      data: { name: company.name },
    });
    await trx.raw(sql, bindings);
  }
  const data = { userId: input.userId, name: await nameOfUser(trx, context, input.userId), role: input.role };
  context.record({ type: 'company.member_added', subject: { type: 'company', id: company.id }, data });
}

/** Takes somebody out of the team of a company: `company.member_removed`. Again does no harm. */
export async function removeCompanyMember(trx: TenantTrx, context: CommandContext, input: Member): Promise<void> {
  const company = await lockRecord(trx, context, 'company', input.companyId);
  const gone = await rowOf<{ role: AccountRole }>(
    trx,
    'delete from company_members where tenant_id = ? and company_id = ? and user_id = ? returning role',
    [context.tenantId, company.id, input.userId],
  );
  if (gone === null) return;
  const data = { userId: input.userId, name: await nameOfUser(trx, context, input.userId), role: gone.role };
  context.record({ type: 'company.member_removed', subject: { type: 'company', id: company.id }, data });
}

async function nameOfUser(trx: TenantTrx, context: CommandContext, id: string): Promise<string> {
  const user = await rowOf<{ name: string }>(trx, 'select name from users where tenant_id = ? and id = ?', [context.tenantId, id]);
  return user?.name ?? '';
}
