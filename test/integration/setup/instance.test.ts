import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Instance, type InstanceOptions, startInstance } from '../../../scripts/lib/instance.ts';
import { commandLineOf, ended, isAlive, sendSignal } from '../../../scripts/lib/process-control.ts';
import { type ProcessIdentity, stillRuns } from '../../../scripts/lib/process-identity.ts';
import { AlreadyRunning, readRunState } from '../../../scripts/lib/run-state.ts';
import { eventually } from '../../helpers/until.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const FIXTURES = 'test/integration/setup/fixtures';
const processes = ['api', 'relay'].map((name) => ({ name, entry: `${FIXTURES}/process.ts`, args: [name] }));

let parent: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'cadenza-instance-'));
  await chmod(parent, 0o755);
});

afterAll(async () => {
  await rm(parent, { recursive: true, force: true });
});

const optionsFor = (name: string): InstanceOptions => ({
  dataDir: join(parent, name),
  processes,
  buildUi: false,
  quiet: true,
  env: { DEMO_DATA: 'false' },
});

async function count(instance: Instance, statement: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: instance.urls.database });
  await client.connect();
  try {
    const { rows } = await client.query<{ n: string }>(statement);
    return rows[0]?.n;
  } finally {
    await client.end();
  }
}

describe('an instance', () => {
  let instance: Instance;

  beforeAll(async () => {
    instance = await startInstance(optionsFor('one'));
  });

  afterAll(async () => {
    await instance.stop();
  });

  test('runs everything as processes of their own, migrated', async () => {
    expect(instance.processes.names()).toEqual(['postgres', 'temporal', 'api', 'relay']);
    expect(await count(instance, "select count(*) as n from pg_tables where schemaname = 'public' and tablename = 'leads'")).toBe('1');
    expect(instance.afterCrash).toBe(false);
  });

  test('a second one on the same folder is told where the first is', async () => {
    const second = startInstance(optionsFor('one'));
    await expect(second).rejects.toThrow(AlreadyRunning);
    await expect(second).rejects.toMatchObject({ state: { urls: { app: instance.urls.app } } });
  });

  test('a process that crashes is started again', async () => {
    const before = instance.processes.pidOf('relay') ?? 0;
    sendSignal(before, 'SIGKILL');
    const after = await eventually('another relay', () => {
      const pid = instance.processes.pidOf('relay');
      return pid !== before && pid;
    });
    expect(isAlive(after)).toBe(true);
  });

  test('a process that is killed on purpose stays down until it is restarted', async () => {
    await instance.processes.kill('relay');
    expect(instance.processes.pidOf('relay')).toBeUndefined();
    await instance.processes.restart('relay');
    expect(isAlive(instance.processes.pidOf('relay') ?? 0)).toBe(true);
  });

  test('PostgreSQL and Temporal come back from SIGKILL on their ports with their data', async () => {
    await count(instance, 'create table kept as select 1 as n');
    const { urls } = instance;
    for (const name of ['postgres', 'temporal']) {
      await instance.processes.kill(name);
      await instance.processes.restart(name);
    }
    expect(instance.urls).toEqual(urls);
    expect(await count(instance, 'select n from kept')).toEqual(1);
  });
});

test('with services of one’s own it starts only what is its own, and stops nothing else', async () => {
  const host = await startInstance({ ...optionsFor('host'), processes: [] });
  await count(host, 'create database elsewhere');
  const env = {
    DEMO_DATA: 'false',
    DATABASE_URL: host.urls.database.replace(/\/cadenza$/, '/elsewhere'),
    TEMPORAL_ADDRESS: host.urls.temporal,
  };
  const guest = await startInstance({ ...optionsFor('guest'), env });
  expect(guest.processes.names()).toEqual(['api', 'relay']);
  expect(await count(guest, "select count(*) as n from pg_tables where schemaname = 'public' and tablename = 'leads'")).toBe('1');
  await guest.stop();
  expect(isAlive(host.processes.pidOf('postgres') ?? 0)).toBe(true);
  await host.stop();
});

function supervise(name: string): ChildProcess {
  const args = ['--import', 'tsx', `${FIXTURES}/supervise.ts`, join(parent, name)];
  return spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function started(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => chunk.toString().includes('started') && resolve());
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
}

function processesOf(name: string): ProcessIdentity[] {
  return Object.values(readRunState(join(parent, name))?.processes ?? {});
}

/** Those that still run, as their command lines: an id alone may belong to another process by now. */
function runningOf(processes: readonly ProcessIdentity[]): string[] {
  return processes.filter(stillRuns).map(({ pid }) => `${pid} ${commandLineOf(pid)}`);
}

describe('whatever happens to the one who started it, nothing is left behind', () => {
  test('SIGTERM stops all in order and the next start is a clean one', async () => {
    const child = supervise('two');
    await started(child);
    const noted = processesOf('two');
    expect(noted).toHaveLength(4);
    child.kill('SIGTERM');
    expect(await ended(child)).toEqual({ code: 0, signal: null });
    expect(runningOf(noted)).toEqual([]);
    expect(await readdir(join(parent, 'two'))).not.toContain('run.json');
  });

  test('SIGKILL ends the children too, and the next start recovers', async () => {
    const child = supervise('three');
    await started(child);
    const noted = processesOf('three');
    expect(noted).toHaveLength(4);
    child.kill('SIGKILL');
    await ended(child);
    await eventually('all children are gone', () => runningOf(noted).length === 0, { within: 30_000 });
    const again = await startInstance(optionsFor('three'));
    expect(again.afterCrash).toBe(true);
    await again.stop();
  });
});

test('two instances run side by side', async () => {
  const both = await Promise.all([startInstance(optionsFor('left')), startInstance(optionsFor('right'))]);
  expect(new Set(both.map(({ urls }) => urls.database)).size).toBe(2);
  await Promise.all(both.map((instance) => instance.stop()));
});

test('a service of one’s own that does not answer stops the start with a sentence', async () => {
  const start = startInstance({ ...optionsFor('own'), env: { DEMO_DATA: 'false', DATABASE_URL: 'postgres://x:secret@127.0.0.1:1/y' } });
  await expect(start).rejects.toThrow(/^DATABASE_URL: no connection to PostgreSQL at 127\.0\.0\.1:1\/y: /);
});
