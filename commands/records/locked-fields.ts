import { UserError } from '../../domain/errors/errors.ts';
import type { Actor } from '../../domain/events.ts';
import { isUuid } from '../../domain/ids.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { sameJson } from '../../domain/records/changes.ts';
import type { CustomField, CustomFieldEntity } from '../../domain/records/custom-field-rules.ts';
import { mayEditField, maySeeField } from '../../domain/records/custom-field-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowsOf } from './sql.ts';

/** Whose rights count: those of the person who acts or imports. Automations, forms and webhooks act with their own. */
function personOf(actor: Actor): string | null {
  return actor.kind === 'user' || actor.kind === 'import' ? actor.userId : null;
}

const roles = new WeakMap<CommandContext, Promise<readonly string[]>>();

/** Asked once in a transaction, and only where a field is limited to roles. */
function rolesOf(trx: TenantTrx, context: CommandContext, userId: string): Promise<readonly string[]> {
  const read = roles.get(context) ?? readRoles(trx, context.tenantId, userId);
  roles.set(context, read);
  return read;
}

async function readRoles(trx: TenantTrx, tenantId: string, userId: string): Promise<readonly string[]> {
  if (!isUuid(userId)) return [];
  const rows = await rowsOf<{ readonly code: string }>(
    trx,
    'select r.code from user_roles ur join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id where ur.tenant_id = ? and ur.user_id = ?',
    [tenantId, userId],
  );
  return rows.map((row) => row.code);
}

/** Keys of the fields that whoever acts may not change. */
export async function lockedFor(trx: TenantTrx, context: CommandContext, fields: readonly CustomField[]): Promise<ReadonlySet<string>> {
  const person = personOf(context.actor);
  const limited = fields.filter((field) => (field.editableBy ?? field.viewableBy ?? null) !== null);
  if (person === null || limited.length === 0) return new Set();
  const held = await rolesOf(trx, context, person);
  const mayWrite = (field: CustomField) => mayEditField(field.editableBy, held) && maySeeField(field.viewableBy, held);
  return new Set(limited.filter((field) => !mayWrite(field)).map((field) => field.key));
}

/** Of a kind of record, all at once: for changes that do not go field by field. */
export async function lockedOf(trx: TenantTrx, context: CommandContext, entity: CustomFieldEntity): Promise<ReadonlySet<string>> {
  const fields = await rowsOf<CustomField>(
    trx,
    'select key, label, editable_by, viewable_by from custom_fields where tenant_id = ? and entity = ? and (editable_by is not null or viewable_by is not null)',
    [context.tenantId, entity],
  );
  return lockedFor(trx, context, fields);
}

/** @throws UserError `forbidden` naming the fields that are given another value than the stored one */
export function refuseLocked(
  locked: ReadonlySet<string>,
  fields: readonly CustomField[],
  given: Readonly<Record<string, unknown>>,
  checked: JsonObject,
  stored: JsonObject,
): void {
  if (locked.size === 0) return;
  const changed = fields.filter((field) => locked.has(field.key) && field.key in given && changes(field.key, checked, stored));
  if (changed.length === 0) return;
  throw lockedFields(changed.map((field) => ({ label: field.label, pointer: `/custom/${field.key}` })));
}

function changes(key: string, checked: JsonObject, stored: JsonObject): boolean {
  const wanted: Json | undefined = checked[key];
  return wanted === undefined || !sameJson(wanted, stored[key] ?? null);
}

export function lockedFields(fields: readonly { readonly label: string; readonly pointer: string }[]): UserError {
  const names = fields.map((field) => `"${field.label}"`).join(', ');
  return new UserError(
    'forbidden',
    `Your role does not allow changing ${names}.`,
    fields.map(({ label, pointer }) => ({
      pointer,
      code: 'custom_field_locked',
      detail: `${label} can only be changed by other roles.`,
    })),
  );
}
