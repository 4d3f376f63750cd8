import type { Problem } from '../../domain/errors/errors.ts';
import { hasCountryCode } from '../../domain/records/normalise.ts';
import { readFields } from '../../domain/records/field-values.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { parsePhone } from '../lib/parse-phone.ts';
import { mergeCustom, readCustom } from './custom-values.ts';
import type { EditableRows, EditableType } from './record-kinds.ts';
import { recordKinds } from './record-kinds.ts';
import { rowOf } from './sql.ts';

/** Fields of a record as somebody wants them, unchecked. */
export type Patch = Readonly<Record<string, unknown>> & { readonly custom?: Readonly<Record<string, unknown>> | undefined };

export interface ReadPatch {
  readonly values: Record<string, unknown>;
  readonly problems: Problem[];
}

/** Checks a patch against the rules of its kind of record and the tenant's own fields. `row` is null for a new record. */
export async function readPatch<T extends EditableType>(
  trx: TenantTrx,
  context: CommandContext,
  type: T,
  patch: Patch,
  row: EditableRows[T] | null,
): Promise<ReadPatch> {
  const { custom, ...fields } = patch;
  const defaultCountry = await countryFor(trx, context, fields.phone);
  const read = readFields(recordKinds[type].fields, fields, { parsePhone, defaultCountry });
  if (type === 'task') return { values: { ...read.values }, problems: read.problems };
  const stored = row !== null && 'custom' in row ? row.custom : {};
  const checked = await readCustom(trx, context, type, custom, row === null ? null : stored);
  const values: Record<string, unknown> = { ...read.values };
  if (custom !== undefined || row === null) values.custom = mergeCustom(stored, checked.values);
  return { values, problems: [...read.problems, ...checked.problems] };
}

const countries = new WeakMap<CommandContext, Promise<string | undefined>>();

/** The tenant's country, asked once in a transaction and only for a number that does not name its own. */
export function countryFor(trx: TenantTrx, context: CommandContext, phone: unknown): Promise<string | undefined> {
  if (typeof phone !== 'string' || phone.trim() === '' || hasCountryCode(phone)) return Promise.resolve(undefined);
  const read = countries.get(context) ?? readCountry(trx, context);
  countries.set(context, read);
  return read;
}

async function readCountry(trx: TenantTrx, context: CommandContext): Promise<string | undefined> {
  const tenant = await rowOf<{ country: string | null }>(trx, "select settings ->> 'country' as country from tenants where id = ?", [
    context.tenantId,
  ]);
  return tenant?.country ?? undefined;
}
