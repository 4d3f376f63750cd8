import { z } from 'zod';
import { contactDuplicatePolicies } from '../../domain/records/duplicates.ts';
import { id, idParams, instant } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { custom, optionalText, recordLink, userRef } from './records.ts';

const link = z.strictObject({ mode: z.literal('link'), id });
const none = z.strictObject({ mode: z.literal('none') });

const contactFields = z.strictObject({
  firstName: optionalText,
  lastName: optionalText,
  email: optionalText,
  phone: optionalText,
  jobTitle: optionalText,
  custom: custom.optional(),
  onDuplicate: z.enum(contactDuplicatePolicies).optional().meta({ description: 'As for a new contact.' }),
});
const companyFields = z.strictObject({
  name: z.string().max(60_000),
  domain: optionalText,
  website: optionalText,
  phone: optionalText,
  city: optionalText,
  country: optionalText,
  custom: custom.optional(),
});
const dealFields = z.strictObject({
  name: z.string().max(60_000),
  amountMinor: z.number().int().min(0).optional(),
  currency: z.string().length(3).optional(),
  expectedCloseOn: z.iso.date().nullable().optional(),
  pipelineId: id.optional(),
  stageId: id.optional(),
  custom: custom.optional(),
});

export const convertLeadBody = z
  .strictObject({
    contact: z.discriminatedUnion('mode', [z.strictObject({ mode: z.literal('create'), fields: contactFields }), link]),
    company: z.discriminatedUnion('mode', [z.strictObject({ mode: z.literal('create'), fields: companyFields }), link, none]),
    deal: z.discriminatedUnion('mode', [z.strictObject({ mode: z.literal('create'), fields: dealFields }), link, none]),
  })
  .meta({ id: 'ConvertLead' });
export type ConvertLeadBody = z.infer<typeof convertLeadBody>;

export const conversion = z
  .object({
    leadId: id,
    contact: recordLink,
    company: recordLink.nullable(),
    deal: recordLink.nullable(),
    created: z.array(z.enum(['contact', 'company', 'deal'])).meta({ description: 'Which of them the conversion made.' }),
    convertedAt: instant,
    convertedBy: userRef.nullable(),
  })
  .meta({ id: 'LeadConversion' });
export type Conversion = z.infer<typeof conversion>;

const match = z.object({
  record: recordLink,
  detail: z.string().nullable(),
  score: z.number().int(),
  reasons: z.array(z.enum(['email', 'domain', 'phone', 'name'])),
});

export const conversionView = z
  .object({
    conversion: conversion.nullable().meta({ description: 'What the lead became; null before.' }),
    blockers: z.array(z.object({ code: z.string(), detail: z.string() })).meta({ description: 'Why the lead cannot be converted now.' }),
    suggested: z.object({
      contact: contactFields,
      company: companyFields.nullable(),
      deal: dealFields,
    }),
    contacts: z.array(match),
    companies: z.array(match),
    openRuns: z.number().int().meta({ description: 'Running automations that will exit.' }),
  })
  .meta({ id: 'LeadConversionView' });
export type ConversionView = z.infer<typeof conversionView>;

export const readConversion = endpoint({
  method: 'GET',
  path: '/v1/leads/{id}/conversion',
  summary: 'Read what a lead became, or what it may become',
  tag: 'Leads',
  params: idParams,
  response: conversionView,
});

export const convertLead = endpoint({
  method: 'POST',
  path: '/v1/leads/{id}/convert',
  summary: 'Convert a lead into contact, company and deal',
  tag: 'Leads',
  params: idParams,
  body: convertLeadBody,
  response: conversion.extend({
    carried: z.object({
      activities: z.number().int(),
      tasks: z.number().int(),
      notes: z.number().int(),
      files: z.number().int(),
      tags: z.number().int(),
    }),
    exitedRuns: z.number().int(),
  }),
  status: 201,
});
