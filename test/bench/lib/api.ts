import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type Koa from 'koa';
import pino from 'pino';
import type { ApiDeps } from '../../../api/deps.ts';
import { createLiveHub } from '../../../api/live/live-hub.ts';
import { localFileStore } from '../../../commands/files/file-store.ts';
import type { Stage } from './stage.ts';

/** What the product's API needs on the servers of a benchmark; nothing is limited. */
export function depsOn(stage: Stage): ApiDeps {
  const unlimited = 1_000_000;
  return {
    db: stage.db,
    live: createLiveHub(stage.databaseUrl),
    logger: pino({ level: 'silent' }),
    files: localFileStore(join(stage.folder, 'files')),
    probes: [],
    config: {
      publicUrl: null,
      trustProxy: false,
      cookieSecure: false,
      sessionIdleMinutes: 60,
      sessionAbsoluteHours: 12,
      accessTokenMinutes: 15,
      refreshTokenDays: 30,
      refreshGraceSeconds: 10,
      loginMaxFailures: 5,
      loginLockoutMinutes: 15,
      signInSlowAfter: unlimited,
      uploadMaxBytes: 1_000_000,
      rateLimitPerMinute: unlimited,
      rateLimitAnonymousPerMinute: unlimited,
      rateLimitSignInPerMinute: unlimited,
      callsAllowPrivate: false,
      uiFolder: null,
      outboxFolder: null,
      temporalUiUrl: null,
      plansManagedBy: 'workspace',
      planOfNewWorkspaces: 'unlimited',
      checkResponses: false,
    },
  };
}

/** Serves an app on a free port and gives its address; how to end it is added to `ends`. */
export async function listen(app: Koa, ends: (() => Promise<void>)[]): Promise<string> {
  const answer = app.callback();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export interface SignedUp {
  readonly token: string;
  readonly tenantId: string;
  readonly userId: string;
}

/** A workspace with its first person. */
export async function signUp(api: string): Promise<SignedUp> {
  const body = { workspace: 'Crowd', name: 'Ada Admin', email: 'ada@crowd.example', password: 'correct horse battery', transport: 'token' };
  const answer = await fetch(`${api}/v1/sign-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as SignedUp;
}
