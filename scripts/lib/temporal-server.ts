import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Connection } from '@temporalio/client';
import type { TemporalConfig } from '../../config/temporal.ts';
import { anyFreePort } from './ports.ts';
import { ended, guardAgainstOrphaning, sendSignal, stopProcess, until } from './process-control.ts';

export interface TemporalServerOptions {
  /** Path of a Temporal CLI. */
  readonly cli: string;
  readonly config: TemporalConfig;
  readonly port: number;
  /** Port of the web UI; none: no UI. */
  readonly uiPort?: number;
  /** Where the server keeps its state; none: in memory. */
  readonly databaseFile?: string;
  /** `full` survives a power cut, `off` is for tests and benchmarks. */
  readonly durability: 'full' | 'off';
  readonly logFile: string;
}

export interface TemporalServer {
  readonly address: string;
  readonly port: number;
  readonly uiUrl: string | undefined;
  readonly pid: number;
  readonly whenEnded: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly stop: () => Promise<void>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

async function serves(address: string, namespace: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 1_000 });
    try {
      await connection.workflowService.describeNamespace({ namespace });
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}

function argumentsFor(options: TemporalServerOptions, httpPort: number, metricsPort: number): string[] {
  const { config } = options;
  const ui = options.uiPort === undefined ? ['--headless'] : ['--ui-port', String(options.uiPort)];
  const file = options.databaseFile === undefined ? [] : ['--db-filename', options.databaseFile];
  const pragmas =
    options.databaseFile === undefined ? [] : ['journal_mode=WAL', `synchronous=${options.durability === 'full' ? 'FULL' : 'OFF'}`];
  return [
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    `--port=${options.port}`,
    `--http-port=${httpPort}`,
    `--metrics-port=${metricsPort}`,
    '--log-level=error',
    `--namespace=${config.namespace.name}`,
    ...ui,
    ...file,
    ...pragmas.flatMap((pragma) => ['--sqlite-pragma', pragma]),
    ...Object.entries(config.searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ...Object.entries(config.dynamicConfig).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${JSON.stringify(value)}`]),
  ];
}

/** Starts Temporal's development server on 127.0.0.1 and waits until it answers. */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const address = `127.0.0.1:${options.port}`;
  const args = argumentsFor(options, await anyFreePort(), await anyFreePort());
  const log = openSync(options.logFile, 'a');
  const child = spawn(options.cli, args, { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const whenEnded = ended(child);
  const lastWords = async () => (await readFile(options.logFile, 'utf8').catch(() => '')).trim().split('\n').slice(-5).join('\n');
  const refused = await Promise.race([
    new Promise<string>((resolve) => child.once('error', (error) => resolve(error.message))),
    whenEnded.then(lastWords),
    until(() => serves(address, options.config.namespace.name), 60_000, 40).then((ready) =>
      ready ? undefined : 'it did not answer within 60 seconds',
    ),
  ]);
  const pid = child.pid;
  if (refused !== undefined || pid === undefined) {
    if (pid !== undefined) await stopProcess(pid);
    throw new Error(`The Temporal server (${options.cli}) did not start: ${refused ?? 'no process'}`);
  }
  child.unref();
  const callOffGuard = guardAgainstOrphaning(pid);
  return {
    address,
    port: options.port,
    uiUrl: options.uiPort === undefined ? undefined : `http://127.0.0.1:${options.uiPort}`,
    pid,
    whenEnded,
    stop: async () => {
      // Whoever waits for its end may have nothing else that keeps the event loop going.
      child.ref();
      callOffGuard();
      await stopProcess(pid, 'SIGTERM', 10_000);
    },
    kill: (signal) => {
      child.ref();
      sendSignal(pid, signal);
    },
  };
}
