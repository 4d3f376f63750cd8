import type { PolicyStep, PolicyAction } from '../../domain/decisions/policy.ts';
import type { Thresholds } from '../../domain/decisions/terms.ts';
import { type Problem, UserError } from '../../domain/errors/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { refuseProblems } from '../records/refuse.ts';
import { insertInto, rowOf, rowsOf, updateOf } from '../records/sql.ts';

export interface PolicyRow {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly action: PolicyAction;
  readonly conditions: Thresholds;
  readonly steps: readonly PolicyStep[];
  readonly expiresAfterHours: number | null;
  readonly active: boolean;
  readonly archivedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface PolicyInput {
  readonly name: string;
  readonly action: PolicyAction;
  readonly conditions: Thresholds;
  readonly steps: readonly PolicyStep[];
  readonly expiresAfterHours: number | null;
  readonly active: boolean;
}

/** Sets up when a decision is needed and who is asked. Decisions that are open already keep the steps they began with. */
export async function createPolicy(trx: TenantTrx, context: CommandContext, input: PolicyInput): Promise<PolicyRow> {
  await check(trx, context, input, null);
  const values = { tenantId: context.tenantId, id: newId(), ...stored(input), createdAt: context.now, updatedAt: context.now };
  const { sql, bindings } = insertInto('decision_policies', values);
  const row = await rowOf<PolicyRow>(trx, sql, bindings);
  if (row === null) throw new Error('the policy was not inserted');
  await audit(trx, context, 'decision_policy.created', row);
  return row;
}

export async function updatePolicy(
  trx: TenantTrx,
  context: CommandContext,
  input: Partial<PolicyInput> & { readonly id: string; readonly expectedVersion: number },
): Promise<PolicyRow> {
  const { id, expectedVersion, ...patch } = input;
  const policy = await lockPolicy(trx, context, id);
  requireVersion(policy, expectedVersion, 'policy');
  const { name, action, conditions, steps, expiresAfterHours, active } = { ...policy, ...patch };
  const next = { name, action, conditions, steps, expiresAfterHours, active };
  await check(trx, context, next, policy.id);
  const row = await write(trx, context, policy.id, stored(next));
  await audit(trx, context, 'decision_policy.updated', row);
  return row;
}

/** Takes a policy out of use for good; what it asked before stays to be read. */
export async function removePolicy(trx: TenantTrx, context: CommandContext, id: string): Promise<void> {
  const policy = await lockPolicy(trx, context, id);
  await audit(trx, context, 'decision_policy.removed', await write(trx, context, policy.id, { archivedAt: context.now, active: false }));
}

async function lockPolicy(trx: TenantTrx, context: CommandContext, id: string): Promise<PolicyRow> {
  const row = isUuid(id)
    ? await rowOf<PolicyRow>(
        trx,
        'select * from decision_policies where tenant_id = ? and id = ? and archived_at is null for no key update',
        [context.tenantId, id],
      )
    : null;
  if (row === null) throw notFound('policy');
  return row;
}

async function write(trx: TenantTrx, context: CommandContext, id: string, values: Readonly<Record<string, unknown>>): Promise<PolicyRow> {
  const { sql, bindings } = updateOf('decision_policies', { tenantId: context.tenantId, id }, values, context.now);
  const row = await rowOf<PolicyRow>(trx, sql, bindings);
  if (row === null) throw new Error('a locked policy vanished');
  return row;
}

function stored(input: PolicyInput): Readonly<Record<string, unknown>> {
  return { ...input, conditions: JSON.stringify(input.conditions), steps: JSON.stringify(input.steps) };
}

/** Whoever is named has to exist, and something has to be asked for. */
async function check(trx: TenantTrx, context: CommandContext, input: PolicyInput, own: string | null): Promise<void> {
  const problems: Problem[] = [];
  const { tenantId } = context;
  if (Object.values(input.conditions).every((value) => value === undefined))
    problems.push({ pointer: '/conditions', code: 'required', detail: 'Say above which discount or amount, or for flagged products.' });
  const same = await rowsOf(
    trx,
    'select 1 from decision_policies where tenant_id = ? and lower(name) = lower(?) and archived_at is null and id is distinct from ?::uuid',
    [tenantId, input.name, own],
  );
  if (same.length > 0) problems.push({ pointer: '/name', code: 'name_taken', detail: 'There is a policy of this name.' });
  const exists = async (table: 'roles' | 'users' | 'teams', column: 'code' | 'id', value: string): Promise<boolean> =>
    (await rowsOf(trx, `select 1 from ${table} where tenant_id = ? and ${column}::text = ?`, [tenantId, value])).length > 0;
  for (const [index, { approver, escalateTo }] of input.steps.entries()) {
    const found =
      approver.kind === 'role'
        ? await exists('roles', 'code', approver.role)
        : approver.kind === 'user'
          ? await exists('users', 'id', approver.userId)
          : approver.kind === 'team'
            ? await exists('teams', 'id', approver.teamId)
            : true;
    const pointer = `/steps/${index}`;
    if (!found)
      problems.push({ pointer: `${pointer}/approver`, code: 'reference_unknown', detail: 'There is nobody of this kind to ask.' });
    if (escalateTo !== null && !(await exists('roles', 'code', escalateTo)))
      problems.push({ pointer: `${pointer}/escalateTo`, code: 'reference_unknown', detail: 'There is no such role.' });
  }
  if (input.steps[0]?.parallel === true)
    problems.push({ pointer: '/steps/0/parallel', code: 'nothing_before', detail: 'The first step has none before it to open with.' });
  if (input.steps.length === 0) throw new UserError('validation_failed', 'A policy asks somebody.', problems);
  refuseProblems('policy', problems);
}

function audit(trx: TenantTrx, context: CommandContext, action: string, row: PolicyRow): Promise<void> {
  const { id, name, active } = row;
  return writeAudit(trx, context, { action, recordType: 'decision_policy', recordId: id, after: { name, active } });
}
