import { setTimeout as pause } from 'node:timers/promises';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A started process, whatever it is. */
export interface Handle {
  readonly pid: number;
  readonly whenEnded: Promise<Exit>;
  readonly stop: () => Promise<void>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

export interface Supervisor {
  /** Starts a member and keeps it running until it is stopped or killed through here. */
  readonly add: (name: string, start: () => Promise<Handle>) => Promise<void>;
  readonly names: () => string[];
  readonly pidOf: (name: string) => number | undefined;
  /** Ends a member as a crash would, and keeps it down until `restart`. Resolves when the process is gone. */
  readonly kill: (name: string, signal?: NodeJS.Signals) => Promise<void>;
  /** Stops a member properly and keeps it down until `restart`. */
  readonly stop: (name: string) => Promise<void>;
  /** Starts a member that is down, or stops and starts one that runs. */
  readonly restart: (name: string) => Promise<void>;
}

interface Member {
  readonly name: string;
  readonly start: () => Promise<Handle>;
  handle: Handle | undefined;
  /** Whether it is meant to run. */
  wanted: boolean;
  failures: number;
}

const LONGEST_PAUSE = 15_000;
const HEALTHY_AFTER = 30_000;

const howItEnded = ({ code, signal }: Exit) => (signal === null ? `ended with code ${code}` : `was killed by ${signal}`);

export function createSupervisor(say: (line: string) => void, changed: () => void): Supervisor {
  const members = new Map<string, Member>();

  async function launch(member: Member): Promise<void> {
    const handle = await member.start();
    const since = Date.now();
    // It was called off while it was starting.
    if (!member.wanted) return await handle.stop();
    member.handle = handle;
    changed();
    void handle.whenEnded.then((exit) => {
      if (member.handle === handle) member.handle = undefined;
      if (!member.wanted) return;
      if (Date.now() - since > HEALTHY_AFTER) member.failures = 0;
      void revive(member, howItEnded(exit));
    });
  }

  async function revive(member: Member, reason: string): Promise<void> {
    const wait = Math.min(250 * 2 ** member.failures, LONGEST_PAUSE);
    member.failures += 1;
    say(`${member.name} ${reason}; starting it again${wait >= 1_000 ? ` in ${wait / 1000} s` : ''}`);
    await pause(wait);
    if (!member.wanted || member.handle !== undefined) return;
    try {
      await launch(member);
    } catch (error) {
      if (member.wanted) void revive(member, `did not start (${error instanceof Error ? error.message : String(error)})`);
    }
  }

  function find(name: string): Member {
    const member = members.get(name);
    if (member === undefined) throw new Error(`There is no process "${name}"; there are ${[...members.keys()].join(', ')}.`);
    return member;
  }

  async function stop(name: string): Promise<void> {
    const member = find(name);
    member.wanted = false;
    const { handle } = member;
    await handle?.stop();
    await handle?.whenEnded;
    changed();
  }

  return {
    add: async (name, start) => {
      const member: Member = { name, start, handle: undefined, wanted: true, failures: 0 };
      members.set(name, member);
      await launch(member);
    },
    names: () => [...members.keys()],
    pidOf: (name) => find(name).handle?.pid,
    kill: async (name, signal = 'SIGKILL') => {
      const member = find(name);
      member.wanted = false;
      const { handle } = member;
      handle?.kill(signal);
      await handle?.whenEnded;
      changed();
    },
    stop,
    restart: async (name) => {
      await stop(name);
      const member = find(name);
      member.wanted = true;
      await launch(member);
    },
  };
}
