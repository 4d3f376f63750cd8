import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import { definition, step } from '../../factories/definitions.ts';
import { alone, withSpine } from '../engine/turns.ts';
import type { Scene } from '../engine/variants.ts';
import { setScene } from '../engine/variants.ts';
import type { Stage } from '../lib/stage.ts';
import { Ends } from '../lib/ends.ts';

/** Waits until the lead's follow-up, with nothing before and nothing after it: what a bare timer does, too. */
const untilFollowUp: AutomationDefinition = definition(
  [
    step('wait', 'wait.until_date', {
      date: { kind: 'field', path: 'lead.followUpAt' },
      offset: null,
      at: '09:00',
      ifMissing: 'fail',
      ifPast: 'go_on',
    }),
  ],
  { name: 'A wait', trigger: { id: 'start', type: 'trigger.event', config: { events: ['form.received'], changes: [] } }, exit: [] },
);

/** Runs that wait, each until an instant of its own. */
export interface Crowd {
  readonly scene: Scene;
  /** The n-th run is due then, in milliseconds since 1970. */
  readonly setDeadlines: (of: (n: number) => number) => Promise<void>;
  /** Run id -> when it was due. */
  readonly deadlines: () => Promise<ReadonlyMap<string, number>>;
  readonly oneWaits: (runId: string) => void;
  readonly waiting: () => number;
  readonly whenWaiting: (count: number) => Promise<unknown>;
}

/** A tenant whose runs are `bareWait` workflows or the product's own. */
export async function crowdOf(stage: Stage, variant: 'bareWait' | 'engineWait', size: number): Promise<Crowd> {
  const made = await setScene(stage, variant, size, untilFollowUp);
  const begun = new Ends();
  const known = new Set<string>();
  const bare = new Map<string, number>();
  let deadlineOf = (_n: number): number => 0;
  const extra = (runId: string): readonly unknown[] => {
    const deadline = bare.get(runId) ?? deadlineOf(bare.size);
    bare.set(runId, deadline);
    return [deadline];
  };
  const scene: Scene = variant === 'bareWait' ? { ...made, extra } : made;
  return {
    scene,
    setDeadlines: async (of) => {
      deadlineOf = of;
      const instants = scene.leads.map((_, n) => new Date(of(n)).toISOString());
      await stage.look(
        `update leads set follow_up_at = given.at from unnest($2::uuid[], $3::timestamptz[]) as given (id, at)
         where leads.tenant_id = $1 and leads.id = given.id`,
        [scene.world.tenantId, [...scene.leads], instants],
      );
    },
    deadlines: async () => {
      if (variant === 'bareWait') return bare;
      const rows = await stage.look<{ id: string; at: Date }>(
        'select runs.id, leads.follow_up_at as at from runs join leads on leads.tenant_id = runs.tenant_id and leads.id = runs.subject_id where runs.tenant_id = $1',
        [scene.world.tenantId],
      );
      return new Map(rows.map((row) => [row.id, row.at.getTime()]));
    },
    oneWaits: (runId) => {
      // A shell that is woken says again that it waits.
      if (!known.has(runId)) begun.add(1);
      known.add(runId);
    },
    waiting: () => begun.count,
    whenWaiting: (count) => begun.reach(count),
  };
}

/** Commits an event for each of `count` leads with relay and dispatcher running, and does `work` while they run. */
export async function startWaiting<T>(stage: Stage, crowd: Crowd, work: () => Promise<T>, count = crowd.scene.leads.length): Promise<T> {
  const { scene } = crowd;
  for (let made = 0; made < count; made += 100) await scene.commitEvents(Math.min(100, count - made));
  // A bare wait stands in for a run of its own; ours begin in batches, as in production.
  return withSpine(stage, [scene], scene.variant === 'bareWait' ? alone : {}, work);
}
