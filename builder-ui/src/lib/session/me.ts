import type { Me as MeAnswer } from '../../../../api/contracts/identity.ts';

/** Who is signed in, as screens need it. */
export interface Me {
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    /** Codes of the roles; the first is the one shown. */
    readonly roles: readonly string[];
    readonly role: string;
    readonly timeZone: string | undefined;
    readonly version: number;
  };
  readonly tenant: { readonly id: string; readonly name: string; readonly timeZone: string; readonly currency: string };
  readonly permissions: readonly string[];
  readonly teams: MeAnswer['teams'];
  readonly preferences: MeAnswer['preferences'];
  readonly security: Pick<MeAnswer, 'emailVerified' | 'twoFactor' | 'recoveryCodesLeft' | 'secondFactorDueAt' | 'mustEnrol'>;
}

export function meOf(answer: MeAnswer): Me {
  const { tenant } = answer;
  return {
    user: {
      id: answer.id,
      name: answer.name,
      email: answer.email,
      roles: answer.roles,
      role: answer.roles[0] ?? '',
      timeZone: answer.timezone ?? undefined,
      version: answer.version,
    },
    tenant: { id: tenant.id, name: tenant.name, timeZone: tenant.timezone, currency: tenant.currency },
    permissions: answer.permissions,
    teams: answer.teams,
    preferences: answer.preferences,
    security: {
      emailVerified: answer.emailVerified,
      twoFactor: answer.twoFactor,
      recoveryCodesLeft: answer.recoveryCodesLeft,
      secondFactorDueAt: answer.secondFactorDueAt,
      mustEnrol: answer.mustEnrol,
    },
  };
}
