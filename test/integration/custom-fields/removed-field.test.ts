import { expect, test } from 'vitest';
import { archiveCustomField } from '../../../commands/custom-fields/archive-custom-field.ts';
import { createCustomField } from '../../../commands/custom-fields/custom-fields.ts';
import { findFieldUses } from '../../../db/queries/field-usage.ts';
import type { DefinitionNode } from '../../../domain/automation/definition/definition.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { as } from '../crm/harness.ts';
import { newLead, publish, relayAll, rows, rulesFile, runOf, segment } from '../rules/world.ts';

const file = rulesFile();

const set = (id: string, ...fields: readonly string[]): DefinitionNode =>
  step(id, 'record.update', { changes: fields.map((field) => ({ field, value: { kind: 'literal', value: 'Gold' } })) });

/** A published automation that sets a field, which is then removed. */
async function afterRemoval(world: World, nodes: readonly DefinitionNode[]): Promise<{ lead: string; runId: string }> {
  const field = await as(world, (trx, context) => createCustomField(trx, context, { entity: 'lead', label: 'Tier', type: 'text' }));
  await publish(world, definition(nodes));
  const uses = await world.db.readTenant(world.tenantId, (trx) => findFieldUses(trx, field));
  expect(uses.filter((use) => use.live).map((use) => use.kind)).toEqual(['automation_version']);
  await as(world, (trx, context) => archiveCustomField(trx, context, { id: field.id }));
  const lead = await newLead(world);
  await relayAll(world);
  const { id: runId } = await runOf(world, lead);
  await segment(world, runId);
  return { lead, runId };
}

test('a published step that would only set a removed field is skipped, says why, and the run goes on', async () => {
  const world = await file.tenant();
  const { runId } = await afterRemoval(world, [
    set('tier', 'lead.custom.tier'),
    step('say', 'record.log_activity', { type: 'note', subject: 'On' }),
  ]);
  expect(await rows(world, 'select step, status, error from steps where run_id = ? order by step', [runId])).toEqual([
    { step: 'say', status: 'done', error: null },
    { step: 'tier', status: 'skipped', error: 'Nothing was set: the field Tier has been removed.' },
  ]);
  expect(await rows(world, 'select status from runs where id = ?', [runId])).toEqual([{ status: 'succeeded' }]);
});

test('a step that sets more does the rest and names what it left out', async () => {
  const world = await file.tenant();
  const { lead, runId } = await afterRemoval(world, [set('both', 'lead.custom.tier', 'lead.city')]);
  expect(await rows(world, 'select city, custom from leads where id = ?', [lead])).toEqual([{ city: 'Gold', custom: {} }]);
  expect(await rows(world, 'select status, output from steps where run_id = ?', [runId])).toEqual([
    { status: 'done', output: { changed: true, removedFields: 'Tier' } },
  ]);
});
