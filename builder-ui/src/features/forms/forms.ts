import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Form, FormSubmissionEntry, listFormFields } from '../../../../api/contracts/form-design.ts';
import { formFields, placeOf } from '../../../../domain/forms/form-records.ts';
import { api, type Page } from '../../lib/api/fetch-json.ts';

export type FormContent = Form['content'];
export type FormField = FormContent['fields'][number];
export type OfferedField = z.infer<typeof listFormFields.response>['items'][number];

export function useForms(filters: Readonly<Record<string, string | undefined>>) {
  return useInfiniteQuery({
    queryKey: ['forms', 'list', filters],
    queryFn: ({ pageParam, signal }) => api.get<Page<Form>>('/v1/forms', { ...filters, limit: 50, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

export function useForm(id: string) {
  return useQuery({ queryKey: ['forms', 'one', id], queryFn: ({ signal }) => api.get<Form>(`/v1/forms/${id}`, undefined, signal) });
}

export function useSubmissions(id: string, outcome: string | undefined) {
  return useInfiniteQuery({
    queryKey: ['forms', 'submissions', id, outcome],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<FormSubmissionEntry>>(`/v1/forms/${id}/submissions`, { outcome, limit: 50, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

/** What a form of this kind may ask for. */
export function useOfferedFields(makes: FormContent['makes']): readonly OfferedField[] {
  const fields = useQuery({
    queryKey: ['form-fields', makes],
    queryFn: ({ signal }) => api.get<{ items: OfferedField[] }>('/v1/form-fields', { makes }, signal),
    staleTime: 60_000,
  });
  return fields.data?.items ?? [];
}

/** The page as people would see it; follows the typing at a distance. */
export function usePreview(content: FormContent) {
  return useQuery({
    queryKey: ['form-preview', content],
    queryFn: () => api.post<{ html: string }>('/v1/form-previews', { content: tidy(content) }),
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

export function blankField(id: string, field: string | null, label: string, rest: Partial<FormField> = {}): FormField {
  return {
    id,
    field,
    label,
    help: '',
    required: false,
    hidden: false,
    param: '',
    defaultValue: '',
    width: 'full',
    control: 'text',
    options: [],
    ...rest,
  };
}

/** What a new form begins with. */
export function startContent(t: (key: string) => string): FormContent {
  return {
    title: t('start.title'),
    intro: '',
    fields: [
      blankField('first_name', 'firstName', t('start.firstName'), { width: 'half' }),
      blankField('last_name', 'lastName', t('start.lastName'), { width: 'half' }),
      blankField('email', 'email', t('start.email'), { required: true }),
      blankField('message', null, t('start.message'), { control: 'long_text' }),
    ],
    submitLabel: t('start.submit'),
    consent: null,
    after: { kind: 'message', text: t('start.thanks') },
    look: { color: '#215db0', logoUrl: null },
    language: 'en',
    direction: 'ltr',
    minSeconds: 2,
    allowedOrigins: [],
    existing: 'update',
    makes: 'lead',
  };
}

/** The form about another kind of record: fields that mean the same go along, the others become questions of their own. */
export function remade(content: FormContent, makes: FormContent['makes'], t: (key: string) => string): FormContent {
  const known = new Set(formFields[makes]);
  const moved = content.fields.map((field): FormField => {
    if (field.field === null) return field;
    const { kind, field: key } = placeOf(field.field, content.makes);
    const path = [kind === makes ? key : `${kind}.${key}`, ...(sameAs[field.field] ?? []), key].find((one) => known.has(one));
    return { ...field, field: path ?? null };
  });
  const once = moved.map((field, index) =>
    field.field !== null && moved.findIndex((one) => one.field === field.field) < index ? { ...field, field: null } : field,
  );
  const needed = keyOf[makes];
  if (once.some((field) => field.field === needed))
    return { ...content, makes, fields: once.map((field) => (field.field === needed ? { ...field, required: true } : field)) };
  const added = blankField(freeId(needed, once), needed, t(`builtIn.${needed}`), {
    required: true,
    control: needed === 'name' ? 'text' : 'email',
  });
  return { ...content, makes, fields: [...once, added] };
}

/** Without this no record of the kind can be made. */
const keyOf: Readonly<Record<FormContent['makes'], string>> = { lead: 'email', contact: 'email', company: 'name', deal: 'contact.email' };

/** Where the same answer stands in forms about other records. */
const sameAs: Readonly<Record<string, readonly string[]>> = {
  companyName: ['company.name', 'name'],
  'company.name': ['companyName', 'name'],
  website: ['company.website'],
  country: ['company.country'],
  city: ['company.city'],
  firstName: ['contact.firstName'],
  lastName: ['contact.lastName'],
  email: ['contact.email'],
  phone: ['contact.phone', 'company.phone'],
  jobTitle: ['contact.jobTitle'],
};

/** Without the empty lines that typing a list leaves behind. */
export function tidy(content: FormContent): FormContent {
  return {
    ...content,
    fields: content.fields.map((field) => ({ ...field, options: field.options.filter((option) => option.label.trim() !== '') })),
    allowedOrigins: content.allowedOrigins.map((origin) => origin.trim()).filter((origin) => origin !== ''),
  };
}

/** A name for an input that no other field of the form has. */
export function freeId(wanted: string, fields: readonly FormField[]): string {
  const base =
    wanted
      .replace(/^custom\./, '')
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, '_')
      .replace(/^[^a-z]+/, '')
      .slice(0, 50) || 'field';
  const taken = new Set(fields.map((field) => field.id));
  let id = base;
  for (let number = 2; taken.has(id); number += 1) id = `${base}_${number}`;
  return id;
}
