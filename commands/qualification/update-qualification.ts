import type { Problem } from '../../domain/errors/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { FactorKey, FactorState } from '../../domain/leads/factors.ts';
import { completeFactors, factorKeys, unknownFactor } from '../../domain/leads/factors.ts';
import type { QualificationPolicy } from '../../domain/leads/qualification-policy.ts';
import { factorProblems, qualificationOf } from '../../domain/leads/qualification.ts';
import { changesOf } from '../../domain/records/changes.ts';
import { storableText } from '../../domain/records/text-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { updateLead } from '../leads/update-lead.ts';
import { lockRecord, requireVersion } from '../records/lock-record.ts';
import { userOf } from '../records/made-by.ts';
import { refuseProblems } from '../records/refuse.ts';
import type { LeadRow } from '../records/rows.ts';
import { writeRecord } from '../records/write-record.ts';
import { readQualification } from './read-qualification.ts';

export interface FactorChange {
  readonly claim?: FactorState['claim'] | undefined;
  readonly source?: FactorState['source'] | undefined;
  readonly note?: string | null | undefined;
}

export interface UpdateQualification {
  readonly id: string;
  readonly factors?: { readonly [K in FactorKey]?: FactorChange | undefined } | undefined;
  readonly notes?: string | null | undefined;
  readonly expectedVersion?: number;
}

/**
 * Writes claims and proofs of a lead and its qualification notes: `lead.qualification_changed` with what changed, and the
 * lead's evidence coverage with it. A factor that becomes unknown loses its proof.
 */
export async function updateQualification(trx: TenantTrx, context: CommandContext, input: UpdateQualification): Promise<LeadRow> {
  const lead = await lockRecord(trx, context, 'lead', input.id);
  requireVersion(lead, input.expectedVersion, 'lead');
  if (lead.status === 'converted') {
    refuseProblems('lead', [{ pointer: '', code: 'lead_converted', detail: 'A converted lead keeps what it was qualified by.' }]);
  }
  const { policy, factors } = await readQualification(trx, context.tenantId, lead.id);
  const stored = completeFactors(factors);
  const next = stored.map((state) => changed(state, input.factors?.[state.factor]));
  refuseProblems(
    'lead',
    next.flatMap((state, index) => (differs(state, stored[index]) ? problemsOf(state, policy) : [])),
  );
  const different = next.filter((state, index) => differs(state, stored[index]));
  const written = different.length === 0 ? lead : await writeFactors(trx, context, lead, { stored, next, different, policy });
  if (input.notes === undefined) return written;
  return updateLead(trx, context, { id: lead.id, patch: { qualificationNotes: input.notes }, loaded: written });
}

function changed(state: FactorState, change: FactorChange | undefined): FactorState {
  if (change === undefined) return state;
  const claim = change.claim ?? state.claim;
  const forgotten = change.claim === 'unknown' && state.claim !== 'unknown';
  const note = change.note === undefined ? state.note : change.note === null ? null : storableText(change.note).trim() || null;
  if (forgotten && !change.source && !change.note) return unknownFactor(state.factor);
  return { factor: state.factor, claim, source: change.source === undefined ? state.source : change.source, note };
}

function differs(a: FactorState, b: FactorState | undefined): boolean {
  return b === undefined || a.claim !== b.claim || a.source !== b.source || a.note !== b.note;
}

const maxNote = 2_000;

function problemsOf(state: FactorState, policy: QualificationPolicy): readonly Problem[] {
  const long = (state.note?.length ?? 0) > maxNote;
  const detail = `This has ${state.note?.length ?? 0} characters; at most ${maxNote} fit.`;
  const tooLong = long ? [{ pointer: `/factors/${state.factor}/note`, code: 'text_too_long', detail }] : [];
  return [...factorProblems(state, policy), ...tooLong];
}

interface FactorWrite {
  readonly stored: readonly FactorState[];
  readonly next: readonly FactorState[];
  readonly different: readonly FactorState[];
  readonly policy: QualificationPolicy;
}

async function writeFactors(trx: TenantTrx, context: CommandContext, lead: LeadRow, write: FactorWrite): Promise<LeadRow> {
  await storeFactors(trx, context, lead.id, write.different);
  const changes = changesOf(byKey(write.stored), byKey(write.next));
  const { coverage } = qualificationOf(write.next, write.policy);
  context.record({
    type: 'lead.qualification_changed',
    subject: { type: 'lead', id: lead.id },
    before: { ...changes?.before },
    after: { ...changes?.after },
    data: { factors: write.different.map((state) => state.factor), coverage, coverageBefore: lead.evidenceCoverage },
  });
  // The version is raised even when coverage stays: two people must not overwrite each other's claims unseen.
  const written = await writeRecord(trx, context, 'lead', lead, { evidenceCoverage: coverage });
  return written.changes === null ? touchVersion(trx, context, lead) : written.row;
}

async function touchVersion(trx: TenantTrx, context: CommandContext, lead: LeadRow): Promise<LeadRow> {
  await trx.raw('update leads set version = version + 1, updated_at = ? where tenant_id = ? and id = ?', [
    context.now,
    context.tenantId,
    lead.id,
  ]);
  return { ...lead, version: lead.version + 1, updatedAt: context.now };
}

/** Stores claims and proofs as they are given. */
export async function storeFactors(trx: TenantTrx, context: CommandContext, leadId: string, states: readonly FactorState[]): Promise<void> {
  if (states.length === 0) return;
  await trx.raw(
    `insert into lead_factors (tenant_id, lead_id, factor, claim, source, note, recorded_at, recorded_by_user_id)
     select ?, ?, factor, claim, source, note, ?, ? from jsonb_to_recordset(?::jsonb) as f(factor text, claim text, source text, note text)
     on conflict (tenant_id, lead_id, factor) do update set claim = excluded.claim, source = excluded.source, note = excluded.note,
       recorded_at = excluded.recorded_at, recorded_by_user_id = excluded.recorded_by_user_id`,
    [context.tenantId, leadId, context.now, userOf(context.actor), JSON.stringify(states)],
  );
}

function byKey(states: readonly FactorState[]): JsonObject {
  return Object.fromEntries(
    factorKeys.map((key) => {
      const { claim, source, note } = states.find((one) => one.factor === key) ?? unknownFactor(key);
      return [key, { claim, source, note }];
    }),
  );
}
