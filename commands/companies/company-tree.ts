import { UserError } from '../../domain/errors/errors.ts';
import { lockName } from '../lib/advisory-locks.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowOf } from '../records/sql.ts';

/** Refuses a parent that is the company itself or stands below it. Trees are changed one at a time: two halves could close a circle. */
export async function requireNoCircle(trx: TenantTrx, context: CommandContext, companyId: string, parent: unknown): Promise<void> {
  if (typeof parent !== 'string') return;
  await lockName(trx, 'company-tree');
  const circle = await rowOf<{ found: boolean }>(
    trx,
    `with recursive above as (
       select id, parent_company_id, 1 as depth from companies where tenant_id = ? and id = ?
       union all
       select c.id, c.parent_company_id, above.depth + 1 from companies c join above on c.id = above.parent_company_id
       where c.tenant_id = ? and above.depth < 100
     ) select exists (select from above where id = ?) as found`,
    [context.tenantId, parent, context.tenantId, companyId],
  );
  if (circle?.found !== true) return;
  const detail = 'A company cannot stand above itself.';
  throw new UserError('validation_failed', detail, [{ pointer: '/parentCompanyId', code: 'circle', detail }]);
}
