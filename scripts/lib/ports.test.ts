import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { anyFreePort, freePortFrom, isPortFree } from './ports.ts';

let server: Server | undefined;

afterEach(async () => {
  await new Promise<void>((closed) => (server === undefined ? closed() : server.close(() => closed())));
  server = undefined;
});

async function occupy(port: number): Promise<void> {
  server = createServer();
  await new Promise<void>((listening) => server?.listen(port, '127.0.0.1', listening));
}

test('a port that is taken leads to a later one', async () => {
  const taken = await anyFreePort();
  await occupy(taken);
  expect(await isPortFree(taken)).toBe(false);
  expect(await freePortFrom(taken)).toBeGreaterThan(taken);
});

test('a free port is taken as it is, and 0 means any', async () => {
  const free = await anyFreePort();
  expect(await freePortFrom(free)).toBe(free);
  expect(await freePortFrom(0)).toBeGreaterThan(1023);
});
