import { z } from 'zod';
import { flag, id, idParams, instant, jsonObject, pageOf, pageQuery, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'templates';

/** Where a template's text is shown: a mail has a subject and HTML, a notification only short text. */
export const templateChannel = z.enum(['email', 'in_app']);

const content = {
  /** Handlebars over the field catalogue, e.g. `{{lead.firstName}}`; empty for channels without a subject. */
  subject: z.string().trim().max(500),
  /** HTML for e-mail, plain text for in-app. */
  body: z.string().min(1).max(200_000),
  language: z
    .string()
    .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
    .default('en'),
};

/** A template with its newest version. `approvedNumber` is the version that automations send. */
export const template = z
  .object({
    id,
    version: z.number().int(),
    name: z.string(),
    channel: templateChannel,
    description: z.string().nullable(),
    category: z.enum(['transactional', 'marketing']),
    status: z.enum(['draft', 'approved', 'retired']),
    number: z.number().int(),
    approvedNumber: z.number().int().nullable(),
    subject: z.string(),
    body: z.string(),
    language: z.string(),
    variables: z.array(z.string()),
    archivedAt: instant.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Template' });
export type Template = z.infer<typeof template>;

/** One state of a template's text that was saved; approved ones never change. */
export const templateVersion = z
  .object({
    id,
    number: z.number().int(),
    status: z.enum(['draft', 'approved', 'retired']),
    subject: z.string(),
    body: z.string(),
    language: z.string(),
    variables: z.array(z.string()),
    createdByUserId: id.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'TemplateVersion' });
export type TemplateVersion = z.infer<typeof templateVersion>;

export const listTemplates = endpoint({
  method: 'GET',
  path: '/v1/templates',
  summary: 'List templates, newest first',
  tag,
  query: pageQuery.extend({ channel: templateChannel.optional(), archived: flag.optional(), search: z.string().max(200).optional() }),
  response: pageOf(template),
});

export const getTemplate = endpoint({
  method: 'GET',
  path: '/v1/templates/{id}',
  summary: 'Read a template',
  tag,
  params: idParams,
  response: template,
});

export const createTemplate = endpoint({
  method: 'POST',
  path: '/v1/templates',
  summary: 'Create a template with its first draft',
  tag,
  body: z.strictObject({
    name: text(200),
    channel: templateChannel,
    description: z.string().trim().max(1_000).nullable().default(null),
    category: z.enum(['transactional', 'marketing']).default('transactional'),
    ...content,
    subject: content.subject.default(''),
  }),
  response: template,
  status: 201,
});

export const updateTemplate = endpoint({
  method: 'PATCH',
  path: '/v1/templates/{id}',
  summary: 'Change a template; changed text becomes a draft',
  tag,
  params: idParams,
  body: z.strictObject({
    name: text(200).optional(),
    description: z.string().trim().max(1_000).nullable().optional(),
    category: z.enum(['transactional', 'marketing']).optional(),
    subject: content.subject.optional(),
    body: content.body.optional(),
  }),
  response: template,
  ifMatch: true,
});

export const approveTemplate = endpoint({
  method: 'POST',
  path: '/v1/templates/{id}/approve',
  summary: 'Approve the draft: automations published from now on send it',
  tag,
  params: idParams,
  response: template,
  ifMatch: true,
});

export const archiveTemplate = endpoint({
  method: 'POST',
  path: '/v1/templates/{id}/archive',
  summary: 'Take a template out of use; published automations keep the version they pinned',
  tag,
  params: idParams,
  response: template,
  ifMatch: true,
});

export const listTemplateVersions = endpoint({
  method: 'GET',
  path: '/v1/templates/{id}/versions',
  summary: 'List the versions of a template, newest first',
  tag,
  params: idParams,
  query: pageQuery,
  response: pageOf(templateVersion),
});

export const previewTemplate = endpoint({
  method: 'POST',
  path: '/v1/template-previews',
  summary: 'Render text with readable samples or given values, without saving anything',
  tag,
  body: z.strictObject({
    channel: templateChannel,
    subject: content.subject.default(''),
    body: content.body,
    /** Values that stand in for the samples, by root: `{ "lead": { "firstName": "Dana" } }`. */
    values: jsonObject.optional(),
  }),
  response: z
    .object({ subject: z.string(), html: z.string().nullable(), text: z.string(), unset: z.array(z.string()) })
    .meta({ id: 'TemplatePreview' }),
});

export const listTemplateVariables = endpoint({
  method: 'GET',
  path: '/v1/template-variables',
  summary: 'List what can be used in templates: every field of the catalogue',
  tag,
  response: z.object({
    items: z.array(z.object({ path: z.string(), label: z.string(), type: z.string() }).meta({ id: 'TemplateVariable' })),
  }),
});
