import { continueOperation } from '../../../activities/operations/continue-operation.ts';
import { preparePublish, publish } from '../../../commands/automations/publish.ts';
import { saveDraft } from '../../../commands/automations/save-draft.ts';
import type { OperationRow } from '../../../commands/operations/operation-row.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import type { ImpactChoice } from '../../../domain/automation/operations/impact.ts';
import type { OperationAnswer } from '../../../workflows/contracts/run-operation.ts';
import type { World } from '../../factories/index.ts';
import { command, newLead, relayAll, rows, runOf, segment } from '../rules/world.ts';

/** Publishes another version of a live automation, with choices for its runs. */
export async function publishNext(world: World, id: string, next: AutomationDefinition, runs: readonly ImpactChoice[] = []): Promise<void> {
  await command(world.db, world, (trx, context) => saveDraft(trx, context, { id, definition: next }));
  const prepared = await world.db.readTenant(world.tenantId, (trx) => preparePublish(trx, world.tenantId, { id, runs }));
  await command(world.db, world, (trx, context) => publish(trx, context, prepared), { door: 'exclusive' });
}

/** The newest operation, as its row stands. */
export async function newest(
  world: World,
): Promise<{ id: string; status: string; incarnation: number; done: number; changed: number; refused: number; total: number }> {
  const [row] = await rows<Pick<OperationRow, 'id' | 'status' | 'incarnation' | 'done' | 'changed' | 'refused' | 'total'>>(
    world,
    'select * from run_operations order by id desc limit 1',
  );
  if (row === undefined) throw new Error('there is no operation');
  return row;
}

/** Does what the operation's workflow would do next. */
export async function carryOn(world: World, options: { readonly now?: () => Date } = {}): Promise<OperationAnswer> {
  const { id, incarnation } = await newest(world);
  return continueOperation({ db: world.db, ...options }, { tenantId: world.tenantId, operationId: id, incarnation }, Date.now() + 20_000);
}

/** Leads with a run each that has come to its first wait. */
export async function waitingLeads(world: World, count: number): Promise<string[]> {
  const leads: string[] = [];
  for (let n = 0; n < count; n++) leads.push(await newLead(world));
  await relayAll(world);
  for (const lead of leads) await segment(world, (await runOf(world, lead)).id);
  return leads;
}
