import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { notFound } from '../records/lock-record.ts';
import { rowOf, updateOf } from '../records/sql.ts';
import type { CustomFieldRow } from './custom-field-row.ts';
import { recountIfNamed } from '../scoring/recount.ts';
import { requireFieldsOf } from './custom-fields.ts';
import { lockField } from './custom-field-row.ts';

/**
 * Archives a field: nobody is asked for it any more, stored values stay. Published automations go on: what they read is still
 * there, what they would write is left out and said on the run's page.
 */
export async function archiveCustomField(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  const field = await lockField(trx, context, input.id);
  await setArchived(trx, context, field, context.now);
}

/** Brings an archived field back, with the values that records have held all along. */
export async function restoreCustomField(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<CustomFieldRow> {
  const field = await lockField(trx, context, input.id, true);
  await requireFieldsOf(trx, context, field.entity);
  return setArchived(trx, context, field, null);
}

async function setArchived(
  trx: TenantTrx,
  context: CommandContext,
  field: CustomFieldRow,
  archivedAt: Date | null,
): Promise<CustomFieldRow> {
  const { sql, bindings } = updateOf('custom_fields', { tenantId: context.tenantId, id: field.id }, { archivedAt }, context.now);
  const row = await rowOf<CustomFieldRow>(trx, sql, bindings);
  if (row === null) throw notFound('field');
  const action = archivedAt === null ? 'field.restored' : 'field.archived';
  await writeAudit(trx, context, { action, recordType: 'field', recordId: field.id, after: { entity: field.entity, key: field.key } });
  // Rules that ask for it give nothing while it is gone.
  await recountIfNamed(trx, context, `.custom.${field.key}"`);
  return row;
}
