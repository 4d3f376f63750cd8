import { UserError } from '../../../domain/errors/errors.ts';
import { writeAudit } from '../../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import { newId } from '../../lib/new-id.ts';
import { userOf } from '../../records/made-by.ts';
import { requireVersion } from '../../records/lock-record.ts';
import { rowOf } from '../../records/sql.ts';
import { lockAutomation, requireStatus } from '../lib/automation-row.ts';
import type { ScenarioFields, ScenarioRow } from './scenario-row.ts';
import { readScenario } from './scenario-row.ts';

/** So many scenarios an automation may have: all required ones are run before it is published. */
export const mostScenarios = 50;

export async function createScenario(
  trx: TenantTrx,
  context: CommandContext,
  input: ScenarioFields & { readonly automationId: string },
): Promise<ScenarioRow> {
  // Under the automation's lock two of one name cannot be made at once, nor one too many.
  const automation = await lockAutomation(trx, context.tenantId, input.automationId);
  requireStatus(automation, ['draft', 'active', 'paused'], 'The automation is archived.');
  const counted = await rowOf<{ n: number }>(
    trx,
    'select count(*)::int as n from automation_scenarios where tenant_id = ? and automation_id = ?',
    [context.tenantId, automation.id],
  );
  if ((counted?.n ?? 0) >= mostScenarios) throw new UserError('conflict', `An automation can have at most ${mostScenarios} scenarios.`);
  await requireFreeName(trx, context, automation.id, input.name, null);
  const id = newId(context.now.getTime());
  await trx('automation_scenarios').insert({
    ...columnsOf(input),
    tenant_id: context.tenantId,
    id,
    automation_id: automation.id,
    created_by_user_id: userOf(context.actor),
    created_at: context.now,
    updated_at: context.now,
  });
  await noteChange(trx, context, automation.id, { scenario: input.name, required: input.required });
  return readScenario(trx, context.tenantId, id);
}

export async function updateScenario(
  trx: TenantTrx,
  context: CommandContext,
  input: Partial<ScenarioFields> & { readonly id: string; readonly expectedVersion: number },
): Promise<ScenarioRow> {
  const { id, expectedVersion, ...change } = input;
  const row = await lockScenario(trx, context, id);
  requireVersion(row, expectedVersion, 'scenario');
  const next: ScenarioFields = { ...row, ...change };
  await requireFreeName(trx, context, row.automationId, next.name, row.id);
  await trx('automation_scenarios')
    .where({ tenant_id: context.tenantId, id: row.id })
    .update({ ...columnsOf(next), version: row.version + 1, updated_at: context.now });
  await noteChange(trx, context, row.automationId, { scenario: next.name, required: next.required });
  return readScenario(trx, context.tenantId, row.id);
}

export async function deleteScenario(trx: TenantTrx, context: CommandContext, id: string): Promise<void> {
  const row = await lockScenario(trx, context, id);
  await trx('automation_scenarios').where({ tenant_id: context.tenantId, id: row.id }).delete();
  await writeAudit(trx, context, {
    action: 'automation.scenario_deleted',
    recordType: 'automation',
    recordId: row.automationId,
    before: { scenario: row.name, required: row.required },
  });
}

/** The automation first, as everybody who changes its scenarios does. */
async function lockScenario(trx: TenantTrx, context: CommandContext, id: string): Promise<ScenarioRow> {
  const { automationId } = await readScenario(trx, context.tenantId, id);
  await lockAutomation(trx, context.tenantId, automationId);
  return readScenario(trx, context.tenantId, id);
}

async function requireFreeName(
  trx: TenantTrx,
  context: CommandContext,
  automationId: string,
  name: string,
  own: string | null,
): Promise<void> {
  const taken = await rowOf<{ id: string }>(
    trx,
    'select id from automation_scenarios where tenant_id = ? and automation_id = ? and lower(name) = lower(?) and id is distinct from ?::uuid',
    [context.tenantId, automationId, name, own],
  );
  if (taken !== null) {
    throw new UserError('conflict', 'There is a scenario with this name already.', [{ pointer: '/name', detail: 'Choose another name.' }]);
  }
}

function noteChange(trx: TenantTrx, context: CommandContext, automationId: string, after: { scenario: string; required: boolean }) {
  return writeAudit(trx, context, { action: 'automation.scenario_saved', recordType: 'automation', recordId: automationId, after });
}

function columnsOf({ name, required, records, course, expectations }: ScenarioFields): Record<string, unknown> {
  return {
    name,
    required,
    records: JSON.stringify(records),
    course: JSON.stringify(course),
    expectations: JSON.stringify(expectations),
  };
}
