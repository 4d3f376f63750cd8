import { findGroupMembers } from '../../db/queries/find-exclusivity-groups.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { refuseProblems } from '../records/refuse.ts';
import { rowOf } from '../records/sql.ts';
import { isUniqueViolation } from '../../db/postgres-errors.ts';

export interface GroupInput {
  readonly name: string;
  readonly description: string | null;
}

interface GroupRow extends GroupInput {
  readonly id: string;
  readonly version: number;
}

/** A group of automations: a record is in one of them at a time. */
export async function createGroup(trx: TenantTrx, context: CommandContext, input: GroupInput): Promise<string> {
  const id = newId();
  await named(input.name, () =>
    trx.raw('insert into exclusivity_groups (tenant_id, id, name, description, created_at, updated_at) values (?, ?, ?, ?, ?, ?)', [
      context.tenantId,
      id,
      input.name,
      input.description ?? null,
      context.now,
      context.now,
    ] as string[]),
  );
  await writeAudit(trx, context, {
    action: 'exclusivity_group.created',
    recordType: 'exclusivity_group',
    recordId: id,
    after: { name: input.name },
  });
  return id;
}

export async function updateGroup(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly expectedVersion: number } & { readonly [K in keyof GroupInput]?: GroupInput[K] | undefined },
): Promise<void> {
  const row = await lock(trx, context, input.id, input.expectedVersion);
  const name = input.name ?? row.name;
  const description = input.description === undefined ? row.description : input.description;
  await named(name, () =>
    trx.raw(
      'update exclusivity_groups set name = ?, description = ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ?',
      [name, description, context.now, context.tenantId, row.id] as string[],
    ),
  );
  await writeAudit(trx, context, {
    action: 'exclusivity_group.changed',
    recordType: 'exclusivity_group',
    recordId: row.id,
    before: { name: row.name, description: row.description },
    after: { name, description },
  });
}

/** Deletes a group. One that live automations are in only if that was said: from then on a record may be in several of them. */
export async function deleteGroup(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly expectedVersion: number; readonly used: boolean },
): Promise<void> {
  const row = await lock(trx, context, input.id, input.expectedVersion);
  const live = (await findGroupMembers(trx, row.id)).filter((member) => member.live !== null);
  if (live.length > 0 && !input.used) {
    const names = live.slice(0, 5).map((member) => `"${member.name}"`);
    const sentence = `Automations that run are in this group: ${names.join(', ')}. Without it a record may be in several of them at once.`;
    throw new UserError('conflict', sentence, [], { uses: live.length });
  }
  await trx.raw('delete from exclusivity_groups where tenant_id = ? and id = ?', [context.tenantId, row.id]);
  await writeAudit(trx, context, {
    action: 'exclusivity_group.deleted',
    recordType: 'exclusivity_group',
    recordId: row.id,
    before: { name: row.name, members: live.map((member) => member.name) },
  });
}

async function lock(trx: TenantTrx, context: CommandContext, id: string, expectedVersion: number): Promise<GroupRow> {
  const row = await rowOf<GroupRow>(trx, 'select * from exclusivity_groups where tenant_id = ? and id = ? for update', [
    context.tenantId,
    id,
  ]);
  if (row === null) throw notFound('exclusivity group');
  requireVersion(row, expectedVersion, 'exclusivity group');
  return row;
}

async function named(name: string, work: () => PromiseLike<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isUniqueViolation(error, 'exclusivity_groups_by_name')) throw error;
    refuseProblems('group', [{ pointer: '/name', code: 'name_taken', detail: `There is a group "${name}" already.` }]);
  }
}
