import { randomBytes } from 'node:crypto';
import { UserError } from '../../domain/errors/errors.ts';
import { formProblems } from '../../domain/forms/check-form.ts';
import { madeBy } from '../../domain/forms/form-records.ts';
import type { FormContent } from '../../domain/forms/form-content.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { vaultOf } from '../credentials/vault.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { customFieldsOf } from '../records/custom-values.ts';
import { refuseProblems } from '../records/refuse.ts';
import { rowOf } from '../records/sql.ts';
import type { FormRow, FormVersion } from './form-row.ts';
import { findVersion, formSecretPlace, lockForm } from './form-row.ts';

/** Creates a form as a draft; its key is random, so that forms cannot be guessed. */
export async function createForm(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly name: string; readonly content: FormContent },
): Promise<string> {
  const id = newId();
  await trx.raw(
    `insert into forms (tenant_id, id, name, key, draft, signing_secret, created_by_user_id, created_at, updated_at)
     values (?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)`,
    [
      context.tenantId,
      id,
      input.name,
      randomBytes(12).toString('base64url'),
      JSON.stringify(input.content),
      vaultOf(trx).seal(randomBytes(32).toString('base64url'), formSecretPlace(context.tenantId, id)),
      context.actor.kind === 'user' ? context.actor.userId : null,
      context.now,
      context.now,
    ],
  );
  return id;
}

export interface UpdateForm {
  readonly id: string;
  readonly expectedVersion: number;
  readonly name?: string | undefined;
  readonly content?: FormContent | undefined;
}

/** Changes the draft; what is published stays until it is published again. */
export async function updateForm(trx: TenantTrx, context: CommandContext, input: UpdateForm): Promise<void> {
  const row = await lockLiving(trx, context, input.id, input.expectedVersion);
  await trx.raw('update forms set name = ?, draft = ?::jsonb, version = version + 1, updated_at = ? where tenant_id = ? and id = ?', [
    input.name ?? row.name,
    JSON.stringify(input.content ?? row.draft),
    context.now,
    context.tenantId,
    row.id,
  ]);
}

/** Makes the draft the form that people see. Refused with every problem as long as it has any. */
export async function publishForm(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly expectedVersion: number; readonly ownOrigin: string | null },
): Promise<void> {
  const row = await lockLiving(trx, context, input.id, input.expectedVersion);
  refuseProblems('form', formProblems(row.draft, await customFieldsOf(trx, context, madeBy(row.draft)), input.ownOrigin));
  const last = await lastVersion(trx, context, row);
  const number = (last?.number ?? 0) + 1;
  await trx.raw(
    `insert into form_versions (tenant_id, form_id, number, content, consent_version, published_by_user_id, created_at) values (?, ?, ?, ?::jsonb, ?, ?, ?)`,
    [
      context.tenantId,
      row.id,
      number,
      JSON.stringify(row.draft),
      await consentVersion(trx, context, row),
      context.actor.kind === 'user' ? context.actor.userId : null,
      context.now,
    ],
  );
  await setStatus(trx, context, row, 'published', number);
  await writeAudit(trx, context, {
    action: 'form.published',
    recordType: 'form',
    recordId: row.id,
    after: { name: row.name, version: number },
  });
}

/** Takes the form off the web; submissions stay, its address answers that there is nothing. */
export async function archiveForm(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly expectedVersion: number },
): Promise<void> {
  const row = await lockLiving(trx, context, input.id, input.expectedVersion);
  await setStatus(trx, context, row, 'archived', row.publishedVersion);
  await writeAudit(trx, context, { action: 'form.archived', recordType: 'form', recordId: row.id, before: { name: row.name } });
}

async function lockLiving(trx: TenantTrx, context: CommandContext, id: string, expectedVersion: number): Promise<FormRow> {
  const row = await lockForm(trx, context, id, expectedVersion);
  if (row.status === 'archived') throw new UserError('conflict', 'The form is archived.');
  return row;
}

function lastVersion(trx: TenantTrx, context: CommandContext, row: FormRow): Promise<FormVersion | null> {
  return row.publishedVersion === null ? Promise.resolve(null) : findVersion(trx, context.tenantId, row.id, row.publishedVersion);
}

/** The text people agreed to keeps its number as long as not a letter of it changes. */
async function consentVersion(trx: TenantTrx, context: CommandContext, row: FormRow): Promise<number | null> {
  const { consent } = row.draft;
  if (consent === null) return null;
  const found = await rowOf<{ readonly same: number | null; readonly highest: number | null }>(
    trx,
    `select max(consent_version) filter (where content -> 'consent' ->> 'text' = ?) as same, max(consent_version) as highest
     from form_versions where tenant_id = ? and form_id = ?`,
    [consent.text, context.tenantId, row.id],
  );
  return found?.same ?? (found?.highest ?? 0) + 1;
}

async function setStatus(
  trx: TenantTrx,
  context: CommandContext,
  row: FormRow,
  status: FormRow['status'],
  published: number | null,
): Promise<void> {
  await trx.raw(
    'update forms set status = ?, published_version = ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ?',
    [status, published, context.now, context.tenantId, row.id],
  );
}
