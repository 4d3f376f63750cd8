import { createExport } from '../../../commands/exports/change-export.ts';
import { createLead } from '../../../commands/leads/create-lead.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { exportWorkflowId } from '../../../workflows/contracts/export.ts';
import { aTenant, aUser } from '../../factories/index.ts';
import { eventually } from '../../helpers/until.ts';
import { person } from './person.ts';
import type { Recorded } from './setting.ts';
import type { Studio } from './studio.ts';

/** All leads as a workbook. */
export async function exported({ stage, handle }: Studio): Promise<readonly Recorded[]> {
  const { db } = stage;
  const world = await aTenant(db, { admin: { name: person.name, email: person.colleague } });
  const user = await aUser(world, { name: person.name });
  const frame = { tenantId: world.tenantId, actor: { kind: 'user', userId: user.id } } as const;
  const { id, incarnation } = await runCommand(db, frame, async (trx, context) => {
    await createLead(trx, context, { ...person.lead, onDuplicate: 'allow' });
    return createExport(trx, context, {
      entity: 'lead',
      format: 'xlsx',
      name: 'Leads',
      columns: null,
      selection: { kind: 'matching', timeZone: 'UTC' },
      sort: '-createdAt',
      timeZone: 'UTC',
      ownersSeen: null,
      userId: user.id,
    });
  });
  const workflowId = exportWorkflowId({ tenantId: world.tenantId, exportId: id, incarnation });
  await eventually('the export is done', async () => {
    const seen = await handle(workflowId)
      .describe()
      .catch(() => null);
    return seen !== null && seen.status.name === 'COMPLETED';
  });
  return [{ name: 'export-records.done', workflowId }];
}
