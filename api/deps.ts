import type { Logger } from 'pino';
import type { PlanCode } from '../domain/entitlements/plans.ts';
import type { Database } from '../db/connection.ts';
import type { FileStore } from '../commands/files/file-store.ts';
import type { LiveHub } from './live/live-hub.ts';
import type { ReadinessProbe } from './lib/readiness.ts';

/** What an instance of the API can be told. The process reads it from the environment, tests give it directly. */
export interface ApiConfig {
  /** Where people reach Cadenza; requests of browsers must come from this origin. Null: whatever Host they used. */
  readonly publicUrl: string | null;
  readonly trustProxy: boolean;
  readonly cookieSecure: boolean;
  readonly sessionIdleMinutes: number;
  readonly sessionAbsoluteHours: number;
  readonly accessTokenMinutes: number;
  readonly refreshTokenDays: number;
  readonly refreshGraceSeconds: number;
  readonly loginMaxFailures: number;
  readonly loginLockoutMinutes: number;
  /** Failed sign-ins from one address, on whichever accounts, after which it is slowed. */
  readonly signInSlowAfter: number;
  readonly uploadMaxBytes: number;
  readonly rateLimitPerMinute: number;
  readonly rateLimitAnonymousPerMinute: number;
  /** Attempts to sign in or sign up that one address may make in a minute. */
  readonly rateLimitSignInPerMinute: number;
  /** Whether identity providers may be at addresses that are not on the public internet, and without encryption. */
  readonly callsAllowPrivate: boolean;
  /** Who gives workspaces their plans: their own admins, or only whoever runs this installation. */
  readonly plansManagedBy: 'workspace' | 'operator';
  /** What a workspace has that signs itself up. */
  readonly planOfNewWorkspaces: PlanCode;
  /** Folder of the built browser application; null when only the API is served. */
  readonly uiFolder: string | null;
  /** Folder into which mail is written when there is no mail server; null when there is one. */
  readonly outboxFolder: string | null;
  /** Our namespace in Temporal's own pages, e.g. `https://host/namespaces/cadenza`; null when nobody said where they are. */
  readonly temporalUiUrl: string | null;
  /** Compares every answer with its contract; for tests, since it costs time. */
  readonly checkResponses: boolean;
}

/** Everything the API needs from outside; nothing is global. */
export interface ApiDeps {
  readonly db: Database;
  readonly config: ApiConfig;
  readonly logger: Logger;
  readonly files: FileStore;
  readonly live: LiveHub;
  readonly probes: readonly ReadinessProbe[];
}
