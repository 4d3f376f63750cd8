import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process as it is named in a file that may be read after the process ended and its id was given to another. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the words of the operating system. */
  readonly born: string;
}

function bornOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Field 3 (state) is the first after the name; field 22 is the start time. Neither a zombie nor what is being reaped runs.
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    try {
      const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
      return text === '' ? undefined : text;
    } catch {
      return undefined;
    }
  }
}

export function identify(pid: number): ProcessIdentity | undefined {
  const born = bornOf(pid);
  return born === undefined ? undefined : { pid, born };
}

/** Whether exactly this process still runs. */
export function stillRuns(identity: ProcessIdentity): boolean {
  return bornOf(identity.pid) === identity.born;
}
