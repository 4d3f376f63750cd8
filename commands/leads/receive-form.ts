import type { Json } from '../../domain/json.ts';
import type { FormValue } from '../../domain/records/form-fields.ts';
import { readForm } from '../../domain/records/form-fields.ts';
import { storableText } from '../../domain/records/text-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { customFieldsOf } from '../records/custom-values.ts';
import type { LeadRow } from '../records/rows.ts';
import { createLead } from './create-lead.ts';

export interface ReceiveForm {
  /** Which form it was. */
  readonly form: string;
  readonly fields: Readonly<Record<string, FormValue>>;
  readonly pageUrl?: string | undefined;
  readonly referrer?: string | undefined;
}

/**
 * Takes in what a web form sent: creates the lead (source web), or writes what is new into the one with that e-mail, and
 * records `form.received` about it with everything that was sent. Sending twice does not make two leads.
 */
export async function receiveForm(
  trx: TenantTrx,
  context: CommandContext,
  input: ReceiveForm,
): Promise<{ readonly lead: LeadRow; readonly created: boolean }> {
  const own = await customFieldsOf(trx, context, 'lead');
  const { lead: fields, custom, answers } = readForm(input.fields, new Set(own.map((field) => field.key)));
  const { lead, outcome } = await createLead(trx, context, {
    ...fields,
    ...(Object.keys(custom).length === 0 ? {} : { custom }),
    source: 'web',
    onDuplicate: 'update',
    ...(fields['email'] === undefined ? {} : { email: fields['email'] }),
  });
  const created = outcome === 'created';
  context.record({
    type: 'form.received',
    subject: { type: 'lead', id: lead.id },
    data: {
      form: storableText(input.form),
      source: 'web',
      created,
      fields: clean(input.fields),
      answers: clean(answers),
      pageUrl: input.pageUrl ?? null,
      referrer: input.referrer ?? null,
    },
  });
  return { lead, created };
}

function clean(values: Readonly<Record<string, FormValue>>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [storableText(name), typeof value === 'string' ? storableText(value) : value]),
  );
}
