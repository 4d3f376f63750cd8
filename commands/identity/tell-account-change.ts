import { sendSystemMail, workspaceName } from '../messages/send-system-mail.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';

export interface AccountChange {
  readonly userId: string;
  readonly change: 'password' | 'second_factor_on' | 'second_factor_off';
  readonly baseUrl: string;
}

/** Tells a person by mail what happened to their account: whoever did it in their place must not stay unnoticed. */
export async function tellAccountChange(
  trx: TenantTrx,
  context: CommandContext,
  { userId, change, baseUrl }: AccountChange,
): Promise<void> {
  const user: { email: string; name: string } | undefined = await trx('users')
    .where({ tenant_id: context.tenantId, id: userId })
    .first('email', 'name');
  if (user === undefined) return;
  const workspace = await workspaceName(trx, context);
  await sendSystemMail(trx, context, {
    mail: change === 'password' ? 'password_changed' : 'two_factor_changed',
    email: user.email,
    name: user.name,
    baseUrl,
    path: '/settings/me',
    values: change === 'password' ? { workspace } : { workspace, state: change === 'second_factor_on' ? 'on' : 'off' },
  });
}
