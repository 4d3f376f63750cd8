import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSubscription } from '../../commands/webhooks/subscriptions.ts';
import type { World } from '../factories/index.ts';
import { eventually } from '../helpers/until.ts';
import { webhookDeliveryWorkflowId } from '../../workflows/contracts/webhook-delivery.ts';
import { command, newLead, rows } from '../integration/rules/world.ts';
import { house } from './house.ts';

// Deliveries of a webhook on the real servers: event, relay, dispatcher, workflow, the receiver, and again.

const here = house();
let receiver: Server;
let url: string;
let answer = 200;
const hits: { readonly id: string; readonly body: string }[] = [];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      hits.push({ id: String(request.headers['webhook-id']), body: Buffer.concat(parts).toString() });
      response.writeHead(answer).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has an address of this kind.
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`;
});
afterAll(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

/** The address is put in behind the command's back, which refuses addresses that are not public. */
function subscribe(world: World): Promise<string> {
  return command(world.db, world, async (trx, context) => {
    const input = { name: 'ERP', url: 'https://erp.example/in', eventTypes: ['lead.created'], filter: null };
    const { id } = await createSubscription(trx, context, input);
    await trx.raw('update webhook_subscriptions set url = ? where id = ?', [url, id]);
    return id;
  });
}

const deliveriesOf = (world: World, id: string) =>
  rows<{ status: string; attempts: number }>(
    world,
    'select status, attempts from webhook_deliveries where subscription_id = ? order by id',
    [id],
  );

test('are made, and the workflow ends; the next event begins another', async () => {
  const world = await here.tenant();
  const id = await subscribe(world);
  const first = await newLead(world);
  await eventually('the first arrives', () => hits.some((hit) => hit.body.includes(first)));
  const shell = (incarnation: number) =>
    here.temporal().client.workflow.getHandle(webhookDeliveryWorkflowId({ tenantId: world.tenantId, subscriptionId: id, incarnation }));
  expect(await shell(1).result()).toBe('done');
  const second = await newLead(world);
  await eventually('the second arrives', () => hits.some((hit) => hit.body.includes(second)));
  expect(await shell(2).result()).toBe('done');
  expect(await deliveriesOf(world, id)).toEqual([
    { status: 'delivered', attempts: 1 },
    { status: 'delivered', attempts: 1 },
  ]);
});

test('that fail are tried again under the same id, when their time has come or somebody wakes them', async () => {
  const world = await here.tenant();
  const id = await subscribe(world);
  answer = 503;
  const lead = await newLead(world);
  await eventually('it has failed once', async () => (await deliveriesOf(world, id))[0]?.attempts === 1);
  answer = 200;
  await command(world.db, world, (trx) => trx.raw('update webhook_deliveries set next_attempt_at = now() where subscription_id = ?', [id]));
  const handle = here
    .temporal()
    .client.workflow.getHandle(webhookDeliveryWorkflowId({ tenantId: world.tenantId, subscriptionId: id, incarnation: 1 }));
  await handle.signal('wake');
  expect(await handle.result()).toBe('done');
  expect(await deliveriesOf(world, id)).toEqual([{ status: 'delivered', attempts: 2 }]);
  expect(new Set(hits.filter((hit) => hit.body.includes(lead)).map((hit) => hit.id)).size).toBe(1);
});
