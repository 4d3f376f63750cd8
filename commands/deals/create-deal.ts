import { UserError } from '../../domain/errors/errors.ts';
import type { Actor } from '../../domain/events.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { type DealTerms, noTerms } from '../../domain/decisions/terms.ts';
import { policiesAsking } from '../decisions/gate.ts';
import { requestDecision } from '../decisions/request-decision.ts';
import { createRecord } from '../records/create-record.ts';
import type { Patch } from '../records/read-patch.ts';
import { readPatch } from '../records/read-patch.ts';
import { refuseProblems } from '../records/refuse.ts';
import { requireReferences } from '../records/require-references.ts';
import { termsToDecide } from './decide-terms.ts';
import type { DealRow } from '../records/rows.ts';
import { rowOf } from '../records/sql.ts';

/** Where a deal comes from when nobody says. */
const sourceOf: Readonly<Record<Actor['kind'], string>> = {
  user: 'manual',
  automation: 'workflow',
  import: 'import',
  form: 'form',
  webhook: 'api',
  system: 'workflow',
};

interface FirstStage {
  readonly id: string;
  readonly pipelineId: string;
  readonly kind: 'open' | 'won' | 'lost';
}

/** Creates a deal in a stage; without one, in the first stage of the given or default pipeline. */
export async function createDeal(
  trx: TenantTrx,
  context: CommandContext,
  input: Patch & { readonly pipelineId?: string | undefined; readonly stageId?: string | undefined },
): Promise<DealRow> {
  const { pipelineId, stageId, ...patch } = input;
  const { values, problems } = await readPatch(trx, context, 'deal', { name: null, ...patch }, null);
  refuseProblems('deal', problems);
  await requireReferences(trx, context, values);
  const stage = await stageFor(trx, context, pipelineId ?? null, stageId ?? null);
  const currency = values['currency'] ?? (await tenantCurrency(trx, context));
  const closed = stage.kind === 'open' ? {} : { status: stage.kind, closedAt: context.now };
  const placed = { pipelineId: stage.pipelineId, stageId: stage.id, stageEnteredAt: context.now };
  const source = values['source'] ?? sourceOf[context.actor.kind];
  await requireNoWayAround(trx, context, stage, { ...noTerms(String(currency)), ...values, currency: String(currency) });
  const base = { ...noTerms(String(currency)), locked: false };
  // What is closed already is history: there is nothing left to decide.
  const asked = stage.kind !== 'open' ? null : await termsToDecide(trx, context, { id: null, ...base }, { ...values, currency });
  const given = asked === null ? values : { ...asked.beside, amountMinor: 0 };
  const made = await createRecord(trx, context, 'deal', { ...given, ...placed, ...closed, currency, source });
  return asked === null ? made : requestDecision(trx, context, { ...asked.request, deal: made });
}

/** A deal that is made as won would pass by what has to be decided first. Imports bring what was won long ago. */
async function requireNoWayAround(trx: TenantTrx, context: CommandContext, stage: FirstStage, terms: DealTerms): Promise<void> {
  if (stage.kind !== 'won' || context.actor.kind === 'import') return;
  const asking = [
    ...(await policiesAsking(trx, context, 'deal.terms', terms, null)),
    ...(await policiesAsking(trx, context, 'deal.win', terms, null)),
  ];
  if (asking.length === 0) return;
  const detail = 'This deal needs approval before it is won. Create it in an open stage first.';
  throw new UserError('conflict', detail, [{ pointer: '/stageId', code: 'approval_needed', detail }]);
}

async function stageFor(trx: TenantTrx, context: CommandContext, pipelineId: string | null, stageId: string | null): Promise<FirstStage> {
  const stage = await rowOf<FirstStage>(
    trx,
    `select stages.id, stages.pipeline_id, stages.kind
     from stages join pipelines on pipelines.tenant_id = stages.tenant_id and pipelines.id = stages.pipeline_id
     where stages.tenant_id = ? and stages.archived_at is null and pipelines.archived_at is null
       and case when ?::uuid is not null then stages.id = ?::uuid and (?::uuid is null or pipelines.id = ?::uuid)
                when ?::uuid is not null then pipelines.id = ?::uuid
                else pipelines.is_default end
     order by stages.position limit 1`,
    [context.tenantId, stageId, stageId, pipelineId, pipelineId, pipelineId, pipelineId],
  );
  if (stage !== null) return stage;
  const pointer = stageId !== null ? '/stageId' : '/pipelineId';
  const detail =
    stageId === null && pipelineId === null ? 'There is no default pipeline: name a stage.' : 'There is no such stage or pipeline.';
  throw new UserError('validation_failed', detail, [{ pointer, code: 'reference_unknown', detail }]);
}

async function tenantCurrency(trx: TenantTrx, context: CommandContext): Promise<string> {
  const tenant = await rowOf<{ currency: string }>(trx, 'select currency from tenants where id = ?', [context.tenantId]);
  return tenant?.currency ?? 'USD';
}
