import { UserError, type Problem } from '../../../domain/errors/errors.ts';
import { fixedRoles } from '../../../domain/permissions/permissions.ts';
import { writeAudit } from '../../audit/write-audit.ts';
import { vaultOf } from '../../credentials/vault.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import { newId } from '../../lib/new-id.ts';
import { requireVersion } from '../../records/lock-record.ts';
import { refuseProblems } from '../../records/refuse.ts';
import { rowOf } from '../../records/sql.ts';
import { addressProblem, domainProblem } from './rules.ts';

export type Provisioning = 'invited' | 'everybody';
export type ProviderSecondFactor = 'ask' | 'when_proven' | 'trust';

/** How people of a workspace sign in through its identity provider. */
export interface SingleSignOn {
  readonly id: string;
  readonly version: number;
  readonly isOn: boolean;
  readonly issuer: string;
  readonly clientId: string;
  /** Sealed. */
  readonly clientSecret: string | null;
  /** Only people with an address of one of these are linked or made. */
  readonly domains: readonly string[];
  readonly provisioning: Provisioning;
  readonly defaultRoleId: string | null;
  readonly secondFactor: ProviderSecondFactor;
  /** Off: only the emergency admin signs in by password. */
  readonly passwordsOn: boolean;
  readonly emergencyUserId: string | null;
  readonly provenAt: Date | null;
}

export interface ChangeSingleSignOn {
  readonly expectedVersion: number;
  readonly isOn?: boolean | undefined;
  readonly issuer?: string | undefined;
  readonly clientId?: string | undefined;
  /** Null: a public client. Left out: as it is. */
  readonly clientSecret?: string | null | undefined;
  readonly domains?: readonly string[] | undefined;
  readonly provisioning?: Provisioning | undefined;
  readonly defaultRole?: string | null | undefined;
  readonly secondFactor?: ProviderSecondFactor | undefined;
  readonly passwordsOn?: boolean | undefined;
  readonly emergencyUserId?: string | null | undefined;
}

export function findSingleSignOn(trx: TenantTrx): Promise<SingleSignOn | null> {
  return rowOf<SingleSignOn>(trx, `select * from single_sign_on where tenant_id = nullif(current_setting('app.tenant', true), '')::uuid`);
}

export function secretOf(trx: TenantTrx, tenantId: string, row: SingleSignOn): string | null {
  if (row.clientSecret === null) return null;
  return vaultOf(trx).open(row.clientSecret, { tenantId, column: 'single_sign_on.client_secret', id: row.id });
}

/** Changes who vouches for the people of a workspace. Whoever does that can become any of them, so only administrators may. */
export async function changeSingleSignOn(
  trx: TenantTrx,
  context: CommandContext,
  input: ChangeSingleSignOn,
  rules: { readonly allowPrivate: boolean },
): Promise<void> {
  await trx.raw('select 1 from tenants where id = ? for no key update', [context.tenantId]);
  await requireAdministrator(trx, context);
  const row = await findSingleSignOn(trx);
  requireVersion({ version: row?.version ?? 0 }, input.expectedVersion, 'single sign-on');
  const next = await merged(trx, context, row, input);
  const problems = [
    ...addressProblem(next.issuer, rules.allowPrivate),
    ...secretProblem(row, input),
    ...(await domainProblems(trx, context, row, next)),
    ...(await passwordProblems(trx, context, next)),
  ];
  if (next.clientId.trim() === '')
    problems.push({ pointer: '/clientId', code: 'required', detail: 'The provider knows Cadenza by a client id.' });
  if (next.provisioning === 'everybody' && next.defaultRoleId === null)
    problems.push({ pointer: '/defaultRole', code: 'required', detail: 'Say which role people get who come for the first time.' });
  refuseProblems('single sign-on', problems);
  await write(trx, context, row, next, input);
  await writeAudit(trx, context, {
    action: row === null ? 'sso.configured' : 'sso.changed',
    recordType: 'tenant',
    recordId: context.tenantId,
    ...(row === null ? {} : { before: told(row) }),
    after: { ...told(next), ...(input.clientSecret === undefined ? {} : { secret: 'replaced' }) },
  });
}

type Next = Omit<SingleSignOn, 'id' | 'version' | 'clientSecret'>;

async function merged(trx: TenantTrx, context: CommandContext, row: SingleSignOn | null, input: ChangeSingleSignOn): Promise<Next> {
  const role = input.defaultRole;
  const sameProvider = row !== null && (input.issuer ?? row.issuer) === row.issuer && (input.clientId ?? row.clientId) === row.clientId;
  return {
    isOn: input.isOn ?? row?.isOn ?? false,
    issuer: (input.issuer ?? row?.issuer ?? '').trim(),
    clientId: (input.clientId ?? row?.clientId ?? '').trim(),
    domains: [...new Set((input.domains ?? row?.domains ?? []).map((one) => one.trim().toLowerCase()))],
    provisioning: input.provisioning ?? row?.provisioning ?? 'invited',
    defaultRoleId: role === undefined ? (row?.defaultRoleId ?? null) : role === null ? null : await roleId(trx, context, role),
    secondFactor: input.secondFactor ?? row?.secondFactor ?? 'ask',
    passwordsOn: input.passwordsOn ?? row?.passwordsOn ?? true,
    emergencyUserId: input.emergencyUserId === undefined ? (row?.emergencyUserId ?? null) : input.emergencyUserId,
    // What another provider has proven says nothing of this one.
    provenAt: sameProvider && input.clientSecret === undefined ? row.provenAt : null,
  };
}

