import { literal, rowsIn, runTogether } from '../../db/opening.ts';
import type { ImpactChoice } from '../../domain/automation/operations/impact.ts';
import { canonicalJson } from '../../domain/automation/plan/canonical-json.ts';
import type { Plan } from '../../domain/automation/plan/plan.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { RecordingContext } from '../lib/command-context.ts';
import type { TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { checkChoices } from '../operations/impact-plan.ts';
import { startOperation } from '../operations/operation-row.ts';
import { userOf } from '../records/made-by.ts';
import { insertInto, rowOf, updateOf } from '../records/sql.ts';
import type { AutomationRow } from './lib/automation-row.ts';
import { lockAutomation, requireStatus } from './lib/automation-row.ts';
import { groupOfVersion } from './lib/exclusivity.ts';
import { loadPlanOfVersion } from './lib/plans.ts';
import { moveOlderRuns, putInForce } from './lib/put-in-force.ts';

export interface CanaryRow {
  readonly id: string;
  readonly automationId: string;
  readonly number: number;
  readonly baseNumber: number;
  readonly size: number;
  readonly taken: number;
  readonly choices: readonly ImpactChoice[];
  readonly status: 'running' | 'confirmed' | 'called_back';
  readonly openedAtEvent: string;
}

/** The canary of an automation that is neither confirmed nor called back. */
export function runningCanary(trx: TenantTrx, tenantId: string, automationId: string): Promise<CanaryRow | null> {
  return rowOf<CanaryRow>(trx, `select * from automation_canaries where tenant_id = ? and automation_id = ? and status = 'running'`, [
    tenantId,
    automationId,
  ]);
}

/** One version is tried at a time: what comes next waits until it is known what becomes of this one. */
export async function requireNoCanary(trx: TenantTrx, tenantId: string, automationId: string): Promise<void> {
  const canary = await runningCanary(trx, tenantId, automationId);
  if (canary === null) return;
  throw new UserError('conflict', `Version ${canary.number} is still being tried: confirm it or call it back first.`, [], {
    canary: canary.number,
  });
}

/** A canary needs a version in force beside it, about the same kind of record. */
export async function checkCanary(trx: TenantTrx, tenantId: string, row: AutomationRow, plan: Plan): Promise<void> {
  const refused = (detail: string) => new UserError('validation_failed', detail, [{ pointer: '/canary', detail }]);
  if (row.currentVersion === null) throw refused('The first version has nothing beside it: publish it for all runs.');
  const base = await loadPlanOfVersion(trx, tenantId, row.id, row.currentVersion);
  const clocked = [...base.trigger.events, ...plan.trigger.events].some((type) => type === 'date.reached' || type === 'schedule.due');
  const sameClock =
    canonicalJson({ ...base.trigger.config, type: base.trigger.type }) ===
    canonicalJson({ ...plan.trigger.config, type: plan.trigger.type });
  if (clocked && !sameClock) throw refused('The draft begins at other times than the version in force: publish it for all runs.');
  if (base.subject !== plan.subject) throw refused('The draft is about another kind of record: publish it for all runs.');
}

interface NewCanary {
  readonly version: number;
  readonly openedAtEvent: string;
  readonly size: number;
  readonly runs: readonly ImpactChoice[];
}

/** Lets the next runs try a version that was just written. Runs of older versions wait for its end. */
export async function startCanary(trx: TenantTrx, context: RecordingContext, row: AutomationRow, canary: NewCanary): Promise<void> {
  const written = insertInto('automation_canaries', {
    tenantId: context.tenantId,
    id: newId(),
    automationId: row.id,
    number: canary.version,
    baseNumber: row.currentVersion,
    size: canary.size,
    choices: JSON.stringify(canary.runs),
    openedAtEvent: canary.openedAtEvent,
    startedByUserId: userOf(context.actor),
  });
  await trx.raw(written.sql, [...written.bindings]);
  await trx.raw('update automations set version = version + 1, updated_at = ? where tenant_id = ? and id = ?', [
    context.now,
    context.tenantId,
    row.id,
  ]);
  const { version, size } = canary;
  context.record({
    type: 'automation.canary_started',
    subject: { type: 'automation', id: row.id },
    data: { name: row.name, version, size },
  });
  await writeAudit(trx, context, {
    action: 'automation.canary_started',
    recordType: 'automation',
    recordId: row.id,
    after: { version, size },
  });
}

export interface EndCanary {
  readonly id: string;
  /** For runs of older versions, or of the canary itself; left out: what was chosen when it was published, or that they stay. */
  readonly runs?: readonly ImpactChoice[];
}

/** All new runs go to the version that was tried; what was chosen for runs of older ones happens now. Inside the exclusive door. */
export async function confirmCanary(trx: TenantTrx, context: RecordingContext, input: EndCanary): Promise<void> {
  const { row, canary } = await lockCanary(trx, context, input.id);
  const plan = await loadPlanOfVersion(trx, context.tenantId, row.id, canary.number);
  const choices = (input.runs ?? canary.choices).filter((one) => one.choice !== 'stay');
  if (input.runs !== undefined) await checkChoices(trx, context.tenantId, row.id, plan, choices);
  const atEvent = await nextEvent(trx);
  const status = row.status === 'paused' ? 'paused' : 'active';
  await runTogether(trx, [
    ...putInForce(context, row, { version: canary.number, openedAtEvent: atEvent, status }),
    `update automation_versions set opened_at_event = ${atEvent}, closed_at_event = null
     where tenant_id = ${literal(context.tenantId)}::uuid and automation_id = ${literal(row.id)}::uuid and number = ${canary.number}`,
    groupOfVersion(context.tenantId, row.id, canary.number),
  ]);
  await endCanary(trx, context, { automationId: row.id, status: 'confirmed', atEvent });
  await moveOlderRuns(trx, context, row, canary.number, choices);
}

/** No further run tries the version; the one before never ceased to be in force. Inside the exclusive door. */
export async function callCanaryBack(trx: TenantTrx, context: RecordingContext, input: EndCanary): Promise<void> {
  const { row, canary } = await lockCanary(trx, context, input.id);
  const version = canary.baseNumber;
  const choices = (input.runs ?? []).filter((one) => one.choice !== 'stay');
  const base = await loadPlanOfVersion(trx, context.tenantId, row.id, version);
  await checkChoices(trx, context.tenantId, row.id, base, choices);
  await endCanary(trx, context, { automationId: row.id, status: 'called_back', atEvent: await nextEvent(trx) });
  await trx.raw('update automations set version = version + 1, updated_at = ? where tenant_id = ? and id = ?', [
    context.now,
    context.tenantId,
    row.id,
  ]);
  if (choices.length > 0) {
    const request = { kind: 'publish', version, from: canary.number, choices } as const;
    await startOperation(trx, context, { automationId: row.id, request });
  }
  const data = { name: row.name, version: canary.number };
  context.record({ type: 'automation.canary_called_back', subject: { type: 'automation', id: row.id }, data });
}

/** Writes the end of a running canary, if there is one. */
export async function endCanary(
  trx: TenantTrx,
  context: RecordingContext,
  end: { readonly automationId: string; readonly status: 'confirmed' | 'called_back'; readonly atEvent: string },
): Promise<void> {
  const canary = await runningCanary(trx, context.tenantId, end.automationId);
  if (canary === null) return;
  const { status } = end;
  const values = { status, closedAtEvent: end.atEvent, endedAt: context.now, endedByUserId: userOf(context.actor) };
  const written = updateOf('automation_canaries', { tenantId: context.tenantId, id: canary.id }, values, context.now);
  await trx.raw(written.sql, [...written.bindings]);
  await writeAudit(trx, context, {
    action: `automation.canary_${status}`,
    recordType: 'automation',
    recordId: end.automationId,
    after: { version: canary.number, size: canary.size, taken: canary.taken },
  });
}

async function lockCanary(
  trx: TenantTrx,
  context: RecordingContext,
  id: string,
): Promise<{ readonly row: AutomationRow; readonly canary: CanaryRow }> {
  const row = await lockAutomation(trx, context.tenantId, id);
  requireStatus(row, ['active', 'paused'], 'The automation is not live.');
  const canary = await runningCanary(trx, context.tenantId, row.id);
  if (canary === null) throw new UserError('conflict', 'No version of the automation is being tried.');
  return { row, canary };
}

async function nextEvent(trx: TenantTrx): Promise<string> {
  const [numbered] = await runTogether(trx, [`select nextval('event_numbers')::text as number`]);
  return rowsIn<{ number: string }>(numbered)[0]?.number ?? '0';
}
