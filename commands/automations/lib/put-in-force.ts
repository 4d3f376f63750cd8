import { literal } from '../../../db/opening.ts';
import type { ImpactChoice } from '../../../domain/automation/operations/impact.ts';
import type { RecordingContext } from '../../lib/command-context.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import { startOperation } from '../../operations/operation-row.ts';
import type { AutomationRow } from './automation-row.ts';

/** From here on all new runs are of this version. */
export interface InForce {
  readonly version: number;
  readonly openedAtEvent: string;
  readonly status: 'active' | 'paused';
}

/** The statements that close the version before at an event number and make another the one in force. */
export function putInForce(context: CommandContext, row: AutomationRow, to: InForce): readonly string[] {
  const tenant = `${literal(context.tenantId)}::uuid`;
  const automation = `${literal(row.id)}::uuid`;
  const now = `${literal(context.now)}::timestamptz`;
  const flipped = row.status === to.status ? '' : `, status_changed_at_event = ${to.openedAtEvent}, status_changed_at = ${now}`;
  return [
    `update automation_versions set closed_at_event = ${to.openedAtEvent} where tenant_id = ${tenant} and automation_id = ${automation} and closed_at_event is null`,
    `update automations set status = ${literal(to.status)}, current_version = ${to.version}, version = version + 1, updated_at = ${now}${flipped}
     where tenant_id = ${tenant} and id = ${automation}`,
  ];
}

/** What was chosen for runs of older versions begins, and everybody is told. */
export async function moveOlderRuns(
  trx: TenantTrx,
  context: RecordingContext,
  row: AutomationRow,
  version: number,
  choices: readonly ImpactChoice[],
): Promise<void> {
  if (choices.length > 0) await startOperation(trx, context, { automationId: row.id, request: { kind: 'publish', version, choices } });
  context.record({ type: 'automation.published', subject: { type: 'automation', id: row.id }, data: { name: row.name, version } });
}
