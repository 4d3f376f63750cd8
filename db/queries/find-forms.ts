import type { Transaction } from 'objection';
import type { FormContent } from '../../domain/forms/form-content.ts';
import type { FormRecord } from '../../domain/forms/form-records.ts';
import type { Problem } from '../../domain/errors/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { rowOf, rowsOf } from '../records/sql.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

/** A form with its published version and what came of it. */
export interface FoundForm {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly key: string;
  readonly status: 'draft' | 'published' | 'archived';
  readonly draft: FormContent;
  readonly publishedVersion: number | null;
  readonly publishedAt: Date | null;
  readonly draftChanged: boolean;
  readonly accepted: number;
  readonly refused: number;
  readonly lastSubmissionAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const select = `select f.*, v.created_at as published_at, coalesce(v.content is distinct from f.draft, true) as draft_changed,
    counts.accepted, counts.refused, counts.last_submission_at
  from forms f
  left join form_versions v on v.tenant_id = f.tenant_id and v.form_id = f.id and v.number = f.published_version
  left join lateral (
    select count(*) filter (where outcome <> 'refused')::int as accepted, count(*) filter (where outcome = 'refused')::int as refused, max(created_at) as last_submission_at
    from form_submissions s where s.tenant_id = f.tenant_id and s.form_id = f.id
  ) counts on true
  where f.tenant_id = ${tenant}`;

export function findForm(trx: Transaction, id: string): Promise<FoundForm | null> {
  return rowOf<FoundForm>(trx, `${select} and f.id = ?`, [id]);
}

/** The newest first, one more than asked for. */
export function listForms(
  trx: Transaction,
  filter: { readonly limit: number; readonly after: string | null; readonly archived?: boolean | undefined },
): Promise<FoundForm[]> {
  return rowsOf<FoundForm>(
    trx,
    `${select} and (f.status = 'archived') = ? and (?::uuid is null or f.id < ?::uuid) order by f.id desc limit ?`,
    [filter.archived === true, filter.after, filter.after, filter.limit + 1],
  );
}

export interface FoundSubmission {
  readonly id: string;
  readonly formVersion: number;
  readonly outcome: 'created' | 'updated' | 'refused';
  readonly reasonCode: string | null;
  readonly reason: string | null;
  readonly problems: readonly Problem[];
  readonly recordType: FormRecord | null;
  readonly recordId: string | null;
  readonly recordName: string | null;
  readonly values: JsonObject;
  readonly consentVersion: number | null;
  readonly consentText: string | null;
  readonly consentGiven: boolean | null;
  readonly pageUrl: string | null;
  readonly referrer: string | null;
  readonly remoteAddress: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
}

export function listSubmissions(
  trx: Transaction,
  filter: { readonly formId: string; readonly limit: number; readonly after: string | null; readonly outcome?: string | undefined },
): Promise<FoundSubmission[]> {
  return rowsOf<FoundSubmission>(
    trx,
    `select s.*, coalesce(nullif(trim(concat_ws(' ', l.first_name, l.last_name)), ''), l.email, l.company_name,
       nullif(trim(concat_ws(' ', p.first_name, p.last_name)), ''), p.email, o.name, d.name) as record_name
     from form_submissions s
     left join leads l on l.tenant_id = s.tenant_id and l.id = s.record_id
     left join contacts p on p.tenant_id = s.tenant_id and p.id = s.record_id
     left join companies o on o.tenant_id = s.tenant_id and o.id = s.record_id
     left join deals d on d.tenant_id = s.tenant_id and d.id = s.record_id
     where s.tenant_id = ${tenant} and s.form_id = ? and (?::text is null or s.outcome = ?) and (?::uuid is null or s.id < ?::uuid)
     order by s.id desc limit ?`,
    [filter.formId, filter.outcome ?? null, filter.outcome ?? null, filter.after, filter.after, filter.limit + 1],
  );
}

export interface PublicForm {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  /** Sealed. */
  readonly signingSecret: string;
  readonly tenantName: string;
  readonly number: number;
  readonly content: FormContent;
  readonly consentVersion: number | null;
}

/** The form as strangers see it; null unless it is published. */
export function findPublicForm(trx: Transaction, id: string): Promise<PublicForm | null> {
  return rowOf<PublicForm>(
    trx,
    `select f.id, f.name, f.key, f.signing_secret, t.name as tenant_name, v.number, v.content, v.consent_version
     from forms f join tenants t on t.id = f.tenant_id
     join form_versions v on v.tenant_id = f.tenant_id and v.form_id = f.id and v.number = f.published_version
     where f.tenant_id = ${tenant} and f.id = ? and f.status = 'published'`,
    [id],
  );
}