async function roleId(trx: TenantTrx, context: CommandContext, code: string): Promise<string> {
  const found = await rowOf<{ readonly id: string }>(trx, 'select id from roles where tenant_id = ? and code = ?', [
    context.tenantId,
    code,
  ]);
  if (found !== null && !fixedRoles.some((fixed) => fixed === code)) return found.id;
  const detail = found === null ? `There is no role "${code}".` : 'Whoever comes for the first time cannot be an administrator at once.';
  throw new UserError('validation_failed', detail, [{ pointer: '/defaultRole', code: 'unknown_role', detail }]);
}

/** A secret that was given for one provider is not sent to another by somebody who may only edit. */
function secretProblem(row: SingleSignOn | null, input: ChangeSingleSignOn): Problem[] {
  if (row === null || row.clientSecret === null || input.clientSecret !== undefined) return [];
  const moved =
    (input.issuer !== undefined && input.issuer.trim() !== row.issuer) ||
    (input.clientId !== undefined && input.clientId.trim() !== row.clientId);
  const detail = 'Another issuer or client id needs its secret entered anew.';
  return moved ? [{ pointer: '/clientSecret', code: 'secret_needed', detail }] : [];
}

/** People are led to this provider by their domain, so a workspace names only those at which one of its own has a proven address. */
async function domainProblems(trx: TenantTrx, context: CommandContext, row: SingleSignOn | null, next: Next): Promise<Problem[]> {
  if (next.domains.length === 0)
    return [{ pointer: '/domains', code: 'required', detail: 'Say whose addresses the provider vouches for.' }];
  const { rows }: { rows: { domain: string }[] } = await trx.raw(
    `select distinct split_part(email, '@', 2) as domain from users where tenant_id = ? and is_verified and status = 'active'`,
    [context.tenantId],
  );
  const own = new Set([...rows.map((one) => one.domain), ...(row?.domains ?? [])]);
  return next.domains.flatMap((domain, index) => {
    const detail =
      domainProblem(domain) ??
      (own.has(domain) ? null : `Nobody here has a confirmed address at ${domain}. Somebody with one confirms it first.`);
    return detail === null ? [] : [{ pointer: `/domains/${index}`, code: 'domain_not_proven', detail }];
  });
}

/** Nobody locks everybody out: the way in must have worked, and one person keeps their key. */
async function passwordProblems(trx: TenantTrx, context: CommandContext, next: Next): Promise<Problem[]> {
  if (next.passwordsOn) return [];
  if (!next.isOn || next.provenAt === null) {
    const detail = 'Somebody signs in through the provider first; then passwords can be switched off.';
    return [{ pointer: '/passwords', code: 'not_proven', detail }];
  }
  const keeper = await rowOf<{ readonly ok: boolean }>(
    trx,
    `select u.password_hash is not null and exists (select from user_roles ur join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
       where ur.tenant_id = u.tenant_id and ur.user_id = u.id and r.code = any(?)) as ok
     from users u where u.tenant_id = ? and u.id = ?::uuid and u.status = 'active'`,
    [[...fixedRoles], context.tenantId, next.emergencyUserId],
  );
  if (keeper?.ok === true) return [];
  const detail = 'Name an active administrator with a password who can still sign in by it when the provider is down.';
  return [{ pointer: '/emergencyUserId', code: 'emergency_admin', detail }];
}

async function write(
  trx: TenantTrx,
  context: CommandContext,
  row: SingleSignOn | null,
  next: Next,
  input: ChangeSingleSignOn,
): Promise<void> {
  const id = row?.id ?? newId();
  const place = { tenantId: context.tenantId, column: 'single_sign_on.client_secret', id };
  const given = input.clientSecret;
  const secret = given === undefined ? (row?.clientSecret ?? null) : given === null ? null : vaultOf(trx).seal(given, place);
  const values = {
    is_on: next.isOn,
    issuer: next.issuer,
    client_id: next.clientId,
    client_secret: secret,
    domains: [...next.domains],
    provisioning: next.provisioning,
    default_role_id: next.defaultRoleId,
    second_factor: next.secondFactor,
    passwords_on: next.passwordsOn,
    emergency_user_id: next.emergencyUserId,
    proven_at: next.provenAt,
    updated_at: context.now,
  };
  if (row === null) await trx('single_sign_on').insert({ tenant_id: context.tenantId, id, ...values, created_at: context.now });
  else
    await trx('single_sign_on')
      .where({ tenant_id: context.tenantId, id })
      .update({ ...values, version: trx.raw('version + 1') });
}

function told(one: Next | SingleSignOn) {
  const { isOn, issuer, clientId, domains, provisioning, secondFactor, passwordsOn, emergencyUserId } = one;
  return { isOn, issuer, clientId, domains: [...domains], provisioning, secondFactor, passwordsOn, emergencyUserId };
}

async function requireAdministrator(trx: TenantTrx, context: CommandContext): Promise<void> {
  const found =
    context.actor.kind === 'user' &&
    (await rowOf(
      trx,
      `select 1 as one from user_roles ur join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
       where ur.tenant_id = ? and ur.user_id = ? and r.code = any(?)`,
      [context.tenantId, context.actor.userId, [...fixedRoles]],
    )) !== null;
  if (!found) throw new UserError('forbidden', 'Only administrators decide who vouches for people who sign in.');
}
