import { z } from 'zod';
import { customFieldTypes } from '../../domain/records/custom-field-rules.ts';
import { idParams, pageOf, pageQuery } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { customEntity, recordMeta } from './records.ts';

const option = z.object({ value: z.string().min(1).max(200), label: z.string().min(1).max(200) });

export const customField = z
  .object({
    ...recordMeta,
    entity: customEntity,
    key: z.string(),
    label: z.string(),
    type: z.enum(customFieldTypes),
    required: z.boolean(),
    options: z.array(option),
    position: z.number().int(),
  })
  .meta({ id: 'CustomField' });
export type CustomField = z.infer<typeof customField>;

export const listCustomFields = endpoint({
  method: 'GET',
  path: '/v1/custom-fields',
  summary: "Fields of the tenant's own",
  tag: 'Custom fields',
  query: pageQuery.extend({ entity: customEntity.optional() }),
  response: pageOf(customField),
});
export const createCustomField = endpoint({
  method: 'POST',
  path: '/v1/custom-fields',
  summary: 'Define a field',
  tag: 'Custom fields',
  body: z.strictObject({
    entity: customEntity,
    label: z.string().max(60_000),
    key: z.string().max(200).optional().meta({ description: 'Derived from the label when absent; never changes.' }),
    type: z.enum(customFieldTypes),
    required: z.boolean().optional(),
    options: z.array(option).max(500).optional(),
  }),
  response: customField,
  status: 201,
});
export const readCustomField = endpoint({
  method: 'GET',
  path: '/v1/custom-fields/{id}',
  summary: 'Read a field',
  tag: 'Custom fields',
  params: idParams,
  response: customField,
});
export const updateCustomField = endpoint({
  method: 'PATCH',
  path: '/v1/custom-fields/{id}',
  summary: 'Change label, options, order; key and type stay',
  tag: 'Custom fields',
  params: idParams,
  body: z.strictObject({
    label: z.string().max(60_000).optional(),
    required: z.boolean().optional(),
    options: z.array(option).max(500).optional(),
    position: z.number().int().min(0).max(10_000).optional(),
  }),
  response: customField,
  ifMatch: true,
});
export const archiveCustomField = endpoint({
  method: 'DELETE',
  path: '/v1/custom-fields/{id}',
  summary: 'Archive a field; stored values stay',
  tag: 'Custom fields',
  params: idParams,
});
