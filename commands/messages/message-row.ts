import type { TenantTrx } from '../lib/context.ts';
import { rowOf } from '../records/sql.ts';
import type { TimeWindow } from '../../domain/automation/nodes/shared.ts';

/** A message as its row holds it, with what decides whether it may go out now. */
export interface MessageRow {
  readonly id: string;
  readonly channel: 'email' | 'sms' | 'whatsapp' | 'in_app';
  readonly status: string;
  readonly consentClass: 'transactional' | 'marketing';
  readonly recordType: 'lead' | 'contact' | 'company' | 'deal' | null;
  readonly recordId: string | null;
  readonly toAddress: string;
  readonly toName: string | null;
  readonly fromAddress: string | null;
  readonly replyTo: string | null;
  readonly subject: string | null;
  readonly body: string | null;
  readonly bodyText: string | null;
  readonly automationId: string | null;
  readonly runId: string | null;
  readonly sendWindow: TimeWindow | null;
  readonly notBefore: Date | null;
  readonly incarnation: number;
  readonly attempts: number;
  readonly attemptToken: string | null;
  readonly leaseUntil: Date | null;
  readonly messageId: string | null;
  readonly createdAt: Date;
  readonly runStatus: string | null;
  readonly automationStatus: string | null;
}

const select = `
  select messages.*, runs.status as run_status, automations.status as automation_status
  from messages
  left join runs on runs.tenant_id = messages.tenant_id and runs.id = messages.run_id
  left join automations on automations.tenant_id = messages.tenant_id and automations.id = messages.automation_id
  where messages.tenant_id = current_setting('app.tenant')::uuid and messages.id = ?
  for no key update of messages`;

/** Locks and reads a message; null when it is gone. */
export function lockMessage(trx: TenantTrx, id: string): Promise<MessageRow | null> {
  return rowOf<MessageRow>(trx, select, [id]);
}
