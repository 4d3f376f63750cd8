import { createContext } from '../../commands/lib/command-context.ts';
import type { RecordingContext } from '../../commands/lib/command-context.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import { flushEvents } from '../../commands/lib/flush-events.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { DemoPerson } from './demo-data.ts';

/** What the chapters of the demo share. */
export interface DemoWorld {
  readonly tenantId: TenantId;
  readonly people: Readonly<Record<DemoPerson, string>>;
  readonly teamId: string;
  /** The instant from which the past is counted. */
  readonly now: Date;
}

export const hourMs = 3_600_000;

/** One thing that happened at an instant of the past, done by a person through the commands. */
export interface Happening {
  readonly at: Date;
  readonly by: DemoPerson;
  readonly work: (trx: TenantTrx, context: RecordingContext) => Promise<unknown>;
}

/** Lets things happen in the order of their instants, each with a clock of its own, in one transaction. */
export async function letHappen(trx: TenantTrx, world: DemoWorld, happenings: readonly Happening[]): Promise<void> {
  for (const { at, by, work } of [...happenings].sort((a, b) => a.at.getTime() - b.at.getTime())) {
    const context = createContext({ tenantId: world.tenantId, actor: { kind: 'user', userId: world.people[by] }, now: at });
    await work(trx, context);
    await flushEvents(trx, context);
  }
}

/** An instant of the past; never the future, however far back the story was told. */
export function hoursAgo(world: DemoWorld, hours: number): Date {
  return new Date(world.now.getTime() - hours * hourMs);
}

export function hoursAhead(world: DemoWorld, hours: number): Date {
  return new Date(world.now.getTime() + hours * hourMs);
}

export function demoEmail(first: string, last: string, domain: string): string {
  const plain = `${first}.${last}`
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll('ø', 'o');
  return `${plain.replace(/[^a-z.]/g, '')}@${domain}`;
}

/** `+1 212 555 01xx`: kept for fiction. */
export function demoPhone(n: number): string {
  return `+1212555${String(100 + (n % 100)).padStart(4, '0')}`;
}
