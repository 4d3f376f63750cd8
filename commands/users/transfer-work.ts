import { countOpenWork, findOpenWork, type WorkKind } from '../../db/queries/find-access.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { assignRecord } from '../records/update-record.ts';
import { seeingAll } from '../records/sight.ts';
import { updateTask } from '../tasks/update-task.ts';
import { requireMayManage } from './rights.ts';
import { readUser } from './user-row.ts';

export interface TransferWork {
  readonly fromUserId: string;
  readonly to: { readonly userId: string } | { readonly teamId: string };
}

export interface Transferred {
  readonly moved: number;
  readonly remaining: Readonly<Record<WorkKind, number>>;
}

/** A writing transaction stays short: so many records a call; the caller goes on until nothing remains. */
const atOnce = 100;
const kinds: readonly WorkKind[] = ['lead', 'deal', 'task', 'contact', 'company'];

/**
 * Gives a person's open work to somebody else, or in turn to the members of a team. What they did stays under their name.
 * Moves a part at a time; calling again goes on where it stopped, and calling when nothing is left does nothing.
 */
export async function transferWork(trx: TenantTrx, context: CommandContext, input: TransferWork): Promise<Transferred> {
  await readUser(trx, input.fromUserId);
  await requireMayManage(trx, context, input.fromUserId);
  const takers = await takersOf(trx, context, input);
  // Whoever hands over may not see all of it; nothing may stay behind unseen.
  return seeingAll(trx, context, async () => {
    let moved = 0;
    for (const kind of kinds) {
      const ids = moved >= atOnce ? [] : await findOpenWork(trx, kind, input.fromUserId, atOnce - moved);
      for (const id of ids) {
        const taker = takers[moved % takers.length];
        if (taker === undefined) throw new Error('nobody to take the work');
        if (kind === 'task') await updateTask(trx, context, { id, patch: { ownerUserId: taker } });
        else await assignRecord(trx, context, { record: { type: kind, id }, ownerUserId: taker });
        moved += 1;
      }
    }
    const remaining = await countOpenWork(trx, input.fromUserId);
    if (moved > 0) {
      await writeAudit(trx, context, {
        action: 'user.work_transferred',
        recordType: 'user',
        recordId: input.fromUserId,
        after: { moved, to: { ...input.to }, remaining: { ...remaining } },
      });
    }
    return { moved, remaining };
  });
}

async function takersOf(trx: TenantTrx, context: CommandContext, { fromUserId, to }: TransferWork): Promise<readonly string[]> {
  const { rows }: { rows: { id: string }[] } =
    'userId' in to
      ? await trx.raw(`select id from users where tenant_id = ? and id = ? and status = 'active' and id <> ? for key share`, [
          context.tenantId,
          to.userId,
          fromUserId,
        ])
      : await trx.raw(
          `select u.id from team_members m join teams t on t.tenant_id = m.tenant_id and t.id = m.team_id and t.archived_at is null
             join users u on u.tenant_id = m.tenant_id and u.id = m.user_id and u.status = 'active'
           where m.tenant_id = ? and m.team_id = ? and u.id <> ? order by u.id for key share of u`,
          [context.tenantId, to.teamId, fromUserId],
        );
  if (rows.length > 0) return rows.map((row) => row.id);
  const detail = 'userId' in to ? 'Choose somebody else who is active.' : 'There is nobody active in this team to take the work.';
  throw new UserError('validation_failed', detail, [{ pointer: '/to', code: 'nobody_to_take', detail }]);
}
