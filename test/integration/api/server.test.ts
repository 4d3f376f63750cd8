import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts';
import { readSse } from '../../helpers/sse.ts';
import { eventually } from '../../helpers/until.ts';
import { testCredentialKeys } from '../../helpers/vault.ts';

let database: TestDatabase;
let folder: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'cadenza-server-'));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

function start(env: Record<string, string>): Started {
  const child = spawn(process.execPath, ['--import', 'tsx', 'api/server.ts'], {
    env: {
      PATH: '/usr/bin:/bin',
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: inject('services').temporalAddress,
      DATA_DIR: folder,
      API_PORT: '0',
      CREDENTIAL_KEYS: testCredentialKeys,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output, exit: once(child, 'exit').then(([code]) => code as number | null) };
}

const readyLine = (started: Started) =>
  eventually(
    'the API is ready',
    () =>
      started
        .output()
        .split('\n')
        .find((line) => line.startsWith('{"ready":true')),
    { within: 30_000 },
  );

describe('the API process', () => {
  it('says where it listens, is ready, and stops gracefully with a stream open', async () => {
    const api = start({});
    const { url } = JSON.parse(await readyLine(api)) as { url: string };
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready', missing: [] });
    const signUp = await fetch(`${url}/v1/sign-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        workspace: 'Process',
        name: 'P',
        email: 'p@example.test',
        password: 'correct horse battery',
        transport: 'token',
      }),
    });
    const { token } = (await signUp.json()) as { token: string };
    const stream = await readSse(`${url}/v1/live`, { authorization: `Bearer ${token}` });
    await eventually('the stream says hello', () => stream.events.length > 0);
    api.child.kill('SIGTERM');
    expect(await api.exit).toBe(0);
    await eventually('the stream has ended', () => stream.ended());
  });

  it('names what is missing when Temporal is away, and serves all the same', async () => {
    const api = start({ TEMPORAL_ADDRESS: '127.0.0.1:1' });
    const { url } = JSON.parse(await readyLine(api)) as { url: string };
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ missing: [{ name: 'temporal' }] });
    expect((await fetch(`${url}/v1/openapi.json`)).status).toBe(200);
    api.child.kill('SIGTERM');
    expect(await api.exit).toBe(0);
  });

  it('ends with a sentence when its port is taken or the environment is wrong', async () => {
    const first = start({});
    const { port } = JSON.parse(await readyLine(first)) as { port: number };
    const second = start({ API_PORT: String(port) });
    expect(await second.exit).toBe(1);
    expect(second.output()).toContain(`Port ${port} is in use. Set API_PORT to another one.`);
    const third = start({ SESSION_IDLE_MINUTES: 'long' });
    expect(await third.exit).toBe(2);
    expect(third.output()).toContain('SESSION_IDLE_MINUTES must be a whole number');
  });
});
