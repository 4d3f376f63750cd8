import { type Env, env, EnvError } from './env.ts';
import { createLogger, type Logger } from './logger.ts';

/** What a process is given to start with. */
export interface ProcessContext {
  readonly env: Env;
  readonly logger: Logger;
}

/** A started process. */
export interface RunningProcess {
  /** Told to whoever started the process in the ready line, e.g. the address it serves. No secrets. */
  readonly ready?: Readonly<Record<string, string | number | boolean>>;
  /** Finishes what is in hand and lets go of everything. */
  readonly stop: () => Promise<void>;
}

const PATIENCE_MILLISECONDS = 25_000;

/**
 * The frame of each of Cadenza's processes (API, relay, dispatcher, workers): starts the body, prints one line
 * `{"ready":true,"process":NAME,...}` on standard output, stops gracefully on SIGTERM, SIGINT or when the process that
 * supervises it is gone, and ends with a reason when something unexpected is thrown, so that the supervisor starts it anew.
 */
export async function runProcess(name: string, start: (context: ProcessContext) => Promise<RunningProcess>): Promise<void> {
  const settings = settingsOrExit();
  const logger = createLogger(name, settings.LOG_LEVEL);
  let running: RunningProcess | undefined;
  let stopping = false;

  const stop = async (reason: string, code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'stopping');
    const giveUp = setTimeout(() => {
      logger.error('did not stop in time');
      process.exit(1);
    }, PATIENCE_MILLISECONDS);
    giveUp.unref();
    try {
      await running?.stop();
      process.exit(code);
    } catch (error) {
      logger.error({ err: error }, 'failed while stopping');
      process.exit(1);
    }
  };
  process.once('SIGTERM', () => void stop('SIGTERM', 0));
  process.once('SIGINT', () => void stop('SIGINT', 0));
  // The channel to the supervisor closes when it dies, however it dies: no process is left behind.
  if (process.channel !== undefined) process.once('disconnect', () => void stop('the supervisor is gone', 0));
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'unexpected error');
    void stop('unexpected error', 1);
  });
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'unexpected rejection');
    void stop('unexpected rejection', 1);
  });

  try {
    running = await start({ env: settings, logger });
    process.stdout.write(`${JSON.stringify({ ready: true, process: name, pid: process.pid, ...running.ready })}\n`);
  } catch (error) {
    logger.fatal({ err: error }, 'could not start');
    await stop('could not start', 1);
  }
}

function settingsOrExit(): Env {
  try {
    return env();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}
