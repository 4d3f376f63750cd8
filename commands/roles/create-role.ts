import type { RoleRow } from '../../db/queries/find-users.ts';
import { isUniqueViolation } from '../../db/postgres-errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { ReportingScope, Visibility } from '../../domain/permissions/permissions.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { lockUserAdministration, requireSees } from '../users/rights.ts';
import { arrangeRoles, readRole, requireHolds, requireParent, roleFacts, setPermissions } from './role-row.ts';

export interface CreateRole {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly parentId?: string | null | undefined;
  readonly scope: ReportingScope;
  readonly visibility: Visibility;
  readonly permissions: readonly string[];
}

/** Makes a role of the tenant's own. It can hold nothing that its maker does not hold. */
export async function createRole(trx: TenantTrx, context: CommandContext, input: CreateRole): Promise<RoleRow> {
  await lockUserAdministration(trx, context);
  await requireHolds(trx, context, input.permissions);
  await requireSees(trx, context, input.visibility);
  await requireParent(trx, input.parentId);
  await refuseTakenName(trx, context, input.name, null);
  const id = newId();
  try {
    await trx('roles').insert({
      tenant_id: context.tenantId,
      id,
      code: codeOf(input.name, id),
      name: input.name,
      description: input.description ?? null,
      parent_role_id: input.parentId ?? null,
      scope: input.scope,
      visibility: input.visibility,
    });
  } catch (error) {
    if (isUniqueViolation(error, 'roles_tenant_id_code_key')) throw nameTaken();
    throw error;
  }
  await setPermissions(trx, context, id, input.permissions);
  await arrangeRoles(trx, context);
  const row = await readRole(trx, id);
  await writeAudit(trx, context, { action: 'role.created', recordType: 'role', recordId: id, after: roleFacts(row) });
  return row;
}

/** Stable, readable and free: `Field sales` gives `field_sales_3f9c1a`. */
function codeOf(name: string, id: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 40)
    .replace(/^_+|_+$/g, '');
  return `${plain === '' ? 'role' : plain}_${id.slice(-6)}`;
}

/** Two roles of one name could not be told apart on any page. */
export async function refuseTakenName(trx: TenantTrx, context: CommandContext, name: string, exceptId: string | null): Promise<void> {
  const { rows }: { rows: { taken: boolean }[] } = await trx.raw(
    'select exists (select from roles where tenant_id = ? and lower(name) = lower(?) and (?::uuid is null or id <> ?::uuid)) as taken',
    [context.tenantId, name, exceptId, exceptId],
  );
  if (rows[0]?.taken === true) throw nameTaken();
}

function nameTaken(): UserError {
  const detail = 'There is a role with this name already.';
  return new UserError('conflict', detail, [{ pointer: '/name', code: 'taken', detail }]);
}
