import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The account PostgreSQL runs under when we are root: PostgreSQL refuses to run as root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

function idsOf(user: string): Account | undefined {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/** Undefined when we are an ordinary user and PostgreSQL simply runs as us. */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const account = idsOf('postgres') ?? idsOf('nobody');
  if (account === undefined)
    throw new Error('PostgreSQL cannot run as root, and there is neither a user "postgres" nor "nobody" to run it as.');
  return account;
}

function everybodyMayEnter(path: string): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

export interface Invocation {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: { readonly uid?: number; readonly gid?: number };
}

/**
 * How to run a PostgreSQL program. Under a folder only root may enter (a checkout in /root, say) a plain change of user
 * could not even execute the program, so there the one capability that lets it through the folders is handed along.
 */
export function asAccount(account: Account | undefined, command: string, args: readonly string[], dataFolder: string): Invocation {
  if (account === undefined) return { command, args, options: {} };
  if (everybodyMayEnter(dirname(command)) && everybodyMayEnter(dirname(dataFolder))) return { command, args, options: account };
  const { uid, gid } = account;
  const setpriv = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--'];
  return { command: 'setpriv', args: [...setpriv, command, ...args], options: {} };
}
