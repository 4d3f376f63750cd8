import type { Problem } from '../../domain/errors/errors.ts';
import { duplicateScore, flagFrom } from '../../domain/records/duplicates.ts';
import type { DuplicatePolicy } from '../../domain/records/duplicates.ts';
import type { LeadSource } from '../../domain/records/lead-rules.ts';
import { leadIdentityProblems, leadStatusProblems } from '../../domain/records/lead-rules.ts';
import { qualifiedRequirements } from '../../domain/leads/qualification.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { limitReached, takeRoom } from '../entitlements/take-room.ts';
import { readPolicy } from '../qualification/read-qualification.ts';
import { unmetProblems } from '../qualification/require-qualified.ts';
import type { Patch } from '../records/read-patch.ts';
import { readPatch } from '../records/read-patch.ts';
import type { LeadRow } from '../records/rows.ts';
import { isInSight, seeingAll } from '../records/sight.ts';
import { rowsOf } from '../records/sql.ts';
import type { NewLead } from './insert-leads.ts';
import { noteDuplicates } from '../duplicates/note-duplicates.ts';
import { insertLeads } from './insert-leads.ts';
import { recordNewLead } from './record-new-lead.ts';
import { updateLead } from './update-lead.ts';

export interface CreateLead extends Patch {
  readonly source?: LeadSource | undefined;
  readonly onDuplicate?: DuplicatePolicy | undefined;
}

export type CreatedLead =
  | { readonly outcome: 'created' | 'updated' | 'skipped'; readonly lead: LeadRow }
  /** The policy was `refuse` and there is one; or there is one that whoever acts may not see: then nothing of it may be told. */
  | { readonly outcome: 'duplicate'; readonly lead: LeadRow; readonly hidden?: true }
  | { readonly outcome: 'invalid'; readonly problems: readonly Problem[] }
  /** The plan allows no more leads. */
  | { readonly outcome: 'no_room'; readonly problems: readonly Problem[] };

/**
 * Creates leads, each as its own duplicate policy says; the results stand in the order of the input. A lead with the e-mail
 * of a living one is a duplicate (earlier leads of the same call count as living); the same phone alone only flags. Two
 * calls at the same moment cannot both create a lead for one e-mail: the unique index decides, the loser sees a duplicate.
 * Costs three statements whatever the number of leads (one for the fields' defaults), plus one per lead that is updated.
 */
export async function createLeads(trx: TenantTrx, context: CommandContext, inputs: readonly CreateLead[]): Promise<readonly CreatedLead[]> {
  const results = new Map<number, CreatedLead>();
  const wanted: { readonly index: number; readonly input: CreateLead; readonly values: NewLead }[] = [];
  for (const [index, input] of inputs.entries()) {
    const { values, problems } = await readNewLead(trx, context, input);
    if (problems.length > 0) results.set(index, { outcome: 'invalid', problems });
    else wanted.push({ index, input, values });
  }
  const known = await findSame(
    trx,
    context,
    wanted.map((one) => one.values),
  );
  const inserts: typeof wanted = [];
  const meets: typeof wanted = [];
  const claimed = new Set<string>();
  for (const one of wanted) {
    const email = one.values.email;
    const taken = email !== null && (known.byEmail.has(email) || claimed.has(email));
    if (taken && one.input.onDuplicate !== 'allow') meets.push(one);
    else {
      inserts.push({ ...one, values: flagged(one.values, taken, known) });
      if (email !== null) claimed.add(email);
    }
  }
  const room = await takeRoom(trx, context, 'leads.max', inserts.length);
  const rest = inserts.splice(room);
  if (rest.length > 0) {
    const { message: detail, code } = await limitReached(trx, context, 'leads.max');
    for (const one of rest) results.set(one.index, { outcome: 'no_room', problems: [{ code, detail }] });
  }
  const inserted = await insertLeads(
    trx,
    context,
    inserts.map((one) => one.values),
  );
  const lost: typeof wanted = [];
  for (const [position, one] of inserts.entries()) {
    const lead = inserted[position];
    if (!lead) lost.push(one);
    else results.set(one.index, { outcome: 'created', lead: recordNewLead(context, lead) });
  }
  const late =
    lost.length + meets.length === 0
      ? known
      : await findSame(
          trx,
          context,
          [...lost, ...meets].map((one) => one.values),
        );
  for (const one of [...lost, ...meets].sort((a, b) => a.index - b.index)) {
    results.set(one.index, await meetDuplicate(trx, context, one.input, one.values, late.byEmail));
  }
  const made = [...results.values()].flatMap((result) => (result.outcome === 'created' ? [result.lead.id] : []));
  await noteDuplicates(trx, context, 'lead', made);
  return inputs.map((_, index) => required(results.get(index)));
}

/** The fields of a new lead, checked. */
async function readNewLead(
  trx: TenantTrx,
  context: CommandContext,
  input: CreateLead,
): Promise<{ readonly values: NewLead; readonly problems: readonly Problem[] }> {
  const { onDuplicate: _, ...patch } = input;
  const given = { ...patch, source: patch.source ?? defaultSource(context) };
  const { values, problems } = await readPatch(trx, context, 'lead', given, null);
  const lead = values as unknown as NewLead; // readPatch gives exactly the fields of leadFields and custom
  const complete: NewLead = { ...emptyLead, ...lead };
  const status =
    problems.length > 0 ? [] : [...leadStatusProblems('new', complete.status, complete), ...(await gateOf(trx, context, complete))];
  return { values: complete, problems: [...problems, ...(problems.length > 0 ? [] : leadIdentityProblems(complete)), ...status] };
}

