import { z } from 'zod';
import { customFieldTypes, optionColors } from '../../domain/records/custom-field-rules.ts';
import { flag, id, idParams, pageOf, pageQuery } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { customEntity, json, recordMeta } from './records.ts';

const option = z.object({
  value: z.string().trim().min(1).max(200),
  label: z.string().trim().min(1).max(200),
  color: z.enum(optionColors).optional(),
  archived: z.boolean().optional().meta({ description: 'No longer offered; records that hold it keep it.' }),
});

const rules = z
  .strictObject({
    min: z.union([z.number(), z.iso.date()]).nullable().optional().meta({ description: 'Smallest number, or earliest day.' }),
    max: z.union([z.number(), z.iso.date()]).nullable().optional(),
    maxLength: z.number().int().min(1).max(10_000).nullable().optional(),
    decimals: z.number().int().min(0).max(10).nullable().optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .nullable()
      .optional(),
  })
  .meta({ id: 'CustomFieldRules' });

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
    description: z.string().nullable().meta({ description: 'Help shown beside the field.' }),
    groupName: z.string().nullable().meta({ description: 'Heading under which the field stands.' }),
    defaultValue: json.meta({ description: 'What a new record gets when nobody says.' }),
    rules,
    editableBy: z
      .array(z.string())
      .nullable()
      .meta({ description: 'Codes of the roles that may change it, beside admins; null for all that may change the record.' }),
    viewableBy: z
      .array(z.string())
      .nullable()
      .meta({ description: 'Codes of the roles that see it, beside admins; null for all that see the record.' }),
  })
  .meta({ id: 'CustomField' });
export type CustomField = z.infer<typeof customField>;

const editable = {
  description: z.string().max(2_000).nullable().optional(),
  groupName: z.string().max(100).nullable().optional(),
  defaultValue: json.optional(),
  rules: rules.optional(),
  editableBy: z.array(z.string().max(100)).max(100).nullable().optional(),
  viewableBy: z.array(z.string().max(100)).max(100).nullable().optional(),
  required: z.boolean().optional(),
  options: z.array(option).max(500).optional(),
};
const tag = 'Custom fields';

export const listCustomFields = endpoint({
  method: 'GET',
  path: '/v1/custom-fields',
  summary: "Fields of the tenant's own",
  tag,
  query: pageQuery.extend({ entity: customEntity.optional(), archived: flag.optional() }),
  response: pageOf(customField),
});
export const createCustomField = endpoint({
  method: 'POST',
  path: '/v1/custom-fields',
  summary: 'Define a field',
  tag,
  body: z.strictObject({
    entity: customEntity,
    label: z.string().max(60_000),
    key: z.string().max(200).optional().meta({ description: 'Derived from the label when absent; never changes.' }),
    type: z.enum(customFieldTypes),
    ...editable,
  }),
  response: customField,
  status: 201,
});
export const readCustomField = endpoint({
  method: 'GET',
  path: '/v1/custom-fields/{id}',
  summary: 'Read a field',
  tag,
  params: idParams,
  response: customField,
});
export const updateCustomField = endpoint({
  method: 'PATCH',
  path: '/v1/custom-fields/{id}',
  summary: 'Change a field; its key stays, its type is changed by a conversion',
  tag,
  params: idParams,
  body: z.strictObject({
    label: z.string().max(60_000).optional(),
    position: z.number().int().min(0).max(10_000).optional(),
    ...editable,
  }),
  response: customField,
  ifMatch: true,
});
export const archiveCustomField = endpoint({
  method: 'DELETE',
  path: '/v1/custom-fields/{id}',
  summary: 'Archive a field; stored values stay',
  tag,
  params: idParams,
});
export const restoreCustomField = endpoint({
  method: 'POST',
  path: '/v1/custom-fields/{id}/restore',
  summary: 'Bring an archived field back, with its values',
  tag,
  params: idParams,
  response: customField,
});
export const orderCustomFields = endpoint({
  method: 'POST',
  path: '/v1/custom-fields/order',
  summary: 'Put the fields of a kind of record into an order',
  tag,
  body: z.strictObject({ entity: customEntity, ids: z.array(id).max(200) }),
  response: z.object({ items: z.array(customField) }),
});

export const fieldUsage = z
  .object({
    values: z.number().int().meta({ description: 'Living records that hold a value.' }),
    uses: z.array(
      z.object({
        kind: z.enum([
          'automation',
          'automation_version',
          'template',
          'form',
          'view',
          'segment',
          'import',
          'import_mapping',
          'stage',
          'scoring_rule',
        ]),
        id,
        name: z.string(),
        detail: z.string().nullable(),
        live: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'CustomFieldUsage' });
export type FieldUsage = z.infer<typeof fieldUsage>;

export const readFieldUsage = endpoint({
  method: 'GET',
  path: '/v1/custom-fields/{id}/usage',
  summary: 'Where a field is used, and how many records hold a value',
  tag,
  params: idParams,
  response: fieldUsage,
});

export const conversion = z
  .object({
    field: customField,
    values: z.number().int(),
    kept: z.number().int(),
    lost: z.number().int(),
    examples: z.array(z.object({ value: z.string(), records: z.number().int() })).meta({ description: 'Values that cannot be kept.' }),
    options: z.array(option),
    applied: z.boolean(),
  })
  .meta({ id: 'CustomFieldConversion' });
export type Conversion = z.infer<typeof conversion>;

export const convertCustomField = endpoint({
  method: 'POST',
  path: '/v1/custom-fields/{id}/convert',
  summary: 'Change the type of a field and its values, or only say what would be lost',
  tag,
  params: idParams,
  body: z.strictObject({
    type: z.enum(customFieldTypes),
    options: z.array(option).max(500).optional(),
    dryRun: z.boolean().default(false),
  }),
  response: conversion,
});
