import { createHash } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Doors } from '../../db/doors.ts';
import type { Lookup } from '../../db/lookup.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { TenantId } from '../../domain/ids.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { runCommand } from '../lib/run-command.ts';
import { type SentCode, sendSignInCode } from '../phones/phone-factor.ts';
import { type Caller, openSession, type OpenedSession, type SessionRules, type Transport } from './open-session.ts';
import { verifyPassword } from './passwords.ts';
import { hasAuthenticator, hasSecondFactor, takeCode } from './second-factor.ts';
import { createSlowDown } from './slow-down.ts';
import { mayUsePassword, signInByProvider } from './single-sign-on/passwords-off.ts';

export interface SignIn {
  readonly email: string;
  readonly password: string;
  /** Short name of the tenant, needed only by people who have accounts in several with one password. */
  readonly workspace?: string | undefined;
  /** Of the authenticator, or a recovery code; asked for once the password was right. */
  readonly code?: string | undefined;
  readonly caller: Caller;
  readonly transport: Transport;
}

export interface SignInRules extends SessionRules {
  readonly maxFailures: number;
  readonly lockoutMinutes: number;
  /** Failures from one address after which it is slowed. */
  readonly slowAfter: number;
}

export interface SignedIn extends OpenedSession {
  readonly tenantId: TenantId;
  readonly userId: string;
}

interface Account {
  readonly tenantId: TenantId;
  readonly userId: string;
}
type Verdict =
  | { readonly kind: 'wrong' | 'by_provider' }
  | { readonly kind: 'locked'; readonly until: Date }
  | { readonly kind: 'code_missing'; readonly sent: SentCode | null }
  | { readonly kind: 'code_wrong' }
  | { readonly kind: 'open'; readonly session: SignedIn };

type Database = Doors & { readonly lookup: Lookup };

/**
 * Proves who somebody is by e-mail address and password and opens a session. Each door it opens is short: the password is
 * checked between them. Answers and work are the same whether or not there is an account with the address.
 */
export function createSignIn(db: Database, rules: SignInRules): (input: SignIn) => Promise<SignedIn> {
  const strangers = new RateLimiterMemory({ points: rules.maxFailures, duration: rules.lockoutMinutes * 60 });

  const slow = createSlowDown({ after: rules.slowAfter, windowMinutes: rules.lockoutMinutes, everySeconds: 10 });

  const attempt = async (input: SignIn): Promise<SignedIn> => {
    const email = input.email.trim().toLowerCase();
    const accounts = await accountsOf(db, email, input.workspace);
    const hashes = await Promise.all(accounts.map((account) => passwordHashOf(db, account)));
    if (accounts.length === 0) {
      await verifyPassword(null, input.password);
      await countStranger(strangers, email);
      throw refused();
    }
    const matches = await Promise.all(hashes.map((hash) => verifyPassword(hash, input.password)));
    const proven = accounts.filter((_account, index) => matches[index] === true);
    if (proven.length > 1) throw ambiguous();
    const [only] = proven;
    const verdicts = await Promise.all(
      (only === undefined ? accounts : [only]).map((account) => decide(db, account, { ...input, email }, only !== undefined, rules)),
    );
    return sessionOf(verdicts);
  };

  return async (input) => {
    await slow.pass(input.caller.ip);
    try {
      return await attempt(input);
    } catch (error) {
      if (error instanceof UserError && failureCodes.some((code) => code === error.code)) await slow.failed(input.caller.ip);
      throw error;
    }
  };
}

const failureCodes = ['unauthenticated', 'AUTH_2FA_INVALID_CODE', 'account_locked'] as const;

async function accountsOf(db: Database, email: string, workspace: string | undefined): Promise<readonly Account[]> {
  // Both look-ups happen in any case, so that their number tells nothing.
  const [accounts, tenantId] = await Promise.all([db.lookup.accountsByEmail(email), db.lookup.tenantBySlug(workspace ?? '')]);
  return workspace === undefined ? accounts : accounts.filter((account) => account.tenantId === tenantId);
}

async function passwordHashOf(db: Database, account: Account): Promise<string | null> {
  return db.readTenant(account.tenantId, async (trx) => {
    const row: { password_hash: string | null } | undefined = await trx('users')
      .where({ tenant_id: account.tenantId, id: account.userId })
      .first('password_hash');
    return row?.password_hash ?? null;
  });
}

/** Under the user's lock, so that guesses at the same moment count one after the other. */
function decide(db: Database, account: Account, input: SignIn, proven: boolean, rules: SignInRules): Promise<Verdict> {
  const frame = { tenantId: account.tenantId, actor: { kind: 'user', userId: account.userId } } as const;
  return runCommand(db, frame, async (trx, context) => {
    const row: { locked_until: Date | null; failed_sign_ins: number } | undefined = await trx('users')
      .where({ tenant_id: account.tenantId, id: account.userId, status: 'active' })
      .forUpdate()
      .first('locked_until', 'failed_sign_ins');
    if (row === undefined) return { kind: 'wrong' };
    if (row.locked_until !== null && row.locked_until > context.now) return { kind: 'locked', until: row.locked_until };
    // Said to whoever knows the password, as is that a code is needed.
    if (proven && !(await mayUsePassword(trx, context, account.userId))) return { kind: 'by_provider' };
    const factor = proven ? await secondFactor(trx, context, account.userId, input.code) : 'code_wrong';
    // Half a sign-in is neither a success nor a failure.
    if (typeof factor !== 'string') return { kind: 'code_missing', sent: factor.sent };
    const through = proven && factor === 'passed';
    await noteAttempt(trx, context, account, input, through);
    if (!through) {
      await noteFailure(trx, context, { account, input, failures: row.failed_sign_ins + 1, rules, of: proven ? 'code' : 'password' });
      return { kind: proven ? 'code_wrong' : 'wrong' };
    }
    const session = await openSession(trx, context, { userId: account.userId, caller: input.caller, transport: input.transport, rules });
    return { kind: 'open', session: { ...session, ...account } };
  });
}

