import type { Configuration } from 'openid-client';
import { asTenantId, isUuid, type TenantId } from '../../../domain/ids.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import { writeAudit } from '../../audit/write-audit.ts';
import type { RecordingContext } from '../../lib/command-context.ts';
import type { TenantTrx } from '../../lib/context.ts';
import { newId } from '../../lib/new-id.ts';
import { runCommand } from '../../lib/run-command.ts';
import { rowOf } from '../../records/sql.ts';
import type { Database } from '../links.ts';
import { type Caller, openSession, type OpenedSession, type SessionRules } from '../open-session.ts';
import { sendSignInCode } from '../../phones/phone-factor.ts';
import { hasAuthenticator, hasSecondFactor } from '../second-factor.ts';
import { hashToken, newSessionToken } from '../session-tokens.ts';
import { accountOf } from './person.ts';
import { authorizationUrl, discover, flowValues, type ProviderCalls, providerProblem, vouchedBy, type Vouched } from './provider.ts';
import { domainOf, safePath } from './rules.ts';
import { findSingleSignOn, secretOf, type SingleSignOn } from './settings.ts';

export interface SingleSignOnRules extends SessionRules, ProviderCalls {}

export type SignedInBySso = OpenedSession & { readonly tenantId: TenantId; readonly userId: string; readonly next: string | null };

export interface BegunSignIn {
  /** Where the browser goes. */
  readonly url: string;
  /** Names the sign-in; the browser brings it back with the answer. */
  readonly state: string;
  /** For the browser alone. */
  readonly secret: string;
}

const minutes = 10;
const stranger = { kind: 'system', name: 'single sign-on' } as const;

/** Sign-in by a workspace's identity provider. Doors are short: the provider is asked between them. */
export interface SsoSignIn {
  find(email: string): Promise<readonly { readonly workspace: string; readonly name: string }[]>;
  begin(input: {
    readonly workspace: string;
    readonly email: string | null;
    readonly next: string | null;
    readonly redirectUri: string;
  }): Promise<BegunSignIn>;
  finish(input: {
    readonly secret: string;
    readonly query: string;
    readonly redirectUri: string;
    readonly caller: Caller;
  }): Promise<SignedInBySso>;
}

interface Kept {
  readonly settings: SingleSignOn;
  readonly config: Configuration;
}

const keepMs = 10 * 60_000;
const mostKept = 500;

export function createSsoSignIn(db: Database, rules: SingleSignOnRules): SsoSignIn {
  const known = new Map<string, { readonly until: number; readonly config: Configuration }>();

  /** What a provider says of itself is kept for a while, and asked anew when the settings changed. */
  async function providerOf(tenantId: TenantId): Promise<Kept> {
    const { settings, secret } = await db.readTenant(tenantId, async (trx) => {
      const found = await findSingleSignOn(trx);
      return { settings: found, secret: found === null ? null : secretOf(trx, tenantId, found) };
    });
    if (settings === null || !settings.isOn) throw off();
    const key = `${tenantId} ${settings.version}`;
    const kept = known.get(key);
    if (kept !== undefined && kept.until > performance.now()) return { settings, config: kept.config };
    const config = await discover({ ...settings, clientSecret: secret }, rules).catch((error: unknown) => {
      throw providerProblem(error);
    });
    if (known.size >= mostKept) known.clear();
    known.set(key, { until: performance.now() + keepMs, config });
    return { settings, config };
  }

  return {
    find: async (email) => {
      const tenants = await db.lookup.singleSignOnByDomain(domainOf(email.trim()));
      return Promise.all(tenants.map((tenantId) => named(db, tenantId)));
    },

    begin: async ({ workspace, email, next, redirectUri }) => {
      const tenantId = await db.lookup.tenantBySlug(workspace.trim().toLowerCase());
      if (tenantId === null) throw off();
      const { settings, config } = await providerOf(tenantId);
      const secret = `${tenantId}.${newSessionToken()}`;
      await runCommand(db, { tenantId, actor: stranger }, (trx, context) =>
        trx('sso_flows').insert({
          tenant_id: tenantId,
          id: newId(),
          key_hash: hashToken(secret),
          settings_version: settings.version,
          next_path: safePath(next),
          created_at: context.now,
          expires_at: new Date(context.now.getTime() + minutes * 60_000),
        }),
      );
      return { url: await authorizationUrl(config, { secret, redirectUri, email }), state: flowValues(secret).state, secret };
    },

    finish: async ({ secret, query, redirectUri, caller }) => {
      const tenantId = tenantOf(secret);
      const next = await takeFlow(db, tenantId, secret);
      const person = await (async () => {
        const { settings, config } = await providerOf(tenantId);
        if (settings.version !== next.settingsVersion) throw again();
        return vouchedBy(config, { secret, redirectUri, query });
      })().catch(async (error: unknown) => {
        const problem = providerProblem(error);
        await noteRefusal(db, tenantId, caller, problem);
        throw problem;
      });
      const done = await enter(db, tenantId, { secret, person, caller, rules, next: next.nextPath });
      if (done === 'code_missing') throw codeMissing();
      return done;
    },
  };
}

