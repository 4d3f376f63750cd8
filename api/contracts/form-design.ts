import { z } from 'zod';
import { formControls, maxFormFields } from '../../domain/forms/form-content.ts';
import { formRecords } from '../../domain/forms/form-records.ts';
import { flag, id, idParams, instant, jsonObject, pageOf, pageQuery, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const line = (max: number) => z.string().trim().max(max);

export const formField = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9_-]{0,59}$/, 'must be lower case letters, digits, dashes and underscores')
      .meta({ description: 'Names the input.' }),
    field: z.string().max(100).nullable().meta({
      description:
        'A field of the record, e.g. `email` or `custom.budget`, or of one beside it such as `company.name`; null keeps an answer only.',
    }),
    label: line(300),
    help: line(1_000).default(''),
    required: z.boolean().default(false),
    hidden: z.boolean().default(false),
    param: line(100).default('').meta({ description: 'Parameter of the address that fills a hidden field.' }),
    defaultValue: z.string().max(2_000).default(''),
    width: z.enum(['full', 'half']).default('full'),
    control: z.enum(formControls).default('text'),
    options: z
      .array(z.strictObject({ value: text(200), label: text(300) }))
      .max(200)
      .default([]),
  })
  .meta({ id: 'FormField' });

export const formContent = z
  .strictObject({
    title: text(300),
    intro: z.string().trim().max(5_000).default(''),
    fields: z.array(formField).max(maxFormFields),
    submitLabel: text(100),
    consent: z.strictObject({ text: text(5_000), required: z.boolean() }).nullable(),
    after: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('message'), text: text(5_000) }),
      z.strictObject({ kind: z.literal('redirect'), url: z.string().trim().max(2_000) }),
    ]),
    look: z.strictObject({
      color: z.string().regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #215db0'),
      logoUrl: z.string().trim().max(2_000).nullable(),
    }),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language such as en or ar')
      .default('en'),
    direction: z.enum(['ltr', 'rtl']).default('ltr'),
    minSeconds: z.number().int().min(0).max(60).default(2),
    allowedOrigins: z.array(z.string().trim().toLowerCase().max(300)).max(50).default([]),
    existing: z.enum(['update', 'fill_empty']).default('update'),
    makes: z.enum(formRecords).default('lead').meta({ description: 'The kind of record that a submission is about.' }),
  })
  .meta({ id: 'FormContent' });

export const form = z
  .object({
    id,
    version: z.number().int(),
    name: z.string(),
    key: z.string(),
    status: z.enum(['draft', 'published', 'archived']),
    content: formContent,
    publishedVersion: z.number().int().nullable(),
    publishedAt: instant.nullable(),
    draftChanged: z.boolean().meta({ description: 'The draft differs from what is published.' }),
    accepted: z.number().int(),
    refused: z.number().int(),
    lastSubmissionAt: instant.nullable(),
    url: z.string().meta({ description: 'Address of the hosted page.' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Form' });
export type Form = z.infer<typeof form>;

export const formSubmission = z
  .object({
    id,
    formVersion: z.number().int(),
    outcome: z.enum(['created', 'updated', 'refused']),
    reasonCode: z.string().nullable(),
    reason: z.string().nullable(),
    problems: z.array(z.object({ pointer: z.string().optional(), detail: z.string(), code: z.string().optional() })),
    record: z.object({ type: z.enum(formRecords), id, name: z.string() }).nullable(),
    values: jsonObject.meta({ description: 'What was sent, as it was sent: every name with all its values.' }),
    consent: z.object({ version: z.number().int().nullable(), text: z.string(), given: z.boolean().nullable() }).nullable(),
    pageUrl: z.string().nullable(),
    referrer: z.string().nullable(),
    remoteAddress: z.string().nullable(),
    userAgent: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'FormSubmissionEntry' });
export type FormSubmissionEntry = z.infer<typeof formSubmission>;

const tag = 'Forms';

export const listForms = endpoint({
  method: 'GET',
  path: '/v1/forms',
  summary: 'Lists forms, the newest first',
  tag,
  query: pageQuery.extend({ archived: flag.optional() }),
  response: pageOf(form),
});
export const getForm = endpoint({ method: 'GET', path: '/v1/forms/{id}', summary: 'Reads a form', tag, params: idParams, response: form });
export const createForm = endpoint({
  method: 'POST',
  path: '/v1/forms',
  summary: 'Creates a form as a draft',
  tag,
  body: z.strictObject({ name: text(200), content: formContent }),
  response: form,
  status: 201,
});
export const updateForm = endpoint({
  method: 'PATCH',
  path: '/v1/forms/{id}',
  summary: 'Changes the draft of a form; what is published stays until it is published again',
  tag,
  params: idParams,
  body: z.strictObject({ name: text(200).optional(), content: formContent.optional() }),
  response: form,
  ifMatch: true,
});
export const publishForm = endpoint({
  method: 'POST',
  path: '/v1/forms/{id}/publish',
  summary: 'Makes the draft the form that people see',
  tag,
  params: idParams,
  response: form,
  ifMatch: true,
});
export const archiveForm = endpoint({
  method: 'POST',
  path: '/v1/forms/{id}/archive',
  summary: 'Takes a form off the web; what was sent stays',
  tag,
  params: idParams,
  response: form,
  ifMatch: true,
});
export const previewForm = endpoint({
  method: 'POST',
  path: '/v1/form-previews',
  summary: 'The page of a form as people would see it, without saving anything',
  tag,
  body: z.strictObject({ content: formContent }),
  response: z.object({ html: z.string() }),
});
export const listFormSubmissions = endpoint({
  method: 'GET',
  path: '/v1/forms/{id}/submissions',
  summary: 'Lists what was sent with a form and what became of it, the newest first',
  tag,
  params: idParams,
  query: pageQuery.extend({ outcome: z.enum(['created', 'updated', 'refused']).optional() }),
  response: pageOf(formSubmission),
});
export const listFormFields = endpoint({
  method: 'GET',
  path: '/v1/form-fields',
  summary: 'The fields that a form may ask for, by what it makes, those of the workspace included',
  tag,
  query: z.strictObject({ makes: z.enum(formRecords).default('lead') }),
  response: z.object({
    items: z.array(
      z.object({
        field: z.string(),
        label: z.string().nullable().meta({ description: 'Null for built-in fields, which the reader’s language names.' }),
        control: z.enum(formControls),
        options: z.array(z.object({ value: z.string(), label: z.string() })),
        required: z.boolean(),
      }),
    ),
  }),
});
