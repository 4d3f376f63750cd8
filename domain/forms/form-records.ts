import type { SubjectType } from '../records/record-types.ts';
import type { FormContent } from './form-content.ts';

/** What a form can make. */
export const formRecords = ['lead', 'contact', 'company', 'deal'] as const satisfies readonly SubjectType[];
export type FormRecord = (typeof formRecords)[number];

const person = ['firstName', 'lastName', 'email', 'phone', 'jobTitle'] as const;
const organisation = ['name', 'website', 'phone', 'industry', 'country', 'city', 'address'] as const;
const under = (kind: FormRecord, fields: readonly string[]): readonly string[] => fields.map((field) => `${kind}.${field}`);

/**
 * The fields that a stranger may write, by what the form makes; status, score and owner are not among them. Those of related records
 * stand under their kind: `company.name`.
 */
export const formFields: Readonly<Record<FormRecord, readonly string[]>> = {
  lead: ['firstName', 'lastName', 'email', 'phone', 'companyName', 'jobTitle', 'website', 'country', 'city', 'sourceDetail'],
  contact: [...person, ...under('company', organisation)],
  company: [...organisation, ...under('contact', person)],
  deal: ['name', 'expectedCloseOn', ...under('contact', person), ...under('company', organisation)],
};

/** Forms from before there was a choice make leads. */
export function madeBy(content: FormContent): FormRecord {
  return content.makes ?? 'lead';
}

/** The kind of record and the field in it that an answer is written to. */
export function placeOf(path: string, makes: FormRecord): { readonly kind: FormRecord; readonly field: string } {
  const [kind, ...rest] = path.split('.');
  const related = formRecords.find((one) => one === kind);
  return related === undefined ? { kind: makes, field: path } : { kind: related, field: rest.join('.') };
}

/** Every kind of record that comes of a submission, the one it is about first. */
export function recordsOfForm(content: FormContent): readonly FormRecord[] {
  const makes = madeBy(content);
  const asked = content.fields.flatMap(({ field }) => (field === null ? [] : [placeOf(field, makes).kind]));
  return [...new Set([makes, ...asked])];
}
