import { z } from 'zod';
import { claims, dimensionKeys, evidenceSources, factorKeys } from '../../domain/leads/factors.ts';
import { requirementCodes } from '../../domain/leads/qualification.ts';
import { id, idParams, instant } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { leadStatus } from './leads.ts';
import { userRef } from './records.ts';

export const factorKey = z.enum(factorKeys);
export const claim = z.enum(claims);
export const evidenceSource = z.enum(evidenceSources);

const factor = z.object({
  factor: factorKey,
  claim,
  source: evidenceSource.nullable().meta({ description: 'Where the proof comes from; null: no evidence yet.' }),
  note: z.string().nullable(),
  recordedAt: instant.nullable(),
  recordedBy: userRef.nullable(),
  dimension: z.enum(dimensionKeys),
  requireEvidence: z.boolean(),
  allowedSources: z.array(evidenceSource),
  label: z.string().nullable(),
  help: z.string().nullable(),
});

export const qualification = z
  .object({
    id,
    version: z.number().int().meta({ description: "The lead's version." }),
    status: leadStatus,
    notes: z.string().nullable(),
    factors: z.array(factor).meta({ description: 'Those switched on, in the order of the policy.' }),
    coverage: z.number().int().meta({ description: 'Share of the factors needing evidence that are claimed and proven, in percent.' }),
    minimumCoverage: z.number().int().nullable().meta({ description: 'Null: evidence is not required.' }),
    confidence: z.number().int(),
    weakest: factorKey.nullable(),
    dimensions: z.array(z.object({ key: z.enum(dimensionKeys), value: z.number().int() })),
    requirements: z.array(z.object({ code: z.enum(requirementCodes), met: z.boolean(), detail: z.string() })),
    mayQualify: z.boolean(),
    next: z
      .enum(['log_activity', 'add_claims', 'add_notes', 'add_evidence', 'qualify', 'convert'])
      .nullable()
      .meta({ description: 'What is recommended next.' }),
  })
  .meta({ id: 'LeadQualification' });
export type Qualification = z.infer<typeof qualification>;

const factorChange = z.strictObject({
  claim: claim.optional(),
  source: evidenceSource.nullable().optional(),
  note: z.string().max(60_000).nullable().optional(),
});

export const updateQualificationBody = z
  .strictObject({
    factors: z
      .strictObject({
        budget: factorChange.optional(),
        readiness: factorChange.optional(),
        timeline: factorChange.optional(),
        problem: factorChange.optional(),
        economicBuyer: factorChange.optional(),
        icpFit: factorChange.optional(),
      })
      .optional(),
    notes: z.string().max(60_000).nullable().optional(),
  })
  .meta({ id: 'UpdateLeadQualification' });
export type UpdateQualificationBody = z.infer<typeof updateQualificationBody>;

export const readQualification = endpoint({
  method: 'GET',
  path: '/v1/leads/{id}/qualification',
  summary: 'Read what is known of a lead and what it needs to be qualified',
  tag: 'Leads',
  params: idParams,
  response: qualification,
});

export const updateQualification = endpoint({
  method: 'PATCH',
  path: '/v1/leads/{id}/qualification',
  summary: 'Write claims, evidence and qualification notes',
  tag: 'Leads',
  params: idParams,
  body: updateQualificationBody,
  response: qualification,
  ifMatch: true,
});

const factorRule = z.strictObject({
  factor: factorKey,
  enabled: z.boolean(),
  requireEvidence: z.boolean(),
  sources: z.array(evidenceSource).max(evidenceSources.length).meta({ description: 'Empty: the whole catalogue.' }),
  label: z.string().trim().min(1).max(60).nullable(),
  help: z.string().trim().min(1).max(500).nullable(),
});

export const qualificationPolicyBody = z
  .strictObject({
    requireEvidence: z.boolean(),
    minimumCoverage: z.number().int().min(0).max(100),
    requireActivity: z.boolean(),
    minimumFactors: z.number().int().min(0).max(factorKeys.length),
    requireQualified: z.boolean().meta({ description: 'Only a qualified lead may be converted.' }),
    factors: z.array(factorRule).max(20),
  })
  .meta({ id: 'QualificationPolicyBody' });
export type QualificationPolicyBody = z.infer<typeof qualificationPolicyBody>;

export const qualificationPolicy = qualificationPolicyBody
  .extend({ id, version: z.number().int().meta({ description: '0 as long as the defaults apply.' }) })
  .meta({ id: 'QualificationPolicy' });
export type QualificationPolicyView = z.infer<typeof qualificationPolicy>;

export const readQualificationPolicy = endpoint({
  method: 'GET',
  path: '/v1/qualification-policy',
  summary: 'Read when a lead may be qualified and converted',
  tag: 'Leads',
  response: qualificationPolicy,
});

export const updateQualificationPolicy = endpoint({
  method: 'PUT',
  path: '/v1/qualification-policy',
  summary: 'Change when a lead may be qualified and converted',
  tag: 'Leads',
  body: qualificationPolicyBody,
  response: qualificationPolicy,
  ifMatch: true,
});
