import { z } from 'zod';
import { id, idParams, instant, pageOf, pageQuery, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { userRef } from './records.ts';

const tag = 'Decisions';

export const decisionStatus = z.enum(['pending', 'info_requested', 'approved', 'rejected', 'cancelled', 'expired']);
const slaStatus = z.enum(['on_track', 'due_soon', 'overdue', 'escalated']);

const terms = z.object({
  amountMinor: z.number().int(),
  currency: z.string(),
  discountPercent: z.number().nullable(),
  flagged: z.boolean(),
});

export const decisionStep = z.object({
  seq: z.number().int(),
  stage: z.number().int().meta({ description: 'Steps of one stage are open together.' }),
  name: z.string(),
  status: z.enum(['queued', 'pending', 'approved', 'rejected', 'skipped']),
  needed: z.number().int().meta({ description: 'How many have to approve; 0 while nobody is asked yet.' }),
  sla: slaStatus.nullable(),
  dueAt: instant.nullable(),
  approvers: z.array(z.object({ user: userRef, answer: z.enum(['approved', 'rejected']).nullable(), answeredAt: instant.nullable() })),
});
export type DecisionStep = z.infer<typeof decisionStep>;

export const decision = z
  .object({
    id,
    version: z.number().int(),
    action: z.enum(['deal.terms', 'deal.win', 'deal.review']),
    title: z.string(),
    status: decisionStatus,
    deal: z.object({ id, name: z.string() }),
    requester: userRef.nullable(),
    note: z.string().nullable(),
    policies: z.array(z.object({ id, name: z.string() })),
    termsBefore: terms,
    termsAfter: terms,
    effectState: z.enum(['done', 'failed']).nullable(),
    effectProblem: z.string().nullable(),
    expiresAt: instant.nullable(),
    createdAt: instant,
    decidedAt: instant.nullable(),
    dueAt: instant.nullable(),
    sla: slaStatus.nullable().meta({ description: 'Null when no clock runs: it is over, or information was asked for.' }),
    waitsFor: z.array(userRef),
    mayAnswer: z.boolean(),
    mayRecall: z.boolean(),
    steps: z.array(decisionStep),
  })
  .meta({ id: 'Decision' });
export type Decision = z.infer<typeof decision>;

export const decisionAction = z.object({
  id,
  kind: z.string(),
  step: z.string().nullable(),
  by: userRef.nullable(),
  to: userRef.nullable(),
  note: z.string().nullable(),
  at: instant,
});
export type DecisionActionEntry = z.infer<typeof decisionAction>;

export const decisionDetail = decision.extend({ actions: z.array(decisionAction) }).meta({ id: 'DecisionDetail' });
export type DecisionDetail = z.infer<typeof decisionDetail>;

export const boxes = ['mine', 'team', 'attention', 'requested', 'completed'] as const;

export const listDecisions = endpoint({
  method: 'GET',
  path: '/v1/decisions',
  summary: 'Decisions: those that wait for the caller, all open ones, those overdue, those the caller asked for, those that are over',
  tag,
  query: pageQuery.extend({ box: z.enum(boxes).default('mine'), dealId: id.optional() }),
  response: pageOf(decision),
});

export const decisionCounts = endpoint({
  method: 'GET',
  path: '/v1/decisions/counts',
  summary: 'How many decisions wait',
  tag,
  response: z.object({ mine: z.number().int(), team: z.number().int(), attention: z.number().int(), requested: z.number().int() }),
});

export const readDecision = endpoint({
  method: 'GET',
  path: '/v1/decisions/{id}',
  summary: 'A decision with everything that was done to it',
  tag,
  params: idParams,
  response: decisionDetail,
});

const note = z.string().trim().max(2_000).nullable().default(null);

export const approveDecision = endpoint({
  method: 'POST',
  path: '/v1/decisions/{id}/approve',
  summary: 'Approve: answers every open step the caller is asked in',
  tag,
  params: idParams,
  body: z.strictObject({ note }),
  response: decisionDetail,
});
export const rejectDecision = endpoint({
  method: 'POST',
  path: '/v1/decisions/{id}/reject',
  summary: 'Reject, with a reason',
  tag,
  params: idParams,
  body: z.strictObject({ note }),
  response: decisionDetail,
});
export const requestInfo = endpoint({
  method: 'POST',
  path: '/v1/decisions/{id}/request-info',
  summary: 'Ask whoever wants the decision for more; the clocks stand still until they answer',
  tag,
  params: idParams,
  body: z.strictObject({ note: text(2_000) }),
  response: decisionDetail,
});
export const giveInfo = endpoint({
  method: 'POST',
  path: '/v1/decisions/{id}/give-info',
  summary: 'Answer what was asked; the clocks go on',
  tag,
  params: idParams,
  body: z.strictObject({ note: text(2_000) }),
  response: decisionDetail,
});
export const delegateDecision = endpoint({
  method: 'POST',
  path: '/v1/decisions/{id}/delegate',
  summary: 'Hand the own part on to a colleague',
  tag,
  params: idParams,
  body: z.strictObject({ userId: id, note }),
  response: decisionDetail,
});
export const recallDecision = endpoint({
  method: 'POST',
  path: '/v1/decisions/{id}/recall',
  summary: 'Withdraw what was asked for; the deal is free again',
  tag,
  params: idParams,
  body: z.strictObject({ note }),
  response: decisionDetail,
});

export const listDeciders = endpoint({
  method: 'GET',
  path: '/v1/decisions/deciders',
  summary: 'Who has the right to decide',
  tag,
  response: z.object({ items: z.array(userRef) }),
});

export const requestApproval = endpoint({
  method: 'POST',
  path: '/v1/deals/{id}/request-approval',
  summary: 'Ask for a decision about a deal, or about new terms for it',
  tag,
  params: idParams,
  body: z.strictObject({
    note,
    discountPercent: z.number().min(0).max(100).nullable().optional(),
    amountMinor: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
    flagged: z.boolean().optional(),
  }),
  response: decisionDetail,
  status: 201,
});

export const dealApproval = z
  .object({
    pending: decision.nullable(),
    winAsks: z.boolean().meta({ description: 'Winning the deal will ask for a decision.' }),
    termsAsk: z.array(
      z.object({ policy: z.string(), discountAbove: z.number().nullable(), amountAboveMinor: z.number().nullable(), flagged: z.boolean() }),
    ),
  })
  .meta({ id: 'DealApproval' });
export type DealApproval = z.infer<typeof dealApproval>;

export const readDealApproval = endpoint({
  method: 'GET',
  path: '/v1/deals/{id}/approval',
  summary: 'What a deal waits for, and what will ask for a decision',
  tag,
  params: idParams,
  response: dealApproval,
});

const thresholds = z.strictObject({
  discountAbove: z.number().min(0).max(100).exactOptional(),
  amountAbove: z
    .strictObject({ minor: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER), currency: z.string().regex(/^[A-Z]{3}$/) })
    .exactOptional(),
  flagged: z.literal(true).exactOptional(),
});

