import { UserError } from '../../../domain/errors/errors.ts';
import { runCommand } from '../../lib/run-command.ts';
import { rowOf } from '../../records/sql.ts';
import type { Database } from '../links.ts';
import { type Caller, openSession } from '../open-session.ts';
import { takeCode } from '../second-factor.ts';
import { hashToken } from '../session-tokens.ts';
import { lockedError, noteAttempt, noteFailure, type SignInRules } from '../sign-in.ts';
import { type SignedInBySso, tenantOf } from './sign-in.ts';

interface Waiting {
  readonly id: string;
  readonly userId: string;
  readonly nextPath: string | null;
  readonly email: string;
  readonly lockedUntil: Date | null;
  readonly failedSignIns: number;
}

type Verdict = SignedInBySso | 'wrong' | 'gone' | { readonly until: Date };

/** The code of one's authenticator, after the provider has vouched. Wrong ones count like those after a password. */
export async function finishByCode(
  db: Database,
  input: { readonly secret: string; readonly code: string; readonly caller: Caller },
  rules: Omit<SignInRules, 'slowAfter'>,
): Promise<SignedInBySso> {
  const tenantId = tenantOf(input.secret);
  const verdict = await runCommand(
    db,
    { tenantId, actor: { kind: 'system', name: 'single sign-on' } },
    async (trx, context): Promise<Verdict> => {
      const row = await rowOf<Waiting>(
        trx,
        `select f.id, f.user_id, f.next_path, u.email, u.locked_until, u.failed_sign_ins
       from sso_flows f join users u on u.tenant_id = f.tenant_id and u.id = f.user_id
       where f.tenant_id = ? and f.key_hash = ? and f.ended_at is null and f.expires_at > ? and u.status = 'active' for update`,
        [tenantId, hashToken(input.secret), context.now],
      );
      if (row === null) return 'gone';
      if (row.lockedUntil !== null && row.lockedUntil > context.now) return { until: row.lockedUntil };
      const account = { tenantId, userId: row.userId };
      const attempt = { email: row.email, caller: input.caller };
      const through = await takeCode(trx, context, row.userId, input.code);
      await noteAttempt(trx, context, account, attempt, through);
      if (!through) {
        await noteFailure(trx, context, { account, input: attempt, failures: row.failedSignIns + 1, rules, of: 'code' });
        return 'wrong';
      }
      await trx('sso_flows').where({ tenant_id: tenantId, id: row.id }).update({ ended_at: context.now });
      const by = { provider: 'single sign-on', secondFactor: false };
      const session = await openSession(trx, context, { userId: row.userId, caller: input.caller, rules, transport: 'cookie', by });
      return { ...session, ...account, next: row.nextPath };
    },
  );
  if (verdict === 'gone') throw new UserError('AUTH_SSO_FAILED', 'This sign-in has expired. Begin again.');
  if (verdict === 'wrong') {
    const detail = 'The code is wrong, was used already or has passed.';
    throw new UserError('AUTH_2FA_INVALID_CODE', detail, [{ pointer: '/code', detail }]);
  }
  if ('until' in verdict) throw lockedError(verdict.until);
  return verdict;
}
