import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Env } from '../config/env.ts';
import { temporalNamespace } from '../config/temporal.ts';
import type { ApiConfig } from './deps.ts';

const uiFolder = 'dist/ui';

/** What the environment says about the API. */
export function apiConfig(env: Env): ApiConfig {
  const ui = resolve(uiFolder);
  return {
    publicUrl: env.PUBLIC_URL ?? null,
    trustProxy: env.TRUST_PROXY,
    cookieSecure: env.COOKIE_SECURE,
    sessionIdleMinutes: env.SESSION_IDLE_MINUTES,
    sessionAbsoluteHours: env.SESSION_ABSOLUTE_HOURS,
    accessTokenMinutes: env.ACCESS_TOKEN_MINUTES,
    refreshTokenDays: env.REFRESH_TOKEN_DAYS,
    refreshGraceSeconds: env.REFRESH_GRACE_SECONDS,
    loginMaxFailures: env.LOGIN_MAX_FAILURES,
    loginLockoutMinutes: env.LOGIN_LOCKOUT_MINUTES,
    signInSlowAfter: env.LOGIN_SLOW_AFTER,
    uploadMaxBytes: env.UPLOAD_MAX_BYTES,
    rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
    rateLimitAnonymousPerMinute: env.RATE_LIMIT_ANONYMOUS_PER_MINUTE,
    rateLimitSignInPerMinute: env.RATE_LIMIT_SIGN_IN_PER_MINUTE,
    callsAllowPrivate: env.WEBHOOKS_ALLOW_PRIVATE,
    plansManagedBy: env.PLANS_MANAGED_BY,
    planOfNewWorkspaces: env.PLAN_OF_NEW_WORKSPACES,
    uiFolder: existsSync(join(ui, 'index.html')) ? ui : null,
    outboxFolder: env.SMTP_URL === undefined ? resolve(env.DATA_DIR, 'outbox') : null,
    temporalUiUrl:
      env.TEMPORAL_UI_URL === undefined ? null : `${env.TEMPORAL_UI_URL.replace(/\/+$/, '')}/namespaces/${temporalNamespace(env)}`,
    checkResponses: false,
  };
}