async function named(db: Database, tenantId: TenantId): Promise<{ readonly workspace: string; readonly name: string }> {
  const row = await db.readTenant(tenantId, (trx) =>
    rowOf<{ readonly workspace: string; readonly name: string }>(trx, 'select slug as workspace, name from tenants where id = ?', [
      tenantId,
    ]),
  );
  return row ?? { workspace: '', name: '' };
}

/** The browser's secret begins with the workspace it is for. */
export function tenantOf(secret: string): TenantId {
  const [tenant = ''] = secret.split('.');
  if (!isUuid(tenant)) throw again();
  return asTenantId(tenant);
}

interface Flow {
  readonly settingsVersion: number;
  readonly nextPath: string | null;
}

/** An answer is taken once, by the browser that asked. */
async function takeFlow(db: Database, tenantId: TenantId, secret: string): Promise<Flow> {
  if (!(await db.lookup.tenantIsActive(tenantId))) throw again();
  const flow = await runCommand(db, { tenantId, actor: stranger }, (trx, context) =>
    rowOf<Flow>(
      trx,
      `update sso_flows set used_at = ? where tenant_id = ? and key_hash = ? and used_at is null and expires_at > ? returning settings_version, next_path`,
      [context.now, tenantId, hashToken(secret), context.now],
    ),
  );
  if (flow === null) throw again();
  return flow;
}

interface Entering {
  readonly secret: string;
  readonly person: Vouched;
  readonly caller: Caller;
  readonly rules: SessionRules;
  readonly next: string | null;
}

async function enter(db: Database, tenantId: TenantId, input: Entering): Promise<SignedInBySso | 'code_missing'> {
  try {
    return await runCommand(db, { tenantId, actor: stranger }, (trx, context) => enterWithin(trx, context, tenantId, input));
  } catch (error) {
    if (error instanceof UserError) await noteRefusal(db, tenantId, input.caller, error);
    throw error;
  }
}

async function enterWithin(
  trx: TenantTrx,
  context: RecordingContext,
  tenantId: TenantId,
  { secret, person, caller, rules, next }: Entering,
): Promise<SignedInBySso | 'code_missing'> {
  await trx.raw('select 1 from single_sign_on where tenant_id = ? for no key update', [tenantId]);
  const settings = await findSingleSignOn(trx);
  if (settings === null || !settings.isOn || settings.issuer !== person.issuer) throw again();
  const userId = await accountOf(trx, context, settings, person);
  if (settings.provenAt === null) await trx('single_sign_on').where({ tenant_id: tenantId }).update({ proven_at: context.now });
  const byProvider = settings.secondFactor === 'trust' || (settings.secondFactor === 'when_proven' && person.multiFactor);
  if (!byProvider && (await hasSecondFactor(trx, context, userId))) {
    await trx('sso_flows')
      .where({ tenant_id: tenantId, key_hash: hashToken(secret) })
      .update({ user_id: userId });
    if (!(await hasAuthenticator(trx, context, userId))) await sendSignInCode(trx, context, userId);
    return 'code_missing';
  }
  const session = await openSession(trx, context, {
    userId,
    caller,
    rules,
    transport: 'cookie',
    by: { provider: 'single sign-on', secondFactor: byProvider },
  });
  return { ...session, tenantId, userId, next };
}

async function noteRefusal(db: Database, tenantId: TenantId, caller: Caller, problem: UserError): Promise<void> {
  const reason = String(problem.extra['reason'] ?? problem.code);
  await runCommand(db, { tenantId, actor: stranger }, (trx, context) =>
    writeAudit(trx, context, { action: 'sso.refused', recordType: 'tenant', recordId: tenantId, after: { reason }, ...caller }),
  );
}

function off(): UserError {
  return new UserError('AUTH_SSO_REFUSED', 'This workspace has no single sign-on.', [], { reason: 'off' });
}

function again(): UserError {
  return new UserError('AUTH_SSO_FAILED', 'This sign-in was used already, has expired, or was begun in another browser. Begin again.');
}

function codeMissing(): UserError {
  return new UserError('AUTH_2FA_REQUIRED', 'Enter the code of your authenticator, or a recovery code.', [
    { pointer: '/code', detail: 'A code is needed.' },
  ]);
}
