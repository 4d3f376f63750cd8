import { type ImportEntity, targetsOf } from '../../domain/imports/record-targets.ts';
import { type ImportTarget, type ImportValueType, normaliseHeading } from '../../domain/imports/targets.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowsOf } from '../records/sql.ts';

interface FieldRow {
  readonly key: string;
  readonly label: string;
  readonly type: string;
  readonly options: readonly { readonly value: string; readonly label: string; readonly archived?: boolean }[] | null;
}

const typeOf: Readonly<Record<string, ImportValueType>> = {
  text: 'text',
  number: 'number',
  currency: 'number',
  date: 'date',
  boolean: 'boolean',
  select: 'select',
  multiselect: 'multiselect',
  url: 'url',
  user: 'owner',
};

/** Everything a column of the file can fill: the built-in fields of the kind of record and the tenant's own. */
export async function importTargets(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId'>,
  entity: ImportEntity,
): Promise<readonly ImportTarget[]> {
  const fields = await rowsOf<FieldRow>(
    trx,
    'select key, label, type, options from custom_fields where tenant_id = ? and entity = ? and archived_at is null order by position, key',
    [context.tenantId, entity],
  );
  return [...targetsOf[entity], ...fields.flatMap(customTarget)];
}

function customTarget(field: FieldRow): ImportTarget[] {
  const type = typeOf[field.type];
  if (type === undefined) return [];
  const options = Object.fromEntries(
    (field.options ?? [])
      .filter((option) => option.archived !== true)
      .flatMap((option) => [
        [option.value.toLowerCase(), option.value],
        [option.label.toLowerCase(), option.value],
      ]),
  );
  return [
    {
      field: `custom.${field.key}`,
      label: field.label,
      type,
      synonyms: [normaliseHeading(field.label), normaliseHeading(field.key)],
      ...(type === 'select' || type === 'multiselect' ? { options } : {}),
    },
  ];
}
