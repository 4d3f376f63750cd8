import { UserError } from '../../../domain/errors/errors.ts';
import { writeAudit } from '../../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import { requireVersion } from '../../records/lock-record.ts';
import { rowOf } from '../../records/sql.ts';

export interface PublishPolicy {
  readonly id: string;
  readonly version: number;
  readonly needsApproval: boolean;
}

/** Whether publishing needs a second person in this workspace. */
export async function readPublishPolicy(trx: TenantTrx, tenantId: string, lock = false): Promise<PublishPolicy> {
  const row = await rowOf<PublishPolicy>(
    trx,
    `select id, version, publish_needs_approval as needs_approval from tenants where id = ?${lock ? ' for no key update' : ''}`,
    [tenantId],
  );
  if (row === null) throw new UserError('not_found', 'There is no such workspace.');
  return row;
}

export async function changePublishPolicy(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly needsApproval: boolean; readonly expectedVersion: number },
): Promise<PublishPolicy> {
  const before = await readPublishPolicy(trx, context.tenantId, true);
  requireVersion(before, input.expectedVersion, 'workspace');
  await trx.raw('update tenants set publish_needs_approval = ?, version = version + 1, updated_at = ? where id = ?', [
    input.needsApproval,
    context.now,
    context.tenantId,
  ]);
  await writeAudit(trx, context, {
    action: 'automation.publish_policy_changed',
    recordType: 'tenant',
    recordId: context.tenantId,
    before: { needsApproval: before.needsApproval },
    after: { needsApproval: input.needsApproval },
  });
  return readPublishPolicy(trx, context.tenantId);
}

/** Refuses to publish alone where the workspace wants a second person. */
export async function requireNoApproval(trx: TenantTrx, tenantId: string): Promise<void> {
  const { needsApproval } = await readPublishPolicy(trx, tenantId);
  if (!needsApproval) return;
  throw new UserError('conflict', 'Publishing needs the approval of another person here: request it.', [], { approval: 'needed' });
}
