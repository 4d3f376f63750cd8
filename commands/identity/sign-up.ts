import { runCommand, type CommandDoors } from '../lib/run-command.ts';
import { type CreatedTenant, signUpTenant } from '../tenants/create-tenant.ts';
import { type Caller, openSession, type OpenedSession, type SessionRules, type Transport } from './open-session.ts';
import { hashPassword, refuseWeakPassword } from './passwords.ts';

export interface SignUp {
  readonly workspace: string;
  readonly slug?: string | undefined;
  readonly timezone: string;
  readonly locale?: string | undefined;
  readonly currency?: string | undefined;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly caller: Caller;
  readonly transport: Transport;
}

/** Creates a tenant with its first admin and signs them in. */
export async function signUp(db: CommandDoors, input: SignUp, rules: SessionRules): Promise<CreatedTenant & OpenedSession> {
  refuseWeakPassword(input.password, input.email);
  const created = await signUpTenant(db, {
    name: input.workspace,
    timezone: input.timezone,
    ...(input.slug === undefined ? {} : { slug: input.slug }),
    ...(input.locale === undefined ? {} : { locale: input.locale }),
    ...(input.currency === undefined ? {} : { currency: input.currency }),
    admin: { name: input.name, email: input.email, passwordHash: await hashPassword(input.password) },
  });
  const frame = { tenantId: created.tenantId, actor: { kind: 'user', userId: created.userId } } as const;
  const session = await runCommand(db, frame, (trx, context) =>
    openSession(trx, context, { userId: created.userId, caller: input.caller, transport: input.transport, rules }),
  );
  return { ...created, ...session };
}
