import { z } from 'zod';
import { features, limits } from '../../domain/entitlements/entitlements.ts';
import { planCodes } from '../../domain/entitlements/plans.ts';
import { overrideScopes } from '../../domain/entitlements/resolve.ts';
import { id, idParams, instant } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'plan';

const entitlement = z.enum([...features, ...limits]);
const value = z.union([z.boolean(), z.number().int(), z.null()]).meta({
  description: 'Of a feature whether it is granted, of a limit a number, or null for without end.',
});

const plan = z
  .object({
    id,
    version: z.number().int(),
    code: z.enum(planCodes),
    name: z.string(),
    managedBy: z.enum(['workspace', 'operator']).meta({ description: 'Who may change the plan: admins, or only whoever runs Cadenza.' }),
    features: z.array(z.object({ code: z.enum(features), granted: z.boolean() })),
    limits: z.array(z.object({ code: z.enum(limits), limit: z.number().int().nullable(), used: z.number().int() })),
    seats: z
      .array(z.object({ kind: z.enum(['status', 'role', 'team']), code: z.string(), name: z.string(), count: z.number().int() }))
      .meta({ description: 'Who has the seats: by how they are here, by role, by team. Somebody with two roles counts in both.' }),
    plans: z
      .array(
        z.object({
          code: z.enum(planCodes),
          name: z.string(),
          features: z.array(z.enum(features)),
          limits: z.array(z.object({ code: z.enum(limits), limit: z.number().int().nullable() })),
        }),
      )
      .meta({ description: 'The plans there are, the smallest first.' }),
  })
  .meta({ id: 'TenantPlan' });
export type TenantPlan = z.infer<typeof plan>;

const source = z.object({
  scope: z.enum(['plan', ...overrideScopes]),
  subjectId: id.nullable(),
  subjectName: z.string().nullable(),
  value,
});

const explanation = z
  .object({
    entitlement,
    value,
    decidedBy: source,
    considered: z.array(source).meta({ description: 'Everybody who says something, the nearest first; the first decides.' }),
    sentence: z.string(),
  })
  .meta({ id: 'EntitlementExplanation' });
export type EntitlementExplanation = z.infer<typeof explanation>;

const override = z
  .object({
    id,
    scope: z.enum(overrideScopes),
    subjectId: id,
    subjectName: z.string().nullable(),
    entitlement: z.string(),
    value,
    reason: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'EntitlementOverride' });
export type EntitlementOverride = z.infer<typeof override>;

export const getPlan = endpoint({
  method: 'GET',
  path: '/v1/plan',
  summary: 'Read the plan of the workspace with what it includes and what is used',
  tag,
  response: plan,
});

export const changePlan = endpoint({
  method: 'PUT',
  path: '/v1/plan',
  summary: 'Give the workspace another plan',
  tag,
  body: z.strictObject({ code: z.enum(planCodes) }),
  response: plan,
  ifMatch: true,
});

export const getMyEntitlements = endpoint({
  method: 'GET',
  path: '/v1/me/entitlements',
  summary: 'Read what the plan grants oneself',
  tag,
  response: z.object({
    features: z.record(z.enum(features), z.boolean()),
    limits: z.record(z.enum(limits), z.number().int().nullable()),
  }),
});

export const explainEntitlements = endpoint({
  method: 'GET',
  path: '/v1/plan/effective',
  summary: 'Explain why something is granted or refused, to a person or to the workspace',
  tag,
  query: z.object({ userId: id.optional(), entitlement: entitlement.optional() }),
  response: z.object({ items: z.array(explanation) }),
});

export const listOverrides = endpoint({
  method: 'GET',
  path: '/v1/plan/overrides',
  summary: 'List what is laid down beside the plan',
  tag,
  response: z.object({ items: z.array(override) }),
});

export const setOverride = endpoint({
  method: 'PUT',
  path: '/v1/plan/overrides',
  summary: 'Grant or limit something for the workspace, a team or a person',
  tag,
  body: z.strictObject({
    scope: z.enum(overrideScopes),
    subjectId: id.optional().meta({ description: 'The person or team; left out for the workspace.' }),
    entitlement,
    value,
    reason: z.string().trim().max(200).optional(),
  }),
  response: z.object({ items: z.array(override) }),
});

export const removeOverride = endpoint({
  method: 'DELETE',
  path: '/v1/plan/overrides/{id}',
  summary: 'Take back what was laid down beside the plan',
  tag,
  params: idParams,
});
