import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

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

/** Whether any account may reach a path; a checkout in /root, say, is reached by root alone. */
function everybodyMayEnter(path: string): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

const SHARED_COPIES = '/var/tmp/cadenza-postgres';

/**
 * The folder of PostgreSQL's programs as the account can execute them: where they are, or a copy (60 MB, made once) when
 * they lie in a folder only root may enter.
 */
export function executableFolder(account: Account | undefined, folder: string, version: string): string {
  if (account === undefined || everybodyMayEnter(folder)) return folder;
  mkdirSync(SHARED_COPIES, { recursive: true, mode: 0o755 });
  if (statSync(SHARED_COPIES).uid !== 0)
    throw new Error(`${SHARED_COPIES} belongs to another user; remove it, PostgreSQL's programs are to be copied there.`);
  const copy = join(SHARED_COPIES, version);
  const native = dirname(folder);
  if (!existsSync(copy)) {
    const making = `${copy}.${process.pid}`;
    cpSync(native, making, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(making, copy);
    } catch (error) {
      // Another start made the same copy in the meantime.
      if (!existsSync(copy)) throw error;
    }
  }
  return join(copy, basename(folder));
}

export interface Invocation {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: { readonly uid?: number; readonly gid?: number };
}

/**
 * How to run a PostgreSQL program on data. Under a folder only root may enter a plain change of user could not even reach
 * the data, so there the one capability that lets it through the folders is handed along.
 */
export function asAccount(account: Account | undefined, command: string, args: readonly string[], dataFolder: string): Invocation {
  if (account === undefined) return { command, args, options: {} };
  if (everybodyMayEnter(dirname(dataFolder))) return { command, args, options: account };
  const { uid, gid } = account;
  const setpriv = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--'];
  return { command: 'setpriv', args: [...setpriv, command, ...args], options: {} };
}
