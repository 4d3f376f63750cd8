import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { writeRecord } from '../records/write-record.ts';
import { lockTask } from './lock-task.ts';

/** Archives a task: it leaves every list, its history stays. */
export async function archiveTask(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  const { task, records } = await lockTask(trx, context, input.id);
  await writeRecord(
    trx,
    context,
    'task',
    task,
    { archivedAt: context.now },
    { as: 'task.deleted', related: records, data: { title: task.title } },
  );
}
