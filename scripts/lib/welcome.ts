import type { Env } from '../../config/env.ts';
import { DEMO_PASSWORD, DEMO_SIGN_INS } from '../../db/seeds/demo-sign-ins.ts';
import type { Instance } from './instance.ts';

/** Tells where everything is and how to get in. */
export function printWelcome(
  instance: Instance,
  settings: Env,
  seconds: number,
  write: (line: string) => void = (line) => console.log(line),
): void {
  const { app, temporalUi } = instance.urls;
  write(`\nCadenza is running (${seconds.toFixed(1)} s).\n`);
  write(`  Cadenza       ${app}`);
  write(`  API           ${app}/docs`);
  if (temporalUi !== undefined) write(`  Temporal UI   ${temporalUi}/namespaces/${instance.namespace}/workflows`);
  if (settings.DEMO_DATA) {
    write(`\n  Sign in with the password ${DEMO_PASSWORD} as`);
    for (const { email, who } of DEMO_SIGN_INS) write(`    ${email.padEnd(28)} ${who}`);
  }
  write(`\n  Data and logs: ${instance.dataDir}`);
  write('  Ctrl-C stops everything.\n');
}
