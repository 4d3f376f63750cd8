import type { Client, WorkflowClientInterceptor } from '@temporalio/client';
import { createAutomation } from '../../../commands/automations/create-automation.ts';
import { publishAutomation } from '../../../commands/automations/publish.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { aTenant, aUser } from '../../factories/index.ts';
import { Ends } from '../lib/ends.ts';
import type { Stage } from '../lib/stage.ts';
import type { Variant } from './names.ts';
import { queueOf } from './names.ts';

/** What is started instead of `automationRun`; the engine's own stays. */
const insteadOf: Partial<Record<Variant, string>> = { bare: 'bareRun', naive: 'naiveRun', bareWait: 'bareWait' };

/** Five record steps, no wait. */
export const stepsOfRun = 5;
const fiveSteps: AutomationDefinition = definition(
  [
    step('score', 'record.update', { changes: [{ field: 'lead.score', value: { kind: 'literal', value: 40 } }] }),
    step('tag', 'record.add_tag', { tags: ['from form'] }),
    step('task', 'record.create_task', {
      title: 'Call {{lead.firstName}}',
      kind: 'follow_up',
      due: { kind: 'duration', duration: { amount: 2, unit: 'hours', business: true } },
    }),
    step('log', 'record.log_activity', { type: 'note', subject: 'Sent a form' }),
    step('status', 'record.update', { changes: [{ field: 'lead.status', value: { kind: 'literal', value: 'contacted' } }] }),
  ],
  {
    name: 'Five steps',
    trigger: { id: 'start', type: 'trigger.event', config: { events: ['form.received'], changes: [] } },
    exit: [],
  },
);

/** The tenant in which the runs of one variant happen. */
export interface Scene {
  readonly variant: Variant;
  readonly world: World;
  readonly ends: Ends;
  /** Commits events, each about a lead that has had none, in one transaction. */
  readonly commitEvents: (count: number) => Promise<void>;
  /** How many it has committed. */
  readonly committed: () => number;
  /** Ids of its leads, in the order in which events about them are committed. */
  readonly leads: readonly string[];
  /** What a workflow that stands in for the product's gets besides its input. */
  readonly extra?: (runId: string) => readonly unknown[];
}

/** A tenant with the automation and enough leads, which were there before the automation was published. */
export async function setScene(stage: Stage, variant: Variant, leads: number, drawn: AutomationDefinition = fiveSteps): Promise<Scene> {
  const world = await aTenant(stage.db, { name: `Bench ${variant}` });
  const rep = await aUser(world, { name: 'Ann Lee' });
  const ids = Array.from({ length: leads }, () => newId());
  await stage.db.withTenant(world.tenantId, (trx) =>
    trx.raw(
      `insert into leads (tenant_id, id, first_name, last_name, source, owner_user_id)
       select ?::uuid, id, 'Kim', 'Doe', 'web', ?::uuid from unnest(?::uuid[]) as id`,
      [world.tenantId, rep.id, ids],
    ),
  );
  const frame = { tenantId: world.tenantId, actor: { kind: 'user', userId: rep.id } } as const;
  const automation = await runCommand(stage.db, frame, (trx, context) => createAutomation(trx, context, { definition: drawn }));
  await publishAutomation(stage.db, frame, { id: automation.id });
  let next = 0;
  return {
    variant,
    world,
    ends: new Ends(),
    leads: ids,
    committed: () => next,
    commitEvents: async (count) => {
      const taken = ids.slice(next, next + count);
      next += count;
      if (taken.length < count) throw new Error(`The ${variant} benchmark has run out of leads.`);
      await runCommand(stage.db, frame, async (_trx, context) => {
        for (const id of taken) context.record({ type: 'form.received', subject: { type: 'lead', id }, data: { source: 'web' } });
      });
    },
  };
}

/** A client that starts the variant's workflow for the automations of the variant's tenant; the product's code knows nothing of it. */
export function clientFor(stage: Stage, scenes: readonly Scene[]): Client {
  const sceneOf = new Map<unknown, Scene>(scenes.map((scene) => [scene.world.tenantId, scene]));
  const interceptor: WorkflowClientInterceptor = {
    startWithDetails: (input, next) => {
      const scene = sceneOf.get(memberOf(input.options.args, 'tenantId'));
      const type = scene === undefined || input.workflowType !== 'automationRun' ? undefined : insteadOf[scene.variant];
      if (scene === undefined || type === undefined) return next(input);
      const more = scene.extra?.(String(memberOf(input.options.args, 'runId'))) ?? [];
      const args = [...(input.options.args ?? []), ...more];
      return next({ ...input, workflowType: type, options: { ...input.options, args, taskQueue: queueOf[scene.variant] } });
    },
  };
  return stage.client(interceptor);
}

function memberOf(args: readonly unknown[] | undefined, name: string): unknown {
  const first = args?.[0];
  return typeof first === 'object' && first !== null ? Reflect.get(first, name) : undefined;
}
