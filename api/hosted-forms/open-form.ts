import { createContext } from '../../commands/lib/command-context.ts';
import { vaultOf } from '../../commands/credentials/vault.ts';
import { type FormVersion, formSecretPlace } from '../../commands/forms/form-row.ts';
import { customFieldsOf } from '../../commands/records/custom-values.ts';
import { findPublicForm, type PublicForm } from '../../db/queries/find-forms.ts';
import { openedOf } from '../../db/opening.ts';
import { madeBy } from '../../domain/forms/form-records.ts';
import { resolveField, type ResolvedField } from '../../domain/forms/check-form.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { ApiDeps } from '../deps.ts';

/** A published form as its page needs it, with the key that signs the page opened. */
export interface OpenForm extends PublicForm {
  readonly tenantId: TenantId;
  readonly fields: readonly ResolvedField[];
}

/** The published form with this key; null is what strangers may know of everything else. */
export async function openForm(deps: ApiDeps, key: string): Promise<OpenForm | null> {
  const found = await deps.db.lookup.formByKey(key);
  if (found === null) return null;
  return deps.db.readTenant(found.tenantId, async (trx) => {
    const form = await findPublicForm(trx, found.formId);
    if (form === null) return null;
    const context = createContext({ tenantId: found.tenantId, actor: { kind: 'system', name: 'form' }, now: openedOf(trx).now });
    const custom = await customFieldsOf(trx, context, madeBy(form.content));
    const signingSecret = vaultOf(trx).open(form.signingSecret, formSecretPlace(found.tenantId, found.formId));
    return { ...form, signingSecret, tenantId: found.tenantId, fields: fieldsOf(form.content, custom) };
  });
}

/** A field that was removed since is not asked for any more; the rest of the form goes on. */
export function fieldsOf(content: FormVersion['content'], custom: Parameters<typeof resolveField>[1]): readonly ResolvedField[] {
  return content.fields.map((field) => resolveField(field, custom, madeBy(content))).filter((field) => field !== null);
}
