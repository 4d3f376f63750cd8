import { type Problem, UserError } from '../../domain/errors/errors.ts';
import { pathsOfCondition } from '../../domain/expressions/paths.ts';
import type { StagePlace, UnmetCriterion } from '../../domain/records/exit-criteria.ts';
import { stagesPassed, unmetCriteria } from '../../domain/records/exit-criteria.ts';
import { loadRecords } from '../automations/lib/load-records.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { customFieldsOf } from '../records/custom-values.ts';
import { rowOf } from '../records/sql.ts';
import type { StageRow } from './stages.ts';
import { stagesOfPipeline } from './stages.ts';

export interface StageDemand extends UnmetCriterion {
  readonly stageId: string;
  readonly stageName: string;
}

/**
 * The one rule for people, the API and automations: a deal leaves a stage when it has what the stage demands.
 *
 * @throws UserError `stage_criteria_unmet` with everything that is missing, for each stage the move would pass
 */
export async function requireStageGate(
  trx: TenantTrx,
  context: CommandContext,
  dealId: string,
  move: { readonly from: StageRow | undefined; readonly to: StagePlace; readonly stages: readonly StageRow[] },
): Promise<void> {
  const demands = await unmetFor(trx, context, dealId, stagesPassed(move.stages, move.from, move.to));
  if (demands.length === 0) return;
  const words = await wordsOf(trx, context, demands);
  const problems: Problem[] = demands.map((demand, index) => ({
    pointer: demand.fields[0] === undefined ? '/nextStep' : `/fields/${demand.fields[0].replace('.', '/')}`,
    code: `stage_${demand.kind}`,
    detail: `"${demand.stageName}" needs ${words[index] ?? ''}.`,
  }));
  const [first] = demands;
  const sentence = `The deal cannot leave "${first?.stageName ?? ''}" yet: it needs ${[...new Set(words)].join(', ')}.`;
  throw new UserError('stage_criteria_unmet', sentence, problems, { missing: demands });
}

/** What a deal lacks for each of the stages. Statements only where something is demanded. */
export async function unmetFor(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId' | 'now'>,
  dealId: string,
  stages: readonly StageRow[],
): Promise<readonly StageDemand[]> {
  const demanding = stages.filter(({ exitCriteria: c }) => c.requiredFields.length > 0 || c.nextStep || c.condition !== null);
  if (demanding.length === 0) return [];
  const conditions = demanding.flatMap((stage) => (stage.exitCriteria.condition === null ? [] : [stage.exitCriteria.condition]));
  const required = demanding.flatMap((stage) => stage.exitCriteria.requiredFields.map((field) => `deal.${field}`));
  const reads = new Set([...required, ...conditions.flatMap((condition) => pathsOfCondition(condition))]);
  const loaded = (await loadRecords(trx, context.tenantId, [{ type: 'deal', id: dealId }], reads)).get(dealId);
  const beside = await rowOf<{ timezone: string; nextStep: boolean }>(
    trx,
    `select t.timezone, exists (
       select from task_links l join tasks k on k.tenant_id = l.tenant_id and k.id = l.task_id
       where l.tenant_id = t.id and l.record_id = ? and k.status in ('open', 'in_progress') and k.due_at is not null and k.archived_at is null
     ) as next_step from tenants t where t.id = ?`,
    [dealId, context.tenantId],
  );
  const facts = {
    now: context.now.toISOString(),
    timeZone: beside?.timezone ?? 'UTC',
    roots: { deal: loaded?.json ?? {} },
    outputs: {},
  };
  return demanding.flatMap((stage) =>
    unmetCriteria(stage.exitCriteria, facts, beside?.nextStep === true).map((unmet) => ({
      ...unmet,
      stageId: stage.id,
      stageName: stage.name,
    })),
  );
}

/** For each stage of a deal's pipeline, what is missing before the deal may enter it. */
export async function gatesOf(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId' | 'now'>,
  deal: { readonly id: string; readonly stageId: string; readonly pipelineId: string },
): Promise<readonly { readonly stageId: string; readonly missing: readonly StageDemand[] }[]> {
  const stages = await stagesOfPipeline(trx, context, deal.pipelineId);
  const from = stages.find((stage) => stage.id === deal.stageId);
  const demands = await unmetFor(trx, context, deal.id, stages);
  return stages.map((to) => {
    const passed = new Set(to.id === deal.stageId ? [] : stagesPassed(stages, from, to).map((stage) => stage.id));
    return { stageId: to.id, missing: demands.filter((demand) => passed.has(demand.stageId)) };
  });
}

const fieldNames: Readonly<Record<string, string>> = {
  amountMinor: 'an amount',
  expectedCloseOn: 'an expected close date',
  probability: 'a probability',
  contactId: 'a contact',
  companyId: 'a company',
  ownerUserId: 'an owner',
  pain: 'the pain of the customer',
  requirements: 'the requirements',
  buyingProcess: 'the buying process',
  successCriteria: 'the success criteria',
  contacts: 'a person',
  decisionMakers: 'a decision maker',
  companies: 'a company',
};

async function wordsOf(trx: TenantTrx, context: CommandContext, demands: readonly StageDemand[]): Promise<readonly string[]> {
  const custom = demands.some((demand) => demand.fields.some((field) => field.startsWith('custom.')))
    ? await customFieldsOf(trx, context, 'deal')
    : [];
  const nameOf = (field: string) => {
    const own = custom.find((one) => `custom.${one.key}` === field);
    return own === undefined ? (fieldNames[field] ?? field) : `"${own.label}"`;
  };
  return demands.map((demand) => {
    if (demand.kind === 'next_step') return 'a next step with a date';
    return demand.kind === 'field' ? nameOf(demand.fields[0] ?? '') : `that ${demand.words ?? 'its condition holds'}`;
  });
}
