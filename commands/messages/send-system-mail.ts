import { runTogether } from '../../db/opening.ts';
import type { JsonObject } from '../../domain/json.ts';
import { renderSystemMail, type SystemMailName } from '../../templates/render/system-mail.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { insertDispatches } from '../lib/dispatches.ts';
import { newId } from '../lib/new-id.ts';

export interface SystemMailTo {
  readonly mail: SystemMailName;
  readonly email: string;
  readonly name: string;
  /** Where people reach Cadenza, e.g. `https://crm.example`. */
  readonly baseUrl: string;
  /** Path of the link, with its token. */
  readonly path: string;
  readonly values: JsonObject;
}

/**
 * Puts a mail of Cadenza's own into the outbox; it goes out like every other message once the transaction is committed.
 * Its text holds a secret link, so it is private: never shown, and removed from the row when it has gone out.
 */
export async function sendSystemMail(trx: TenantTrx, context: CommandContext, to: SystemMailTo): Promise<void> {
  const { subject, html, text } = renderSystemMail(to.mail, { ...to.values, name: to.name, link: `${to.baseUrl}${to.path}` });
  const id = newId();
  await trx('messages').insert({
    tenant_id: context.tenantId,
    id,
    channel: 'email',
    status: 'queued',
    consent_class: 'transactional',
    to_address: to.email,
    to_name: to.name,
    subject,
    body: html,
    body_text: text,
    is_private: true,
    incarnation: 1,
    message_id: `<${id}@cadenza.invalid>`,
    created_at: context.now,
    updated_at: context.now,
  });
  await runTogether(trx, [
    insertDispatches(context.tenantId, [
      {
        causeKey: `start/delivery/${id}/1`,
        target: { kind: 'start', workflow: { type: 'delivery', messageId: id, incarnation: 1 } },
        priority: 1,
      },
    ]),
  ]);
}

export async function workspaceName(trx: TenantTrx, context: CommandContext): Promise<string> {
  const row: { name: string } | undefined = await trx('tenants').where({ id: context.tenantId }).first('name');
  return row?.name ?? '';
}

/** `24 November 2026, 09:00 UTC`. */
export function untilText(date: Date): string {
  const text = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(date);
  return `${text} UTC`;
}