async function secondFactor(
  trx: TenantTrx,
  context: CommandContext,
  userId: string,
  code: string | undefined,
): Promise<'passed' | { readonly sent: SentCode | null } | 'code_wrong'> {
  if (!(await hasSecondFactor(trx, context, userId))) return 'passed';
  if (code === undefined || code.trim() === '') {
    const sent = (await hasAuthenticator(trx, context, userId)) ? null : await sendSignInCode(trx, context, userId);
    return { sent };
  }
  return (await takeCode(trx, context, userId, code)) ? 'passed' : 'code_wrong';
}

type Attempt = Pick<SignIn, 'email' | 'caller'>;

/** Notes that somebody tried to sign in. */
export async function noteAttempt(
  trx: TenantTrx,
  context: CommandContext,
  account: Account,
  input: Attempt,
  succeeded: boolean,
): Promise<void> {
  await trx('login_attempts').insert({
    tenant_id: account.tenantId,
    id: newId(),
    user_id: account.userId,
    email: input.email,
    succeeded,
    ip: input.caller.ip,
    user_agent: input.caller.userAgent,
    occurred_at: context.now,
  });
}

const stranger = { kind: 'system', name: 'sign-in' } as const;

interface Failure {
  readonly account: Account;
  readonly input: Attempt;
  readonly failures: number;
  readonly rules: Pick<SignInRules, 'maxFailures' | 'lockoutMinutes'>;
  /** What was wrong. */
  readonly of: 'password' | 'code';
}

/** Counts a failure, and locks the account when there were too many. Called under the user's lock. */
export async function noteFailure(
  trx: TenantTrx,
  context: CommandContext,
  { account, input, failures, rules, of }: Failure,
): Promise<void> {
  const locks = failures >= rules.maxFailures;
  await trx('users')
    .where({ tenant_id: account.tenantId, id: account.userId })
    .update({
      failed_sign_ins: locks ? 0 : failures,
      locked_until: locks ? new Date(context.now.getTime() + rules.lockoutMinutes * 60_000) : null,
    });
  // Whoever it was has not proven to be the user.
  const about = { actor: stranger, recordType: 'user', recordId: account.userId, ...input.caller };
  await writeAudit(trx, context, { action: 'user.sign_in_failed', ...about, after: { wrong: of } });
  if (locks) await writeAudit(trx, context, { action: 'user.locked_out', ...about });
}

function sessionOf(verdicts: readonly Verdict[]): SignedIn {
  for (const verdict of verdicts) if (verdict.kind === 'open') return verdict.session;
  for (const verdict of verdicts) if (verdict.kind === 'locked') throw lockedError(verdict.until);
  if (verdicts.some((verdict) => verdict.kind === 'by_provider')) throw signInByProvider();
  const missing = verdicts.find((verdict) => verdict.kind === 'code_missing');
  if (missing !== undefined) throw codeMissing(missing.sent);
  if (verdicts.some((verdict) => verdict.kind === 'code_wrong')) {
    const detail = 'The code is wrong, was used already or has passed.';
    throw new UserError('AUTH_2FA_INVALID_CODE', detail, [{ pointer: '/code', detail }]);
  }
  throw refused();
}

/** The password was right, and a code is wanted; of the telephone as much is told as its owner needs. */
function codeMissing(sent: SentCode | null): UserError {
  const detail =
    sent === null
      ? 'Enter the code of your authenticator, or a recovery code.'
      : `Enter the code that was sent to ${sent.to} by ${sent.via === 'sms' ? 'SMS' : 'WhatsApp'}.`;
  return new UserError('AUTH_2FA_REQUIRED', detail, [{ pointer: '/code', detail }], sent === null ? {} : { ...sent });
}

/** Addresses without an account are locked alike, or the lock would tell which ones have one. */
async function countStranger(strangers: RateLimiterMemory, email: string): Promise<void> {
  try {
    await strangers.consume(createHash('sha256').update(email).digest('base64'));
  } catch (error) {
    if (error instanceof Error) throw error;
    const { msBeforeNext } = error as { msBeforeNext: number }; // the library rejects with the state of the bucket
    throw locked(Math.ceil(msBeforeNext / 1000));
  }
}

function refused(): UserError {
  return new UserError('unauthenticated', 'The e-mail address or the password is wrong.');
}

export function lockedError(until: Date): UserError {
  return locked(Math.ceil((until.getTime() - Date.now()) / 1000));
}

function locked(seconds: number): UserError {
  const retryAfterSeconds = Math.max(1, seconds);
  return new UserError('account_locked', 'Too many failed attempts. Try again later.', [], { retryAfterSeconds });
}

/** Said only to somebody who knows the password. */
function ambiguous(): UserError {
  const detail = 'You have accounts in several workspaces. Say which one you mean by its short name.';
  return new UserError('validation_failed', detail, [{ pointer: '/workspace', code: 'workspace_required', detail }]);
}
