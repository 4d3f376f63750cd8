import { createAutomation } from '../../../commands/automations/create-automation.ts';
import { publishAutomation } from '../../../commands/automations/publish.ts';
import { createLeads } from '../../../commands/leads/create-leads.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import { automationRunWorkflowId } from '../../../workflows/contracts/automation-run.ts';
import type { World } from '../../factories/index.ts';
import { aTenant, aUser } from '../../factories/index.ts';
import { eventually } from '../../helpers/until.ts';
import { person } from './person.ts';
import type { Studio } from './studio.ts';

/** A workflow whose history is kept, under a name that says what happened in it. */
export interface Recorded {
  readonly name: string;
  readonly workflowId: string;
  readonly runId?: string;
}

export type Scenario = (studio: Studio) => Promise<readonly Recorded[]>;

interface Run {
  readonly id: string;
  readonly status: string;
  readonly workflowId: string;
}

export interface Setting {
  readonly world: World;
  readonly automationId: string;
  readonly frame: { readonly tenantId: World['tenantId']; readonly actor: { readonly kind: 'user'; readonly userId: string } };
  /** Makes leads in one transaction. */
  readonly leadsCome: (count: number) => Promise<readonly string[]>;
  readonly runReaches: (leadId: string, status: string) => Promise<Run>;
}

/** Draws for one tenant: with its own stages and people. */
type Draw = (world: World, repId: string) => Promise<AutomationDefinition>;

/** A tenant with an automation that is live, and leads that come. */
export async function setting({ stage }: Studio, drawn: AutomationDefinition | Draw): Promise<Setting> {
  const world = await aTenant(stage.db, { admin: { name: person.name, email: person.colleague } });
  const rep = await aUser(world, { name: person.name });
  const frame = { tenantId: world.tenantId, actor: { kind: 'user', userId: rep.id } } as const;
  const drawing = typeof drawn === 'function' ? await drawn(world, rep.id) : drawn;
  const automation = await runCommand(stage.db, frame, (trx, context) => createAutomation(trx, context, { definition: drawing }));
  await publishAutomation(stage.db, frame, { id: automation.id });
  return {
    world,
    automationId: automation.id,
    frame,
    leadsCome: (count) =>
      runCommand(stage.db, frame, async (trx, context) => {
        const inputs = Array.from({ length: count }, (_, n) => ({
          ...person.lead,
          email: `${n}.${person.lead.email}`,
          ownerUserId: rep.id,
        }));
        const made = await createLeads(trx, context, inputs);
        return made.map((one) => {
          if (one.outcome !== 'created') throw new Error('the lead was not made');
          return one.lead.id;
        });
      }),
    runReaches: (leadId, status) =>
      eventually(`the run is ${status}`, async () => {
        const [run] = await stage.look<{ id: string; status: string; automation_id: string; incarnation: number }>(
          'select id, status, automation_id, incarnation from runs where subject_id = $1 and status = $2',
          [leadId, status],
        );
        if (run === undefined) return null;
        const { tenantId } = world;
        const name = { tenantId, automationId: run.automation_id, runId: run.id, incarnation: run.incarnation };
        return { id: run.id, status: run.status, workflowId: automationRunWorkflowId(name) };
      }),
  };
}
