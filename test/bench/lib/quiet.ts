import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';

interface Sample {
  readonly all: number;
  readonly busy: number;
  readonly ours: number;
}

/**
 * Begins to watch the machine; the returned function gives the share of its processors that programs other than this one and its
 * children have taken since. Null where the system does not tell (only Linux does).
 */
export function watchOthers(): () => number | null {
  const before = sample();
  return () => {
    const after = sample();
    if (before === null || after === null || after.all === before.all) return null;
    return Math.max(0, (after.busy - before.busy - (after.ours - before.ours)) / (after.all - before.all));
  };
}

function sample(): Sample | null {
  if (platform() !== 'linux') return null;
  const ticks = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').trim().split(/\s+/).slice(1, 9).map(Number);
  const all = ticks.reduce((sum, one) => sum + one, 0);
  // Interrupts are left out: those of our own traffic stand in no process's account.
  const [user = 0, nice = 0, system = 0, , , , , stolen = 0] = ticks;
  return { all, busy: user + nice + system + stolen, ours: oursOf(processes()) };
}

interface Process {
  readonly parent: number;
  /** Of its own and of the children it has buried. */
  readonly ticks: number;
}

function processes(): ReadonlyMap<number, Process> {
  const found = new Map<number, Process>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The program's name may hold anything, in brackets.
      const fields = text
        .slice(text.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      const [, parent = 0] = fields;
      const ticks = fields.slice(11, 15).reduce((sum, one) => sum + one, 0);
      found.set(Number(name), { parent, ticks });
    } catch {
      // It has ended in the meantime.
    }
  }
  return found;
}

function oursOf(all: ReadonlyMap<number, Process>): number {
  const isOurs = (pid: number): boolean => pid === process.pid || (pid > 1 && isOurs(all.get(pid)?.parent ?? 0));
  return [...all].reduce((sum, [pid, { ticks }]) => sum + (isOurs(pid) ? ticks : 0), 0);
}
