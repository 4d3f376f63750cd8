import { runTogether } from '../../db/opening.ts';
import { type CodeChannel, codeRules } from '../../domain/phones/code-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { insertDispatches } from '../lib/dispatches.ts';
import { newId } from '../lib/new-id.ts';
import type { CodePurpose } from './codes.ts';
import { workspaceName } from '../messages/send-system-mail.ts';

/** Puts a code into the outbox; it goes out once the transaction is committed, and its text leaves the row when it has gone. */
export async function sendCode(
  trx: TenantTrx,
  context: CommandContext,
  to: { readonly phone: string; readonly channel: CodeChannel; readonly code: string; readonly purpose: CodePurpose },
): Promise<void> {
  const minutes = codeRules.lifetimeMs / 60_000;
  const workspace = await workspaceName(trx, context);
  // A contact tells the code to whoever speaks to them; all others keep it to themselves.
  const text =
    to.purpose === 'contact'
      ? `${to.code} is your code from ${workspace}, who asked whether this number is yours. It works for ${minutes} minutes.`
      : `${to.code} is your code for ${workspace} in Cadenza. It works for ${minutes} minutes. Tell it to nobody.`;
  const id = newId();
  await trx('messages').insert({
    tenant_id: context.tenantId,
    id,
    channel: to.channel,
    status: 'queued',
    consent_class: 'transactional',
    to_address: to.phone,
    body_text: text,
    is_private: true,
    incarnation: 1,
    message_id: id,
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