/** Nobody has reached a new lead or proven anything, so most policies refuse to call it qualified; a file may say that another system did. */
async function gateOf(trx: TenantTrx, context: CommandContext, lead: NewLead): Promise<readonly Problem[]> {
  if (lead.status !== 'qualified' || context.actor.kind === 'import') return [];
  const { policy } = await readPolicy(trx, context.tenantId);
  return unmetProblems(qualifiedRequirements({ touched: false, notes: lead.qualificationNotes, factors: [] }, policy));
}

const emptyLead: NewLead = {
  firstName: '',
  lastName: '',
  email: null,
  phone: null,
  companyName: null,
  jobTitle: null,
  website: null,
  country: null,
  city: null,
  sourceDetail: null,
  source: 'other',
  status: 'new',
  statusReason: null,
  followUpAt: null,
  qualificationNotes: null,
  score: 0,
  ownerUserId: null,
  routingReason: null,
  duplicateOf: null,
  duplicateScore: null,
  custom: {},
};

/** How a lead came in when nobody says: a person typed it, a file brought it, or something else made it. */
function defaultSource(context: CommandContext): LeadSource {
  if (context.actor.kind === 'user') return 'manual';
  return context.actor.kind === 'import' ? 'import' : 'other';
}

interface Same {
  readonly byEmail: ReadonlyMap<string, LeadRow>;
  readonly byPhone: ReadonlyMap<string, readonly LeadRow[]>;
}

/** Living leads with one of the e-mails or phones, the oldest first. */
async function findSame(trx: TenantTrx, context: CommandContext, leads: readonly NewLead[]): Promise<Same> {
  const emails = [...new Set(leads.map((lead) => lead.email).filter((email) => email !== null))];
  const phones = [...new Set(leads.map((lead) => lead.phone).filter((phone) => phone !== null))];
  const byEmail = new Map<string, LeadRow>();
  const byPhone = new Map<string, LeadRow[]>();
  if (emails.length + phones.length === 0) return { byEmail, byPhone };
  // An address is taken whoever's lead it is.
  const rows = await seeingAll(trx, context, () =>
    rowsOf<LeadRow>(
      trx,
      `select * from leads where tenant_id = ? and archived_at is null and email = any(?::text[])
       union
       select * from leads where tenant_id = ? and archived_at is null and phone_e164 = any(?::text[])
       order by created_at, id`,
      [context.tenantId, emails, context.tenantId, phones],
    ),
  );
  for (const row of rows) {
    if (row.email !== null && !byEmail.has(row.email)) byEmail.set(row.email, row);
    if (row.phone !== null) byPhone.set(row.phone, [...(byPhone.get(row.phone) ?? []), row]);
  }
  return { byEmail, byPhone };
}

/** The new lead with a pointer to the existing one it may be the same as. */
function flagged(lead: NewLead, sameEmail: boolean, known: Same): NewLead {
  const twin = sameEmail && lead.email !== null ? known.byEmail.get(lead.email) : undefined;
  const candidates = twin ? [twin] : lead.phone === null ? [] : (known.byPhone.get(lead.phone) ?? []);
  let best: { readonly id: string; readonly score: number } | null = null;
  for (const candidate of candidates) {
    const score = duplicateScore({ ...lead, phoneE164: lead.phone }, { ...candidate, phoneE164: candidate.phone });
    if (score >= flagFrom && (best === null || score > best.score)) best = { id: candidate.id, score };
  }
  return best === null ? lead : { ...lead, duplicateOf: best.id, duplicateScore: best.score };
}

async function meetDuplicate(
  trx: TenantTrx,
  context: CommandContext,
  input: CreateLead,
  values: NewLead,
  byEmail: ReadonlyMap<string, LeadRow>,
): Promise<CreatedLead> {
  const existing = values.email === null ? undefined : byEmail.get(values.email);
  // The winner of the race was archived between two statements: the caller may simply try again.
  if (!existing) return { outcome: 'invalid', problems: [{ pointer: '/email', code: 'duplicate_vanished', detail: 'Try again.' }] };
  if (!(await isInSight(trx, context, { type: 'lead', id: existing.id }))) return { outcome: 'duplicate', lead: existing, hidden: true };
  const policy = input.onDuplicate ?? 'refuse';
  if (policy === 'skip') return { outcome: 'skipped', lead: existing };
  if (policy !== 'update') return { outcome: 'duplicate', lead: existing };
  const { onDuplicate: _, source: __, email: ___, ...patch } = input;
  // What the sender left empty says nothing about the existing lead.
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null && value !== ''));
  return { outcome: 'updated', lead: await updateLead(trx, context, { id: existing.id, patch: given }) };
}

function required(result: CreatedLead | undefined): CreatedLead {
  if (!result) throw new Error('a lead was neither created nor refused');
  return result;
}
