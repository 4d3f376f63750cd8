import { createLeads } from '../../../commands/leads/create-leads.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { createSubscription } from '../../../commands/webhooks/subscriptions.ts';
import { webhookDeliveryWorkflowId } from '../../../workflows/contracts/webhook-delivery.ts';
import { aTenant } from '../../factories/index.ts';
import { eventually } from '../../helpers/until.ts';
import { person } from './person.ts';
import type { Recorded } from './setting.ts';
import type { Studio } from './studio.ts';

/** An address whose name nobody knows: the first attempt fails, and the workflow waits for the next one. */
export async function webhookWaits({ stage, handle }: Studio): Promise<readonly Recorded[]> {
  const world = await aTenant(stage.db, { admin: { name: person.name, email: person.colleague } });
  const frame = { tenantId: world.tenantId, actor: { kind: 'user', userId: world.adminUserId } } as const;
  const { id } = await runCommand(stage.db, frame, (trx, context) =>
    createSubscription(trx, context, {
      name: 'Warehouse',
      url: 'https://hooks.cadenza.invalid/in',
      eventTypes: ['lead.created'],
      filter: null,
    }),
  );
  await runCommand(stage.db, frame, (trx, context) => createLeads(trx, context, [{ ...person.lead }]));
  const { incarnation } = await eventually('an attempt has failed', async () => {
    const [row] = await stage.look<{ incarnation: number }>(
      `select s.incarnation from webhook_subscriptions s join webhook_deliveries d on d.tenant_id = s.tenant_id and d.subscription_id = s.id
       where s.id = $1 and d.attempts > 0`,
      [id],
    );
    return row ?? null;
  });
  const workflowId = webhookDeliveryWorkflowId({ tenantId: world.tenantId, subscriptionId: id, incarnation });
  await eventually('it waits for the next attempt', async () => {
    const { events } = await handle(workflowId).fetchHistory();
    return (events ?? []).some((event) => Boolean(event.timerStartedEventAttributes));
  });
  return [{ name: 'webhook-delivery.waits', workflowId }];
}
