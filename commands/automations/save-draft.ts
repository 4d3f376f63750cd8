import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { userOf } from '../records/made-by.ts';
import { rowOf, updateOf } from '../records/sql.ts';
import type { AutomationRow } from './lib/automation-row.ts';
import { lockAutomation, requireStatus } from './lib/automation-row.ts';

export interface SaveDraft {
  readonly id: string;
  readonly definition: AutomationDefinition;
  readonly folder?: string | null;
  readonly expectedVersion?: number;
}

/** Replaces the draft. What is published goes on as it is until the draft is published too. */
export async function saveDraft(trx: TenantTrx, context: CommandContext, input: SaveDraft): Promise<AutomationRow> {
  const row = await lockAutomation(trx, context.tenantId, input.id, input.expectedVersion);
  requireStatus(row, ['draft', 'active', 'paused'], 'The automation is archived.');
  const { definition } = input;
  const values = {
    draft: definition,
    name: definition.name,
    description: definition.description ?? null,
    // Runs and conditions of published versions keep their own subject in their plans.
    subject: definition.subject,
    folder: input.folder,
    updatedBy: userOf(context.actor),
  };
  const update = updateOf('automations', { tenantId: context.tenantId, id: row.id }, values, context.now);
  return (await rowOf<AutomationRow>(trx, update.sql, update.bindings)) ?? row;
}
