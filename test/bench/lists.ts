import Koa from 'koa';
import { createApp } from '../../api/app.ts';
import type { ApiDeps } from '../../api/deps.ts';
import { hashToken } from '../../commands/identity/session-tokens.ts';
import { findPrincipal } from '../../db/queries/find-principal.ts';
import { depsOn, listen, signUp } from './lib/api.ts';
import { benchmark } from './lib/benchmark.ts';
import type { Goal } from './lib/figures.ts';
import { median, percentile, rounded } from './lib/figures.ts';
import { seedCrowd } from './lists/seed.ts';
import { setStage } from './lib/stage.ts';

interface ListsBenchOptions {
  readonly contacts: number;
  readonly deals: number;
  readonly events: number;
  /** Requests of each kind, interleaved. */
  readonly requests: number;
}

const usualListsBench: ListsBenchOptions = { contacts: 100_000, deals: 20_000, events: 1_000_000, requests: 150 };

/** What is asked; `bare` is a handler that checks the sign-in, opens the tenant's transaction and reads fifty rows. */
const listVariants = ['bare', 'list', 'filter', 'related', 'search', 'typeAhead', 'record', 'timeline'] as const;
type ListVariant = (typeof listVariants)[number];

interface Latency {
  readonly p50Ms: number;
  readonly p95Ms: number;
}
type ListsReport = Readonly<Record<ListVariant, Latency & { readonly toBare: number }>>;

/** Lists, filters, search and record pages over a large workspace, against a bare handler in the same run. */
async function benchLists(options: ListsBenchOptions, say: (line: string) => void): Promise<ListsReport> {
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
  const bare = percentile(took.get('bare') ?? [], 0.95);
  const figures = listVariants.map((name) => {
    const times = took.get(name) ?? [];
    return [
      name,
      { p50Ms: rounded(median(times)), p95Ms: rounded(percentile(times, 0.95)), toBare: rounded(percentile(times, 0.95) / bare) },
    ] as const;
  });
  return Object.fromEntries(figures) as Record<ListVariant, Latency & { toBare: number }>;
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

function listsGoals(report: ListsReport): readonly Goal[] {
  const compared = (['list', 'filter', 'related', 'search', 'record'] as const).map((name) => ({
    what: `p95 of ${name} to that of the bare handler`,
    figure: report[name].toBare,
    wanted: { atMost: 2 },
  }));
  return [...compared, { what: 'p95 of the type-ahead in ms', figure: report.typeAhead.p95Ms, wanted: { atMost: 60 } }];
}

export const listsBenchmark = benchmark({
  tells: 'lists, filters, search, type-ahead, record page and timeline of a large workspace, beside a bare handler',
  usual: usualListsBench,
  measure: async (sizes, say) => {
    const report = await benchLists(sizes, say);
    const rows = listVariants.map((name) => [name, report[name].p50Ms, report[name].p95Ms, report[name].toBare]);
    return { report, head: ['asked', 'p50 ms', 'p95 ms', 'to bare'], rows, goals: listsGoals(report) };
  },
});
