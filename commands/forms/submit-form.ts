import type { Problem } from '../../domain/errors/errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { ResolvedField } from '../../domain/forms/check-form.ts';
import type { FormContent } from '../../domain/forms/form-content.ts';
import type { ReadSubmission } from '../../domain/forms/read-submission.ts';
import type { JsonObject } from '../../domain/json.ts';
import { madeBy } from '../../domain/forms/form-records.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockNames } from '../lib/advisory-locks.ts';
import type { SubjectRef } from '../records/lock-refs.ts';
import { rowOf } from '../records/sql.ts';
import type { WrittenRecords } from './write-records.ts';
import { writeRecords } from './write-records.ts';

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

export type Submitted = { readonly outcome: 'created' | 'updated' | 'repeated'; readonly record: SubjectRef };

/**
 * Takes in what somebody filled in: makes what the form makes or writes into what is there already, keeps the submission with the
 * text that was agreed to, and records `form.submitted`. The same page sent twice counts once.
 */
export async function submitForm(trx: TenantTrx, context: CommandContext, input: SubmitForm): Promise<Submitted> {
  const { form, version, read } = input;
  await lockNames(trx, [`form:${form.id}:${input.pageToken ?? input.id}`, ...namesOf(input)]);
  const before = await sentBefore(trx, context, input);
  if (before !== null) return { outcome: 'repeated', record: before };
  const { record, related, created } = await written(trx, context, input);
  await insertSubmission(trx, context, input, { outcome: created ? 'created' : 'updated', record });
  context.record({
    type: 'form.submitted',
    subject: record,
    ...(related.length === 0 ? {} : { related }),
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
  return { outcome: created ? 'created' : 'updated', record };
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
  await insertSubmission(trx, context, input, { outcome: 'refused', record: null });
}

/** Of two pages that name the same person or company, the second waits and finds what the first has made. */
function namesOf({ version, read }: SubmitForm): readonly string[] {
  const makes = madeBy(version.content);
  const email = (makes === 'lead' || makes === 'contact' ? read.own : read.contact).fields['email'] ?? '';
  const company = (makes === 'company' ? read.own : read.company).fields['name'];
  const person = `${makes === 'lead' ? 'lead' : 'contact'}-email:${email.toLowerCase()}`;
  return company === undefined ? [person] : [person, `company-name:${company.toLowerCase()}`];
}

async function sentBefore(trx: TenantTrx, context: CommandContext, input: SubmitForm): Promise<SubjectRef | null> {
  if (input.pageToken === null) return null;
  return rowOf<SubjectRef>(
    trx,
    `select record_type as type, record_id as id from form_submissions
     where tenant_id = ? and form_id = ? and page_token = ? and outcome <> 'refused'`,
    [context.tenantId, input.form.id, input.pageToken],
  );
}

async function written(trx: TenantTrx, context: CommandContext, input: SubmitForm): Promise<WrittenRecords> {
  try {
    return await writeRecords(trx, context, { form: input.form, content: input.version.content, read: input.read });
  } catch (error) {
    throw error instanceof UserError ? new UserError(error.code, error.message, error.problems.map(atField(input.fields))) : error;
  }
}

/** Problems of the records become problems of the field that was filled in. */
function atField(fields: readonly ResolvedField[]): (problem: Problem) => Problem {
  return (problem) => {
    const path = (problem.pointer ?? '').slice(1).replaceAll('/', '.');
    // A problem of a record beside it names its field without its kind.
    const field = fields.find((one) => one.field === path) ?? fields.find((one) => one.field?.endsWith(`.${path}`) === true);
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
  result: { readonly outcome: 'created' | 'updated' | 'refused'; readonly record: SubjectRef | null },
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
      result.record?.type ?? null,
      result.record?.id ?? null,
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
