import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { userOf } from '../records/made-by.ts';
import { rowsOf } from '../records/sql.ts';
import { readAutomation } from './lib/automation-row.ts';

/** Whoever was not heard of for so long has gone without saying so. */
const forgottenAfterSeconds = 30;

export interface Present {
  readonly id: string;
  readonly name: string;
  readonly since: Date;
}

/** Notes that somebody has the draft open, or has closed it, and says who else has. */
export async function notePresence(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly present: boolean },
): Promise<readonly Present[]> {
  const userId = userOf(context.actor);
  if (userId === null) throw new UserError('forbidden', 'Only a person can have a draft open.');
  const row = await readAutomation(trx, context.tenantId, input.id);
  if (input.present) {
    await trx.raw(
      `insert into draft_presences as p (tenant_id, automation_id, user_id, since, seen_at) values (?, ?, ?, ?, ?)
       on conflict (tenant_id, automation_id, user_id) do update set seen_at = excluded.seen_at,
         since = case when p.seen_at < excluded.seen_at - make_interval(secs => ${forgottenAfterSeconds}) then excluded.since else p.since end`,
      [context.tenantId, row.id, userId, context.now, context.now],
    );
  } else {
    await trx.raw('delete from draft_presences where tenant_id = ? and automation_id = ? and user_id = ?', [
      context.tenantId,
      row.id,
      userId,
    ]);
  }
  return rowsOf<Present>(
    trx,
    `select u.id, u.name, p.since from draft_presences p join users u on u.tenant_id = p.tenant_id and u.id = p.user_id
     where p.tenant_id = ? and p.automation_id = ? and p.user_id <> ? and p.seen_at > ?::timestamptz - make_interval(secs => ${forgottenAfterSeconds})
       and u.status = 'active' order by p.since, u.id limit 20`,
    [context.tenantId, row.id, userId, context.now],
  );
}
