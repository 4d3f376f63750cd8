import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Koa from 'koa';
import pino from 'pino';
import { createApp } from '../../api/app.ts';
import type { ApiDeps } from '../../api/deps.ts';
import { createLiveHub } from '../../api/live/live-hub.ts';
import { hashToken } from '../../commands/identity/session-tokens.ts';
import { localFileStore } from '../../commands/files/file-store.ts';
import { findPrincipal } from '../../db/queries/find-principal.ts';
import type { Goal } from './lib/figures.ts';
import { median, rounded } from './lib/figures.ts';
import { seedCrowd } from './lists/seed.ts';
import type { Stage } from './lib/stage.ts';
import { setStage } from './lib/stage.ts';

export interface ListsBenchOptions {
  readonly contacts: number;
  readonly deals: number;
  readonly events: number;
  /** Requests of each kind, interleaved. */
  readonly requests: number;
}

export const usualListsBench: ListsBenchOptions = { contacts: 100_000, deals: 20_000, events: 1_000_000, requests: 150 };

/** What is asked; `bare` is a handler that checks the sign-in, opens the tenant's transaction and reads fifty rows. */
export const listVariants = ['bare', 'list', 'filter', 'related', 'search', 'typeAhead', 'record', 'timeline'] as const;
export type ListVariant = (typeof listVariants)[number];

export interface Latency {
  readonly p50Ms: number;
  readonly p95Ms: number;
}
export type ListsReport = Readonly<Record<ListVariant, Latency & { readonly toBare: number }>>;

/** Lists, filters, search and record pages over a large workspace, against a bare handler in the same run. */
export async function benchLists(options: ListsBenchOptions, say: (line: string) => void): Promise<ListsReport> {
  const stage = await setStage();
  const ends: (() => Promise<void>)[] = [];
  try {
    const deps = depsOn(stage);
    ends.push(() => deps.live.close());
    const api = await listen(createApp(deps), ends);
    const bare = await listen(bareApp(deps), ends);
    const person = await signUp(api);
    say(`seeding ${options.contacts} contacts, ${options.deals} deals, ${options.events} events`);
    const crowd = await seedCrowd(stage, person.tenantId, person.userId, options);
    say('measuring');
    return await measure({ api, bare, token: person.token, ...crowd }, options.requests);
  } finally {
    for (const end of ends.reverse()) await end();
    await stage.close();
  }
}

function depsOn(stage: Stage): ApiDeps {
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
      loginMaxFailures: 5,
      loginLockoutMinutes: 15,
      uploadMaxBytes: 1_000_000,
      rateLimitPerMinute: unlimited,
      rateLimitAnonymousPerMinute: unlimited,
      rateLimitSignInPerMinute: unlimited,
      uiFolder: null,
      outboxFolder: null,
      temporalUiUrl: null,
      checkResponses: false,
    },
  };
}

/** As little as a handler can do that knows who asks and keeps tenants apart. */
function bareApp(deps: ApiDeps): Koa {
  const app = new Koa();
  app.use(async (ctx) => {
    const token = ctx.get('authorization').slice('Bearer '.length);
    const session = await deps.db.lookup.sessionByTokenHash(hashToken(token));
    if (session === null) return ctx.throw(401);
    ctx.body = await deps.db.readTenant(session.tenantId, async (trx) => {
      if ((await findPrincipal(trx, session.sessionId)) === null) ctx.throw(401);
      const result: { rows: unknown[] } = await trx.raw(
        'select id, first_name, last_name, email, phone_e164, company_id, created_at from contacts where tenant_id = ? and archived_at is null order by created_at desc, id desc limit 50',
        [session.tenantId],
      );
      return { items: result.rows };
    });
  });
  return app;
}

async function listen(app: Koa, ends: (() => Promise<void>)[]): Promise<string> {
  const answer = app.callback();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface SignedUp {
  readonly token: string;
  readonly tenantId: string;
  readonly userId: string;
}

async function signUp(api: string): Promise<SignedUp> {
  const body = { workspace: 'Crowd', name: 'Ada Admin', email: 'ada@crowd.example', password: 'correct horse battery', transport: 'token' };
  const answer = await fetch(`${api}/v1/sign-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as SignedUp;
}

interface Asked {
  readonly api: string;
  readonly bare: string;
  readonly token: string;
  readonly contactIds: readonly string[];
}

async function measure(asked: Asked, requests: number): Promise<ListsReport> {
  const took = new Map<ListVariant, number[]>(listVariants.map((name) => [name, []]));
  const warmUp = 10;
  for (let n = -warmUp; n < requests; n += 1) {
    for (const name of listVariants) {
      const begun = performance.now();
      const answer = await fetch(urlOf(name, asked, n + warmUp), { headers: { authorization: `Bearer ${asked.token}` } });
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${name} answered ${answer.status}`);
      if (n >= 0) took.get(name)?.push(performance.now() - begun);
    }
  }
  const bare = p95(took.get('bare') ?? []);
  const figures = listVariants.map((name) => {
    const times = took.get(name) ?? [];
    return [name, { p50Ms: rounded(median(times)), p95Ms: rounded(p95(times)), toBare: rounded(p95(times) / bare) }] as const;
  });
  return Object.fromEntries(figures) as Record<ListVariant, Latency & { toBare: number }>;
}

function p95(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;
}

const where = (path: string, operator: string, value: unknown) => ({
  kind: 'compare',
  left: { kind: 'field', path },
  operator,
  right: { kind: 'literal', value },
});

/** Another value each time, so that nothing is answered from a memory. */
function urlOf(name: ListVariant, { api, bare, contactIds }: Asked, n: number): string {
  const filtered = (condition: object) => `${api}/v1/contacts?filter=${encodeURIComponent(JSON.stringify(condition))}`;
  const number = (n * 7919) % contactIds.length;
  switch (name) {
    case 'bare':
      return bare;
    case 'list':
      return `${api}/v1/contacts`;
    case 'filter':
      return filtered({
        kind: 'all',
        of: [where('contact.status', 'is', 'active'), where('contact.lastName', 'contains', String(number % 100))],
      });
    case 'related':
      return filtered({ kind: 'related', list: 'contact.deals', where: where('deal.amountMinor', 'greater_than', number % 5_000) });
    case 'search':
      return `${api}/v1/contacts?q=person${number}`;
    case 'typeAhead':
      return `${api}/v1/search?q=person${number}`;
    case 'record':
      return `${api}/v1/contacts/${contactIds[number] ?? ''}`;
    case 'timeline':
      return `${api}/v1/contacts/${contactIds[number] ?? ''}/timeline`;
  }
}

export function listsGoals(report: ListsReport): readonly Goal[] {
  const compared = (['list', 'filter', 'related', 'search', 'record'] as const).map((name) => ({
    what: `p95 of ${name} to that of the bare handler`,
    figure: report[name].toBare,
    wanted: { atMost: 2 },
  }));
  return [...compared, { what: 'p95 of the type-ahead in ms', figure: report.typeAhead.p95Ms, wanted: { atMost: 60 } }];
}
