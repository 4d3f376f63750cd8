import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Instance, startInstance } from './lib/instance.ts';
import { type ApiClient, createApiClient } from './smoke/api-client.ts';
import { type Counts, countOpen, countTenant } from './smoke/count.ts';
import { duringEscalation, duringIntake, killEach, loseTemporal } from './smoke/disturb.ts';
import { beginImport, checkLeads, endOfImport, publishFirstTouch, signUp, UnusableFile, type Waits } from './smoke/journey.ts';
import { type MailSink, startMailSink } from './smoke/mail-sink.ts';
import { patience, Stuck } from './smoke/patience.ts';
import { complaintsAbout, type Observed, printTable, resultOf } from './smoke/report.ts';
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

const began = performance.now();
const say = (line: string): void => console.log(`  ${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);

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
  if (statSync(leads, { throwIfNoEntry: false })?.isFile() !== true) throw new UnusableFile(`There is no file ${leads}.`);
  return { leads, kill: values.kill, loseTemporal: values['lose-temporal'], keep: values.keep };
}

/** Long enough for the touches to come first, also when processes are being killed meanwhile; short enough to watch. */
function waitsFor(options: Options, rows: number): Waits {
  const disturbed = options.kill || options.loseTemporal;
  return { firstSeconds: (disturbed ? 30 : 15) + Math.ceil(rows / 30), secondSeconds: 10 };
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
  const stopped = stopSignal();
  const sink = await startMailSink();
  let instance: Instance | undefined;
  try {
    const env = { SMTP_URL: sink.url, DEMO_DATA: 'false', RATE_LIMIT_PER_MINUTE: '1000000', RATE_LIMIT_ANONYMOUS_PER_MINUTE: '1000000' };
    const syncMode = options.loseTemporal || options.kill ? 'full' : 'off';
    instance = await startInstance({ dataDir: folder, env, syncMode, buildUi: false, signal: stopped.signal });
    return await Promise.race([run(instance, sink, options), stopped.rejected]);
  } finally {
    await instance?.stop();
    await sink.close();
    if (options.keep) console.log(`The folder stays: ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}

/** Ctrl-C ends the run like an error would: everything that was started is stopped, and the folder goes. */
function stopSignal(): { readonly signal: AbortSignal; readonly rejected: Promise<never> } {
  const abort = new AbortController();
  const rejected = new Promise<never>((_resolve, reject) => {
    abort.signal.addEventListener('abort', () => reject(new Stuck('Stopped.')));
  });
  rejected.catch(() => undefined);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => abort.abort(new Stuck('Stopped while starting.')));
  return { signal: abort.signal, rejected };
}

async function run(instance: Instance, sink: MailSink, options: Options): Promise<number> {
  const started = performance.now();
  const api = createApiClient(instance.urls.api);
  const tenant = await signUp(api);
  // The address that signed up is asked to verify itself: that is not what is counted.
  await sink.afterFirst(1);
  say('signed up a workspace with a team of three');
  const checked = await checkLeads(api, options.leads);
  const waits = waitsFor(options, checked.rows);
  await publishFirstTouch(api, tenant, waits);
  say(`published "New lead first touch" with waits of ${waits.firstSeconds} and ${waits.secondSeconds} s`);
  const { file, touches } = await intake(api, instance, options, checked.id);
  const counts = await escalation(instance, options, tenant.tenantId, sink, waits);
  const observed: Observed = { counts, file, mails: sink.seen, touches, seconds: (performance.now() - started) / 1000 };
  const result = resultOf(observed);
  const complaints = complaintsAbout(observed, result);
  printTable(result);
  for (const complaint of complaints) console.log(`  ! ${complaint}`);
  console.log(JSON.stringify(result));
  return complaints.length === 0 ? 0 : 1;
}

/** Import and calls and, where wanted, the disturbance, all at once. */
async function intake(
  api: ApiClient,
  instance: Instance,
  options: Options,
  importId: string,
): Promise<{ file: Observed['file']; touches: number }> {
  let imported: number | null = null;
  let disturbed: Promise<void> = Promise.resolve();
  await beginImport(api, importId);
  say('importing');
  if (options.kill) disturbed = killEach(instance, duringIntake, say);
  const touching = touchEveryTenth(api, {
    all: () => imported,
    onFirst: () => {
      if (options.loseTemporal) disturbed = loseTemporal(instance, say);
      disturbed.catch(() => undefined);
    },
  });
  const importing = endOfImport(api, importId).then((result) => {
    imported = result.counts.imported;
    say(`imported ${imported} of ${result.counts.rows} rows`);
    return result.counts;
  });
  const [file, touches] = await Promise.all([importing, touching]);
  say(`logged ${touches} touches on ${imported} leads`);
  await disturbed;
  return { file, touches };
}

/** Waits until nothing is left to do; where wanted, the rest of the processes is killed as soon as mail goes out. */
async function escalation(instance: Instance, options: Options, tenantId: string, sink: MailSink, waits: Waits): Promise<Counts> {
  const url = instance.urls.databaseSuperuser ?? instance.urls.database;
  const waiting = patience('The runs', (waits.firstSeconds + waits.secondSeconds) * 1_000);
  let killed = !options.kill;
  let told = 0;
  for (;;) {
    const open = await countOpen(url, tenantId);
    const over = open.openRuns === 0 && open.undelivered === 0 && open.waitingOutbox === 0 && open.waitingDispatches === 0;
    if (!killed && (over || sink.seen.size > 0)) {
      killed = true;
      await killEach(instance, duringEscalation, say);
      continue;
    }
    if (over) return countTenant(url, tenantId);
    if (Date.now() - told > 10_000) {
      say(`${open.openRuns} of ${open.runs} runs are open, ${sink.seen.size} e-mails so far`);
      told = Date.now();
    }
    try {
      waiting([open, sink.seen.size]);
    } catch (stuck) {
      say(stuck instanceof Error ? stuck.message : String(stuck));
      return countTenant(url, tenantId);
    }
    await pause(500);
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const sentence = error instanceof UnusableFile || error instanceof Stuck;
    console.error(sentence ? `\n${error.message}` : error instanceof Error ? (error.stack ?? error.message) : error);
    process.exit(1);
  },
);
