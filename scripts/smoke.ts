import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Instance, startInstance } from './lib/instance.ts';
import { type ApiClient, createApiClient } from './smoke/api-client.ts';
import { type Counts, countTenant } from './smoke/count.ts';
import { killEach, loseTemporal } from './smoke/disturb.ts';
import { importLeads, publishFirstTouch, signUp, type Waits } from './smoke/journey.ts';
import { type MailSink, startMailSink } from './smoke/mail-sink.ts';
import { complaintsAbout, printTable, resultOf } from './smoke/report.ts';
import { touchEveryTenth } from './smoke/touches.ts';

const HELP = `npm run smoke -- --leads FILE [--kill | --lose-temporal] [--keep]

Starts a whole Cadenza on free ports in a temporary folder, imports FILE (any CSV of leads with headings) into a new
workspace with the starter automation "New lead first touch", calls one of every ten leads, waits until the others have
escalated, and counts in the database whether everything happened, and happened once.

  --kill            kill every process once in the middle and start it again
  --lose-temporal   delete Temporal's database in the middle and rebuild it from PostgreSQL
  --keep            leave the folder behind`;

interface Options {
  readonly leads: string;
  readonly kill: boolean;
  readonly loseTemporal: boolean;
  readonly keep: boolean;
}

const say = (line: string): void => console.log(`  ${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
const began = performance.now();

function readOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      leads: { type: 'string' },
      kill: { type: 'boolean', default: false },
      'lose-temporal': { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.leads === undefined) return null;
  const leads = resolve(values.leads);
  if (!existsSync(leads)) throw new Error(`There is no file ${leads}.`);
  return { leads, kill: values.kill, loseTemporal: values['lose-temporal'], keep: values.keep };
}

/** Long enough for the touches to come first even while processes are being killed, short enough to watch. */
function waitsFor(options: Options): Waits {
  const disturbed = options.kill || options.loseTemporal;
  return { firstSeconds: disturbed ? 75 : 30, secondSeconds: disturbed ? 20 : 10 };
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options === null) {
    console.log(HELP);
    return 2;
  }
  const folder = await mkdtemp(join(tmpdir(), 'cadenza-smoke-'));
  // PostgreSQL runs under another account when we are root and must be able to enter.
  await chmod(folder, 0o755);
  const sink = await startMailSink();
  let instance: Instance | undefined;
  try {
    const env = { SMTP_URL: sink.url, DEMO_DATA: 'false', RATE_LIMIT_PER_MINUTE: '1000000', RATE_LIMIT_ANONYMOUS_PER_MINUTE: '1000000' };
    instance = await startInstance({
      dataDir: folder,
      env,
      syncMode: options.loseTemporal || options.kill ? 'full' : 'off',
      buildUi: false,
    });
    return await run(instance, sink, options);
  } finally {
    await instance?.stop();
    await sink.close();
    if (options.keep) console.log(`The folder stays: ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}

async function run(instance: Instance, sink: MailSink, options: Options): Promise<number> {
  const started = performance.now();
  const api = createApiClient(instance.urls.api);
  const tenant = await signUp(api);
  say('signed up a workspace with a team of three');
  await publishFirstTouch(api, tenant, waitsFor(options));
  say('published "New lead first touch"');
  const { file, touches } = await intake(api, instance, options);
  if (options.loseTemporal) await loseTemporal(instance, say);
  const counts = await untilEverythingEnded(instance, tenant.tenantId, sink);
  const observed = { counts, file, mails: sink.seen, touches, seconds: (performance.now() - started) / 1000 };
  const result = resultOf(observed);
  const complaints = complaintsAbout(observed, result);
  printTable(result);
  for (const complaint of complaints) console.log(`  ! ${complaint}`);
  console.log(JSON.stringify(result));
  return complaints.length === 0 ? 0 : 1;
}

/** Import, calls and, where wanted, killing, all at once. */
async function intake(
  api: ApiClient,
  instance: Instance,
  options: Options,
): Promise<{ file: Parameters<typeof resultOf>[0]['file']; touches: number }> {
  let imported: number | null = null;
  let touching: Promise<number> | undefined;
  let killing: Promise<void> | undefined;
  const job = await importLeads(api, options.leads, () => {
    say('importing');
    touching = touchEveryTenth(api, () => imported, say);
    if (options.kill) killing = killEach(instance, say);
    // Whoever fails first is reported below; until then a failure must not end the process.
    void Promise.allSettled([touching, killing]);
    return Promise.resolve();
  });
  imported = job.counts.imported;
  say(`imported ${imported} of ${job.counts.rows} rows`);
  const [touches] = await Promise.all([touching ?? Promise.resolve(0), killing]);
  return { file: job.counts, touches };
}

async function untilEverythingEnded(instance: Instance, tenantId: string, sink: MailSink): Promise<Counts> {
  const url = instance.urls.databaseSuperuser ?? instance.urls.database;
  const patience = Date.now() + 15 * 60_000;
  let told = 0;
  for (;;) {
    const counts = await countTenant(url, tenantId);
    const over = counts.openRuns === 0 && counts.undelivered === 0 && counts.waitingOutbox === 0 && counts.waitingDispatches === 0;
    if (over || Date.now() > patience) return counts;
    if (Date.now() - told > 10_000) {
      say(`${counts.openRuns} of ${counts.runs} runs are open, ${sink.seen.size} e-mails so far`);
      told = Date.now();
    }
    await pause(500);
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    process.exit(1);
  },
);
