import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { userOf } from '../records/made-by.ts';
import { insertInto, rowOf } from '../records/sql.ts';
import type { AutomationRow } from './lib/automation-row.ts';

export interface CreateAutomation {
  /** As drawn: it may still have problems, which only publishing refuses. */
  readonly definition: AutomationDefinition;
  readonly folder?: string | null;
}

/** Keeps a new automation as a draft. Nothing happens with records before it is published. */
export async function createAutomation(trx: TenantTrx, context: CommandContext, input: CreateAutomation): Promise<AutomationRow> {
  const { definition } = input;
  const by = userOf(context.actor);
  const insert = insertInto('automations', {
    tenantId: context.tenantId,
    id: newId(),
    name: definition.name,
    description: definition.description ?? null,
    subject: definition.subject,
    draft: definition,
    folder: input.folder ?? null,
    createdBy: by,
    updatedBy: by,
    ownerUserId: by,
    createdAt: context.now,
    updatedAt: context.now,
  });
  const row = await rowOf<AutomationRow>(trx, insert.sql, insert.bindings);
  if (row === null) throw new Error('the automation was not inserted');
  return row;
}
