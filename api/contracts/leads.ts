import { z } from 'zod';
import { duplicatePolicies } from '../../domain/records/duplicates.ts';
import { leadSources, leadStatuses } from '../../domain/records/lead-rules.ts';
import { id, idParams, instant, pageOf } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { commaList, custom, optionalText, recordListQuery, recordMeta, tagRef, userRef } from './records.ts';

export const leadStatus = z.enum(leadStatuses);
export const leadSource = z.enum(leadSources);

export const lead = z
  .object({
    ...recordMeta,
    mergedIntoId: id.nullable().meta({ description: 'The record that this one was merged into.' }),
    name: z.string().meta({ description: 'First and last name, or what else identifies the lead.' }),
    firstName: z.string(),
    lastName: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable().meta({ description: 'E.164' }),
    companyName: z.string().nullable(),
    jobTitle: z.string().nullable(),
    website: z.string().nullable(),
    country: z.string().nullable(),
    city: z.string().nullable(),
    source: leadSource,
    sourceDetail: z.string().nullable(),
    status: leadStatus,
    statusReason: z.string().nullable(),
    followUpAt: instant.nullable(),
    qualificationNotes: z.string().nullable(),
    evidenceCoverage: z.number().int().meta({ description: 'Percent of the factors needing evidence that are claimed and proven.' }),
    convertedAt: instant.nullable(),
    score: z.number().int(),
    ownerUserId: id.nullable(),
    owner: userRef.nullable(),
    routingReason: z.string().nullable().meta({ description: 'Why this owner.' }),
    assignedAt: instant.nullable(),
    firstTouchedAt: instant.nullable(),
    lastTouchedAt: instant.nullable(),
    duplicate: z
      .object({ leadId: id, score: z.number().int(), reason: z.enum(['email', 'phone']) })
      .nullable()
      .meta({ description: 'An existing lead this one may be the same as.' }),
    tags: z.array(tagRef),
    custom,
  })
  .meta({ id: 'Lead' });
export type Lead = z.infer<typeof lead>;

const writable = {
  firstName: optionalText,
  lastName: optionalText,
  email: optionalText,
  phone: optionalText,
  companyName: optionalText,
  jobTitle: optionalText,
  website: optionalText,
  country: optionalText,
  city: optionalText,
  sourceDetail: optionalText,
  score: z.number().int().optional(),
  ownerUserId: id.nullable().optional(),
  routingReason: optionalText,
  status: leadStatus.optional(),
  statusReason: optionalText,
  followUpAt: instant.nullable().optional(),
  qualificationNotes: optionalText,
  custom: custom.optional(),
};

export const createLeadBody = z
  .strictObject({
    ...writable,
    source: leadSource.optional(),
    tags: z.array(z.string().max(200)).max(50).optional().meta({ description: 'Names of tags; unknown ones are made.' }),
    onDuplicate: z.enum(duplicatePolicies).optional().meta({
      description:
        'When a lead with the same e-mail exists: `refuse` (default) answers 409 with `existingId`; `update` writes the given fields into it; `skip` returns it untouched; `allow` keeps both and flags the new one.',
    }),
    allowDuplicate: z.boolean().optional().meta({ description: 'Short for `onDuplicate: "allow"`.' }),
  })
  .meta({ id: 'CreateLead' });
export type CreateLeadBody = z.infer<typeof createLeadBody>;

export const updateLeadBody = z.strictObject({ ...writable, source: leadSource.optional() }).meta({ id: 'UpdateLead' });
export type UpdateLeadBody = z.infer<typeof updateLeadBody>;

export const leadListQuery = recordListQuery.extend({
  status: commaList.optional(),
  source: commaList.optional(),
  minScore: z.coerce.number().int().optional(),
  sort: z.enum(['-createdAt', 'createdAt', '-updatedAt', '-score', 'score', 'name']).default('-createdAt'),
});
export type LeadListQuery = z.infer<typeof leadListQuery>;

export const listLeads = endpoint({
  method: 'GET',
  path: '/v1/leads',
  summary: 'List leads',
  tag: 'Leads',
  query: leadListQuery,
  response: pageOf(lead),
});

export const createLead = endpoint({
  method: 'POST',
  path: '/v1/leads',
  summary: 'Create a lead',
  tag: 'Leads',
  body: createLeadBody,
  response: lead,
  status: 201,
});

export const readLead = endpoint({
  method: 'GET',
  path: '/v1/leads/{id}',
  summary: 'Read a lead',
  tag: 'Leads',
  params: idParams,
  response: lead,
});

export const updateLead = endpoint({
  method: 'PATCH',
  path: '/v1/leads/{id}',
  summary: 'Change a lead',
  tag: 'Leads',
  params: idParams,
  body: updateLeadBody,
  response: lead,
  ifMatch: true,
});

export const archiveLead = endpoint({
  method: 'DELETE',
  path: '/v1/leads/{id}',
  summary: 'Archive a lead',
  tag: 'Leads',
  params: idParams,
});

export const restoreLead = endpoint({
  method: 'POST',
  path: '/v1/leads/{id}/restore',
  summary: 'Bring an archived lead back',
  tag: 'Leads',
  params: idParams,
  response: lead,
});

export const assignLead = endpoint({
  method: 'POST',
  path: '/v1/leads/{id}/assign',
  summary: 'Give a lead to somebody',
  tag: 'Leads',
  params: idParams,
  body: z.strictObject({ ownerUserId: id.nullable(), reason: optionalText }),
  response: lead,
});

export const listLeadDuplicates = endpoint({
  method: 'GET',
  path: '/v1/leads/{id}/duplicates',
  summary: 'Leads that may be the same',
  tag: 'Leads',
  params: idParams,
  response: z.object({
    items: z.array(z.object({ lead, score: z.number().int(), reason: z.enum(['email', 'phone']) })),
    next: z.null(),
  }),
});
