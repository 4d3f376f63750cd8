import type { TenantTrx } from '../../../commands/lib/context.ts';
import type { StoredPolicy, StoredQualification } from '../../../commands/qualification/read-qualification.ts';
import { readPolicy, readQualification } from '../../../commands/qualification/read-qualification.ts';
import { seenOf } from '../../../commands/qualification/require-qualified.ts';
import { updatePolicy } from '../../../commands/qualification/update-policy.ts';
import { updateQualification } from '../../../commands/qualification/update-qualification.ts';
import type { LeadView } from '../../../db/records/find-leads.ts';
import { findLead } from '../../../db/records/find-leads.ts';
import { dimensionKeys, dimensionOf, unknownFactor } from '../../../domain/leads/factors.ts';
import { sourcesFor } from '../../../domain/leads/qualification-policy.ts';
import type { Requirement } from '../../../domain/leads/qualification.ts';
import { qualificationOf, qualifiedRequirements } from '../../../domain/leads/qualification.ts';
import * as contract from '../../contracts/qualification.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { leadPolicy } from '../../policies/crm.ts';
import { found, instantFromJson } from '../records/found.ts';

interface Call {
  readonly trx: TenantTrx;
  readonly principal: { readonly tenantId: string };
  readonly params: { readonly id: string };
}

async function current({ trx, principal, params }: Call): Promise<contract.Qualification> {
  const lead = found(await findLead(trx, params.id), 'lead');
  return presentQualification(lead, await readQualification(trx, principal.tenantId, lead.id));
}

function presentQualification(lead: LeadView, { policy, factors }: StoredQualification): contract.Qualification {
  const { coverage, confidence, weakest, dimensions } = qualificationOf(factors, policy);
  const requirements = qualifiedRequirements(seenOf(lead, factors), policy);
  return {
    id: lead.id,
    version: lead.version,
    status: lead.status,
    notes: lead.qualificationNotes,
    factors: policy.factors
      .filter((rule) => rule.enabled)
      .map((rule) => {
        const state = factors.find((one) => one.factor === rule.factor);
        return {
          ...unknownFactor(rule.factor),
          ...(state && { claim: state.claim, source: state.source, note: state.note }),
          recordedAt: instantFromJson(state?.recordedAt ?? null),
          recordedBy: state?.recordedBy ?? null,
          dimension: dimensionOf[rule.factor],
          requireEvidence: rule.requireEvidence,
          allowedSources: [...sourcesFor(policy, rule.factor)],
          label: rule.label,
          help: rule.help,
        };
      }),
    coverage,
    minimumCoverage: policy.requireEvidence ? policy.minimumCoverage : null,
    confidence,
    weakest,
    dimensions: dimensionKeys.map((key) => ({ key, value: dimensions[key] })),
    requirements: requirements.map(({ code, met, detail }) => ({ code, met, detail })),
    mayQualify: requirements.every((one) => one.met),
    next: nextOf(lead.status, requirements),
  };
}

const nextFor = {
  LEAD_STATUS_REQUIRES_ACTIVITY: 'log_activity',
  LEAD_STATUS_REQUIRES_FACTORS: 'add_claims',
  LEAD_STATUS_REQUIRES_NOTES: 'add_notes',
  LEAD_STATUS_REQUIRES_EVIDENCE_COVERAGE: 'add_evidence',
} as const satisfies Record<Requirement['code'], contract.Qualification['next']>;

function nextOf(status: LeadView['status'], requirements: readonly Requirement[]): contract.Qualification['next'] {
  if (status === 'converted' || status === 'disqualified') return null;
  if (status === 'qualified') return 'convert';
  const unmet = requirements.find((one) => !one.met);
  return unmet === undefined ? 'qualify' : nextFor[unmet.code];
}

function presentPolicy(tenantId: string, { policy, version }: StoredPolicy): contract.QualificationPolicyView {
  return { id: tenantId, version, ...policy, factors: policy.factors.map((rule) => ({ ...rule, sources: [...rule.sources] })) };
}

export const qualificationRoutes: readonly Route[] = [
  readRoute(contract.readQualification, { policy: leadPolicy.read, handle: current }),

  writeRoute(contract.updateQualification, {
    policy: leadPolicy.write,
    handle: async ({ trx, context, principal, params, body, version }) => {
      await updateQualification(trx, context, { id: params.id, ...body, expectedVersion: version });
      return current({ trx, principal, params });
    },
    current,
  }),

  readRoute(contract.readQualificationPolicy, {
    policy: leadPolicy.read,
    handle: async ({ trx, principal }) => presentPolicy(principal.tenantId, await readPolicy(trx, principal.tenantId)),
  }),

  writeRoute(contract.updateQualificationPolicy, {
    policy: leadPolicy.configure,
    handle: async ({ trx, context, principal, body, version }) =>
      presentPolicy(principal.tenantId, await updatePolicy(trx, context, { policy: body, expectedVersion: version })),
    current: async ({ trx, principal }) => presentPolicy(principal.tenantId, await readPolicy(trx, principal.tenantId)),
  }),
];
