import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Form, FormSubmissionEntry, listFormFields } from '../../../../api/contracts/form-design.ts';
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

export function useOfferedFields(): readonly OfferedField[] {
  const fields = useQuery({
    queryKey: ['form-fields'],
    queryFn: ({ signal }) => api.get<{ items: OfferedField[] }>('/v1/form-fields', undefined, signal),
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
  };
}

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
