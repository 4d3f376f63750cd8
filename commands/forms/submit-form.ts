import type { Problem } from '../../domain/errors/errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { ResolvedField } from '../../domain/forms/check-form.ts';
import type { FormContent } from '../../domain/forms/form-content.ts';
import type { ReadSubmission } from '../../domain/forms/read-submission.ts';
import type { JsonObject } from '../../domain/json.ts';
import { createLead } from '../leads/create-lead.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockNames } from '../lib/advisory-locks.ts';
import type { LeadRow } from '../records/rows.ts';
import { rowOf } from '../records/sql.ts';

/** Where a submission came from. */
export interface SubmissionOrigin {
  readonly pageUrl: string | null;
  readonly referrer: string | null;
  readonly remoteAddress: string | null;
  readonly userAgent: string | null;
}

export interface SubmissionOf {
  readonly id: string;
  readonly form: { readonly id: string; readonly name: string };
  readonly version: { readonly number: number; readonly content: FormContent; readonly consentVersion: number | null };
  readonly pageToken: string | null;
  readonly origin: SubmissionOrigin;
  /** Everything that was sent, as it was sent. */
  readonly raw: JsonObject;
}

export interface SubmitForm extends SubmissionOf {
  readonly fields: readonly ResolvedField[];
  readonly read: ReadSubmission;
}

export type Submitted = { readonly outcome: 'created' | 'updated' | 'repeated'; readonly leadId: string };

/**
 * Takes in what somebody filled in: creates the lead or writes into the one with that e-mail, keeps the submission with the
 * text that was agreed to, and records `form.submitted`. The same page sent twice counts once.
 */
export async function submitForm(trx: TenantTrx, context: CommandContext, input: SubmitForm): Promise<Submitted> {
  const { form, version, read } = input;
  const email = (read.lead['email'] ?? '').toLowerCase();
  await lockNames(trx, [`form:${form.id}:${input.pageToken ?? input.id}`, `lead-email:${email}`]);
  const before = await sentBefore(trx, context, input);
  if (before !== null) return { outcome: 'repeated', leadId: before };
  const { lead, outcome } = await upsertLead(trx, context, input);
  const created = outcome === 'created';
  await insertSubmission(trx, context, input, { outcome: created ? 'created' : 'updated', leadId: lead.id });
  context.record({
    type: 'form.submitted',
    subject: { type: 'lead', id: lead.id },
    data: {
      formId: form.id,
      form: form.name,
      submissionId: input.id,
      formVersion: version.number,
      created,
      fields: read.values,
      answers: read.answers,
      pageUrl: input.origin.pageUrl,
      referrer: input.origin.referrer,
      consent: version.content.consent === null ? null : { version: version.consentVersion, given: read.consentGiven },
    },
  });
  return { outcome: created ? 'created' : 'updated', leadId: lead.id };
}

/** Keeps a submission that came to nothing, with every reason. */
export async function refuseSubmission(
  trx: TenantTrx,
  context: CommandContext,
  input: SubmissionOf & {
    readonly code: string;
    readonly reason: string;
    readonly problems: readonly Problem[];
    readonly consentGiven: boolean | null;
  },
): Promise<void> {
  await insertSubmission(trx, context, input, { outcome: 'refused', leadId: null });
}

async function sentBefore(trx: TenantTrx, context: CommandContext, input: SubmitForm): Promise<string | null> {
  if (input.pageToken === null) return null;
  const row = await rowOf<{ readonly recordId: string }>(
    trx,
    `select record_id from form_submissions where tenant_id = ? and form_id = ? and page_token = ? and outcome <> 'refused'`,
    [context.tenantId, input.form.id, input.pageToken],
  );
  return row?.recordId ?? null;
}

async function upsertLead(trx: TenantTrx, context: CommandContext, input: SubmitForm): ReturnType<typeof createLead> {
  const { read, version } = input;
  const known = version.content.existing === 'fill_empty' ? await leadByEmail(trx, context, read.lead['email'] ?? '') : null;
  const fields = known === null ? read.lead : onlyEmpty(read.lead, known);
  const custom =
    known === null ? read.custom : Object.fromEntries(Object.entries(read.custom).filter(([key]) => (known.custom[key] ?? null) === null));
  try {
    return await createLead(trx, context, {
      ...fields,
      ...(Object.keys(custom).length === 0 ? {} : { custom }),
      sourceDetail: fields['sourceDetail'] ?? (known === null || known.sourceDetail === null ? input.form.name : undefined),
      email: read.lead['email'] ?? null,
      source: 'web',
      onDuplicate: 'update',
    });
  } catch (error) {
    throw error instanceof UserError ? new UserError(error.code, error.message, error.problems.map(atField(input.fields))) : error;
  }
}

function leadByEmail(trx: TenantTrx, context: CommandContext, email: string): Promise<LeadRow | null> {
  return rowOf<LeadRow>(
    trx,
    'select * from leads where tenant_id = ? and archived_at is null and email = lower(?) order by created_at limit 1',
    [context.tenantId, email.trim()],
  );
}

function onlyEmpty(given: ReadSubmission['lead'], known: LeadRow): ReadSubmission['lead'] {
  const stored: Readonly<Record<string, unknown>> = { ...known };
  return Object.fromEntries(Object.entries(given).filter(([field]) => (stored[field] ?? '') === ''));
}

/** Problems of the lead become problems of the field that was filled in. */
function atField(fields: readonly ResolvedField[]): (problem: Problem) => Problem {
  return (problem) => {
    const path = (problem.pointer ?? '').slice(1).replaceAll('/', '.');
    const field = fields.find((one) => one.field === path);
    return field === undefined ? problem : { ...problem, pointer: `/${field.id}` };
  };
}

async function insertSubmission(
  trx: TenantTrx,
  context: CommandContext,
  input: SubmissionOf & {
    readonly code?: string;
    readonly reason?: string;
    readonly problems?: readonly Problem[];
    readonly consentGiven?: boolean | null;
    readonly read?: ReadSubmission;
  },
  result: { readonly outcome: 'created' | 'updated' | 'refused'; readonly leadId: string | null },
): Promise<void> {
  const { version, origin } = input;
  const { consent } = version.content;
  await trx.raw(
    `insert into form_submissions (tenant_id, id, form_id, form_version, outcome, reason_code, reason, problems, record_type, record_id, page_token, values,
       consent_version, consent_text, consent_given, page_url, referrer, remote_address, user_agent, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      context.tenantId,
      input.id,
      input.form.id,
      version.number,
      result.outcome,
      input.code ?? null,
      input.reason ?? null,
      JSON.stringify(input.problems ?? []),
      result.leadId === null ? null : 'lead',
      result.leadId,
      input.pageToken,
      JSON.stringify(input.raw),
      consent === null ? null : version.consentVersion,
      consent?.text ?? null,
      consent === null ? null : (input.read?.consentGiven ?? input.consentGiven ?? null),
      origin.pageUrl,
      origin.referrer,
      origin.remoteAddress,
      origin.userAgent,
      context.now,
    ],
  );
}