const name = z.string().trim().min(1, 'This may not be empty.').max(100);

const policyStep = z.strictObject({
  name,
  approver: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('role'), role: z.string().min(1).max(100) }),
    z.strictObject({ kind: z.literal('user'), userId: id }),
    z.strictObject({ kind: z.literal('team'), teamId: id }),
    z.strictObject({ kind: z.literal('owner_manager') }),
  ]),
  quorum: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('any') }),
    z.strictObject({ kind: z.literal('all') }),
    z.strictObject({ kind: z.literal('count'), count: z.number().int().min(1).max(50) }),
  ]),
  parallel: z.boolean().meta({ description: 'Open together with the step before it.' }),
  threshold: thresholds.nullable().meta({ description: 'Only asked when the terms exceed these.' }),
  slaHours: z.number().int().min(1).max(1_000).nullable().meta({ description: 'Business hours until it is overdue.' }),
  hoursOf: z.literal('approver').exactOptional().meta({
    description: 'Counts the hours of those who are asked, of several those in which it is due first; left out, of the workspace.',
  }),
  escalateTo: z.string().min(1).max(100).nullable().meta({ description: 'The role that is asked as well when it is overdue.' }),
});

const policyFields = {
  name,
  action: z.enum(['deal.terms', 'deal.win']),
  conditions: thresholds,
  steps: z.array(policyStep).min(1).max(20),
  expiresAfterHours: z.number().int().min(1).max(8_760).nullable(),
  active: z.boolean(),
};

export const decisionPolicy = z
  .object({ id, version: z.number().int(), ...policyFields, createdAt: instant, updatedAt: instant })
  .meta({ id: 'DecisionPolicy' });
export type DecisionPolicyView = z.infer<typeof decisionPolicy>;

export const listPolicies = endpoint({
  method: 'GET',
  path: '/v1/decision-policies',
  summary: 'When a decision is needed, and who is asked',
  tag,
  response: z.object({ items: z.array(decisionPolicy) }),
});
export const createPolicy = endpoint({
  method: 'POST',
  path: '/v1/decision-policies',
  summary: 'Set up a policy',
  tag,
  body: z.strictObject({
    ...policyFields,
    expiresAfterHours: policyFields.expiresAfterHours.default(null),
    active: z.boolean().default(true),
  }),
  response: decisionPolicy,
  status: 201,
});
export const readPolicy = endpoint({
  method: 'GET',
  path: '/v1/decision-policies/{id}',
  summary: 'A policy',
  tag,
  params: idParams,
  response: decisionPolicy,
});
export const updatePolicy = endpoint({
  method: 'PATCH',
  path: '/v1/decision-policies/{id}',
  summary: 'Change a policy; decisions that are open keep the steps they began with',
  tag,
  params: idParams,
  body: z.strictObject(policyFields).partial(),
  response: decisionPolicy,
  ifMatch: true,
});
export const removePolicy = endpoint({
  method: 'DELETE',
  path: '/v1/decision-policies/{id}',
  summary: 'Take a policy out of use',
  tag,
  params: idParams,
});
