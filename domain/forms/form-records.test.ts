import { describe, expect, it } from 'vitest';
import { builtInRecords } from '../records/built-in-fields.ts';
import { formProblems } from './check-form.ts';
import type { FormContent, FormField } from './form-content.ts';
import { formFields, formRecords, placeOf, recordsOfForm } from './form-records.ts';

const field = (id: string, name: string | null, rest: Partial<FormField> = {}): FormField => ({
  id,
  field: name,
  label: id,
  help: '',
  required: false,
  hidden: false,
  param: '',
  defaultValue: '',
  width: 'full',
  control: 'text',
  options: [],
  ...rest,
});

const content = (makes: FormContent['makes'], fields: readonly FormField[]): FormContent => ({
  title: 'Ask',
  intro: '',
  fields,
  submitLabel: 'Send',
  consent: null,
  after: { kind: 'message', text: 'Thanks' },
  look: { color: '#215db0', logoUrl: null },
  language: 'en',
  direction: 'ltr',
  minSeconds: 0,
  allowedOrigins: [],
  existing: 'update',
  ...(makes === undefined ? {} : { makes }),
});

const codes = (makes: FormContent['makes'], ...fields: readonly FormField[]) =>
  formProblems(content(makes, fields), [], null).map((problem) => problem.code);

describe('what a form makes', () => {
  it.each(formRecords)('asks of a %s only for fields that the catalogue has and that may be written', (makes) => {
    const known = formFields[makes].map((path) => {
      const { kind, field: key } = placeOf(path, makes);
      return builtInRecords[kind].fields.find((one) => one.key === key)?.key;
    });
    expect(known).toEqual(formFields[makes].map((path) => placeOf(path, makes).field));
  });

  it('is told by its fields, the record it is about first', () => {
    expect(recordsOfForm(content(undefined, [field('a', 'email')]))).toEqual(['lead']);
    expect(recordsOfForm(content('deal', [field('a', 'contact.email'), field('b', 'company.name'), field('c', null)]))).toEqual([
      'deal',
      'contact',
      'company',
    ]);
  });

  it('is not published unless every record of it can be found again', () => {
    const email = field('email', 'email', { required: true });
    expect(codes('contact', email)).toEqual([]);
    expect(codes('contact', field('email', 'email'))).toEqual(['form_email_optional']);
    expect(codes('contact', email, field('web', 'company.website'))).toEqual(['form_without_name']);
    expect(codes('contact', email, field('company', 'company.name'), field('web', 'company.website'))).toEqual([]);
    expect(codes('company', field('name', 'name'))).toEqual(['form_name_optional']);
    expect(codes('company', field('name', 'name', { required: true }), field('who', 'contact.firstName'))).toEqual(['form_without_email']);
    expect(codes('deal', field('name', 'name'))).toEqual(['form_without_email']);
    expect(codes('deal', field('email', 'contact.email', { required: true }))).toEqual([]);
    expect(codes('company', field('name', 'name', { required: true }), field('score', 'score'), field('boss', 'deal.name'))).toEqual([
      'form_field_unknown',
      'form_field_unknown',
    ]);
  });
});
