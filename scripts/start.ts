import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EnvError, env } from '../config/env.ts';
import { startInstance } from './lib/instance.ts';
import { consoleProgress } from './lib/progress.ts';
import { AlreadyRunning } from './lib/run-state.ts';
import { printWelcome } from './lib/welcome.ts';

const HELP = `npm start [-- --data DIR]

  --data DIR   keep everything in DIR and take any free ports, so that it runs beside another instance
  --help       this text

Settings are environment variables: docs/configuration.md.`;

/** Resolves at the first Ctrl-C. Whoever insists seconds later gets out at once; the guards end what is still running. */
function onStopSignal(first: () => void): Promise<void> {
  return new Promise((wanted) => {
    let since: number | undefined;
    const onSignal = (): void => {
      if (since === undefined) {
        since = Date.now();
        console.log('\nStopping … (Ctrl-C again in a few seconds does not wait)');
        first();
        wanted();
        return;
      }
      // One Ctrl-C arrives several times: from the terminal, and again from npm.
      if (Date.now() - since > 2_000) process.exit(130);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { data: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  const settings = env();
  const dataDir = resolve(values.data ?? settings.DATA_DIR);
  const ports = {
    api: settings.API_PORT,
    postgres: settings.POSTGRES_PORT,
    temporal: settings.TEMPORAL_PORT,
    temporalUi: settings.TEMPORAL_UI_PORT,
  };
  const abort = new AbortController();
  const stopWanted = onStopSignal(() => abort.abort(new Error('Stopped while starting.')));
  const started = Date.now();
  try {
    const own = values.data === undefined ? { ports } : {};
    const instance = await startInstance({ dataDir, ...own, syncMode: 'full', progress: consoleProgress(), signal: abort.signal });
    printWelcome(instance, settings, (Date.now() - started) / 1000);
    await stopWanted;
    await instance.stop();
    console.log('Stopped.');
    return 0;
  } catch (error) {
    if (abort.signal.aborted) return 130;
    if (error instanceof AlreadyRunning) {
      console.log(`${error.message}${error.state === undefined ? ' It is still starting.' : ''}`);
      for (const [name, url] of Object.entries(error.state?.urls ?? {}))
        if (url !== '' && name !== 'database' && name !== 'build') console.log(`  ${name.padEnd(12)} ${url}`);
      return 0;
    }
    throw error;
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    // People get the sentence; a defect of ours also gets its stack.
    const known = error instanceof EnvError || (error instanceof Error && error.name !== 'TypeError');
    console.error(`\nCadenza did not start.\n${known ? error.message : String(error instanceof Error ? error.stack : error)}`);
    process.exit(1);
  },
);
