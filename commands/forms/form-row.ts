import type { SecretPlace } from '../../domain/credentials/vault.ts';
import type { FormContent } from '../../domain/forms/form-content.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { rowOf } from '../records/sql.ts';

/** A form as its row holds it. */
export interface FormRow {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly key: string;
  readonly status: 'draft' | 'published' | 'archived';
  readonly draft: FormContent;
  readonly publishedVersion: number | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Where the key that signs a form's pages is sealed. */
export function formSecretPlace(tenantId: string, id: string): SecretPlace {
  return { tenantId, column: 'forms.signing_secret', id };
}

export async function lockForm(trx: TenantTrx, context: CommandContext, id: string, expectedVersion?: number): Promise<FormRow> {
  const row = await rowOf<FormRow>(trx, 'select * from forms where tenant_id = ? and id = ? for no key update', [context.tenantId, id]);
  if (row === null) throw notFound('form');
  requireVersion(row, expectedVersion, 'form');
  return row;
}

/** A published version. */
export interface FormVersion {
  readonly number: number;
  readonly content: FormContent;
  readonly consentVersion: number | null;
}

export function findVersion(trx: TenantTrx, tenantId: string, formId: string, number: number): Promise<FormVersion | null> {
  return rowOf<FormVersion>(
    trx,
    'select number, content, consent_version from form_versions where tenant_id = ? and form_id = ? and number = ?',
    [tenantId, formId, number],
  );
}
