import type { Client } from '@temporalio/client';
import { expect, test } from 'vitest';
import type { Doors } from '../../../db/doors.ts';
import { definition, step } from '../../factories/definitions.ts';
import { eventually } from '../../helpers/until.ts';
import { Dispatcher } from '../../../workers/dispatcher/dispatcher.ts';
import { newLead, publish, relayAll, rows, rulesFile } from '../rules/world.ts';

const file = rulesFile();

/** The database goes away for the first `failures` deletions of what was delivered. */
function losingConnections(db: Doors, failures: number): Pick<Doors, 'withSystem' | 'withTenant'> {
  let left = failures;
  return {
    withTenant: (tenantId, work, options) => db.withTenant(tenantId, work, options),
    withSystem: (purpose, work) => {
      if (purpose === 'dispatch settle' && left-- > 0) {
        return Promise.reject(Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' }));
      }
      return db.withSystem(purpose, work);
    },
  };
}

test('deletes what it delivered once the database is back, instead of delivering it again after the lease', async () => {
  const world = await file.tenant();
  await publish(world, definition([step('rest', 'wait.duration')]));
  await newLead(world);
  await relayAll(world);
  const started: string[] = [];
  const start = (_: string, { workflowId }: { workflowId: string }) => Promise.resolve(started.push(workflowId));
  const dispatcher = new Dispatcher({
    db: losingConnections(world.db, 2),
    client: { workflow: { start } } as unknown as Client,
    log: { error: () => undefined, warn: () => undefined },
  });
  await dispatcher.round();
  await dispatcher.drain();
  await eventually('the wish is gone', async () => (await rows(world, 'select 1 from dispatches')).length === 0);
  expect(started.filter((id) => id.includes(world.tenantId))).toHaveLength(1);
});
