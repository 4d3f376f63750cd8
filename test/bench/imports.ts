import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type Instance, startInstance } from '../../scripts/lib/instance.ts';
import { silentProgress } from '../../scripts/lib/progress.ts';
import { createApiClient } from '../../scripts/smoke/api-client.ts';
import { beginImport, checkLeads, endOfImport, signUp } from '../../scripts/smoke/journey.ts';
import { patience } from '../../scripts/smoke/patience.ts';
import { definition, step } from '../factories/definitions.ts';
import { benchmark } from './lib/benchmark.ts';
import { rounded } from './lib/figures.ts';

interface Sizes {
  readonly rows: number;
}

const atMostMb = 600;

/** A file of leads while an automation waits for every one of them: the whole system, as `npm start` runs it. */
export const importBenchmark = benchmark<Sizes>({
  tells: 'a file of leads imported through the whole system while an automation is active on each of them',
  usual: { rows: 100_000 },
  measure: async ({ rows }, say) => {
    const folder = await mkdtemp(join(tmpdir(), 'cadenza-bench-import-'));
    // PostgreSQL runs under another account when we are root and must be able to enter.
    await chmod(folder, 0o755);
    const env = { DEMO_DATA: 'false', RATE_LIMIT_PER_MINUTE: '1000000', RATE_LIMIT_ANONYMOUS_PER_MINUTE: '1000000' };
    const instance = await startInstance({ dataDir: folder, env, buildUi: false, progress: silentProgress });
    try {
      const file = join(folder, 'leads.csv');
      await writeLeads(file, rows);
      const measured = await measureImport(instance, file, rows, say);
      const { counts } = measured;
      return {
        report: measured,
        head: ['measured', 'figure'],
        rows: Object.entries({ ...measured.figures, ...counts }),
        goals: [
          { what: 'leads without exactly one run', figure: counts.leadsWithoutOneRun, wanted: { atMost: 0 } },
          { what: 'leads without exactly one task of the automation', figure: counts.leadsWithoutOneTask, wanted: { atMost: 0 } },
          { what: 'leads of one address', figure: counts.leadsTwice, wanted: { atMost: 0 } },
          { what: 'runs that did not succeed', figure: counts.runsNotSucceeded, wanted: { atMost: 0 } },
          { what: 'memory of the bulk worker at most, in MB', figure: measured.figures.bulkWorkerMb, wanted: { atMost: atMostMb } },
        ],
      };
    } finally {
      await instance.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
});

async function measureImport(instance: Instance, file: string, rows: number, say: (line: string) => void) {
  const api = createApiClient(instance.urls.api);
  const { tenantId } = await signUp(api);
  const made = await api.send<{ id: string }>('POST', '/v1/automations', { body: { definition: onLeadCreated() } });
  await api.send('POST', `/v1/automations/${made.data.id}/publish`, { body: {}, ifMatch: made.etag });
  const memory = watchMemory(instance, ['worker-bulk', 'worker-automation', 'relay', 'dispatcher', 'api']);
  say(`checking ${rows} rows`);
  const [checkSeconds, checked] = await timed(() => checkLeads(api, file));
  say('importing');
  const begun = performance.now();
  await beginImport(api, checked.id);
  const [importSeconds, imported] = await timed(() => endOfImport(api, checked.id));
  if (imported.counts.imported !== rows) throw new Error(`${imported.counts.imported} of ${rows} rows were imported`);
  say('waiting for the runs');
  const superuser = instance.urls.databaseSuperuser;
  if (superuser === undefined) throw new Error('the rows are counted behind row level security, on a database of the benchmark’s own');
  const client = new pg.Client({ connectionString: superuser });
  await client.connect();
  try {
    await untilAtRest(client, tenantId, rows, say);
    const settledSeconds = (performance.now() - begun) / 1000;
    const most = memory.stop();
    return {
      figures: {
        checkedPerSecond: rounded(rows / checkSeconds, 0),
        importedPerSecond: rounded(rows / importSeconds, 0),
        importSeconds: rounded(importSeconds, 1),
        settledSeconds: rounded(settledSeconds, 1),
        runsPerSecond: rounded(rows / settledSeconds, 1),
        bulkWorkerMb: most['worker-bulk'] ?? 0,
        automationWorkerMb: most['worker-automation'] ?? 0,
        relayMb: most['relay'] ?? 0,
        dispatcherMb: most['dispatcher'] ?? 0,
        apiMb: most['api'] ?? 0,
      },
      counts: await countAll(client, tenantId),
    };
  } finally {
    await client.end();
  }
}

function onLeadCreated() {
  return definition(
    [
      step('tag', 'record.add_tag', { tags: ['imported'] }),
      step('task', 'record.create_task', { title: 'Call {{lead.firstName}}', kind: 'follow_up', due: null }),
    ],
    { name: 'Welcome new leads' },
  );
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [number, T]> {
  const begun = performance.now();
  const result = await work();
  return [(performance.now() - begun) / 1000, result];
}

async function untilAtRest(client: pg.Client, tenantId: string, rows: number, say: (line: string) => void): Promise<void> {
  const waiting = patience('The runs');
  for (let told = 0; ; ) {
    const { rows: found } = await client.query<{ open: number; ended: number; rest: number }>(
      `select count(*) filter (where ended_at is null)::int as open, count(*) filter (where ended_at is not null)::int as ended,
         (select count(*)::int from outbox where tenant_id = $1) + (select count(*)::int from dispatches where tenant_id = $1) as rest
       from runs where tenant_id = $1`,
      [tenantId],
    );
    const [seen] = found;
    if (seen !== undefined && seen.open === 0 && seen.rest === 0 && seen.ended >= rows) return;
    waiting(seen);
    if (Date.now() - told > 15_000) {
      say(`${seen?.ended ?? 0} runs have ended, ${seen?.open ?? 0} are open`);
      told = Date.now();
    }
    await pause(500);
  }
}

async function countAll(client: pg.Client, tenantId: string) {
  const each = (of: string) => `(select count(*)::int from leads l where l.tenant_id = $1 and (${of}) <> 1)`;
  const { rows } = await client.query<Record<'leadsWithoutOneRun' | 'leadsWithoutOneTask' | 'leadsTwice' | 'runsNotSucceeded', number>>(
    `select (select count(*)::int from leads where tenant_id = $1) as leads, (select count(*)::int from runs where tenant_id = $1) as runs,
       (select count(*)::int from tasks where tenant_id = $1) as tasks,
       ${each('select count(*) from runs r where r.tenant_id = $1 and r.subject_id = l.id')} as "leadsWithoutOneRun",
       ${each(`select count(*) from task_links t where t.tenant_id = $1 and t.record_type = 'lead' and t.record_id = l.id`)} as "leadsWithoutOneTask",
       (select count(*)::int from (select from leads where tenant_id = $1 group by email having count(*) > 1) t) as "leadsTwice",
       (select count(*)::int from runs where tenant_id = $1 and status <> 'succeeded') as "runsNotSucceeded"`,
    [tenantId],
  );
  const [counts] = rows;
  if (counts === undefined) throw new Error('nothing was counted');
  return counts;
}

const mb = 1024;

/** The most memory that each process had, looked at twice a second. */
function watchMemory(instance: Instance, names: readonly string[]): { readonly stop: () => Readonly<Record<string, number>> } {
  const most: Record<string, number> = {};
  const watch = setInterval(() => {
    for (const name of names) {
      const pid = instance.processes.pidOf(name);
      if (pid === undefined) continue;
      const kilobytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim());
      most[name] = Math.max(most[name] ?? 0, rounded(kilobytes / mb, 0));
    }
  }, 500);
  return {
    stop: () => {
      clearInterval(watch);
      return most;
    },
  };
}

async function writeLeads(file: string, rows: number): Promise<void> {
  const out = createWriteStream(file);
  out.write('First Name,Last Name,Email,Phone,Company,Job Title,City\n');
  for (let row = 0; row < rows; row += 1) {
    const line = `Kim,Doe ${row},kim.doe.${row}@example.com,+4420${String(10_000_000 + row)},"Harbour ${row % 5_000}, Ltd",Buyer,Lisbon\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}
