import type { Actor } from '../../domain/events.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';

export interface AuditInput {
  /** What was done, e.g. `user.deactivated`. */
  readonly action: string;
  /** Whoever acted, where it is not who the command runs as: somebody who has not proven who they are. */
  readonly actor?: Actor;
  readonly recordType?: string;
  readonly recordId?: string;
  readonly before?: JsonObject;
  readonly after?: JsonObject;
  readonly ip?: string | null;
  readonly userAgent?: string | null;
}

/** Notes what somebody did to accounts, rights and settings, in the transaction that does it. Nobody can change it later. */
export async function writeAudit(trx: TenantTrx, context: CommandContext, input: AuditInput): Promise<void> {
  await trx('audit_entries').insert({
    tenant_id: context.tenantId,
    id: newId(),
    actor: JSON.stringify(input.actor ?? context.actor),
    action: input.action,
    record_type: input.recordType ?? null,
    record_id: input.recordId ?? null,
    before: input.before === undefined ? null : JSON.stringify(input.before),
    after: input.after === undefined ? null : JSON.stringify(input.after),
    ip: input.ip ?? null,
    user_agent: input.userAgent ?? null,
    created_at: context.now,
  });
}
