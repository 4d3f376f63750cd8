import { archiveLead, restoreLead } from '../../../commands/leads/archive-lead.ts';
import { assignLead } from '../../../commands/leads/assign-lead.ts';
import { createLead } from '../../../commands/leads/create-lead.ts';
import { updateLead } from '../../../commands/leads/update-lead.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { findLead, findLeads, findPossibleDuplicates } from '../../../db/records/find-leads.ts';
import { duplicateScore } from '../../../domain/records/duplicates.ts';
import { leadTimeline } from '../../contracts/activities.ts';
import type { Lead } from '../../contracts/leads.ts';
import * as contract from '../../contracts/leads.ts';
import { tagLead, untagLead } from '../../contracts/tags.ts';
import { anyOf, between, leaf, listOf } from '../../lib/record-list.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { leadPolicy, requireMayAssign } from '../../policies/crm.ts';
import { found } from '../records/found.ts';
import { recordTagRoutes } from '../records/record-tags.ts';
import { timelineRoute } from '../records/timeline.ts';
import { presentLead } from './present.ts';

const current = async ({ trx, params }: { readonly trx: TenantTrx; readonly params: { readonly id: string } }): Promise<Lead> =>
  presentLead(found(await findLead(trx, params.id), 'lead'));

async function ownerOf(trx: TenantTrx, id: string): Promise<string | null> {
  return found(await findLead(trx, id), 'lead').ownerUserId;
}

export const leadRoutes: readonly Route[] = [
  readRoute(contract.listLeads, {
    policy: leadPolicy.read,
    handle: async ({ trx, principal, query }) => {
      const where = [
        anyOf('lead.status', query.status),
        anyOf('lead.source', query.source),
        leaf('lead.score', 'greater_or_equal', query.minScore),
        leaf('lead.tags', 'has_any_tag', query.tag),
        ...between('lead.createdAt', query.createdFrom, query.createdTo),
      ];
      const { items, next } = await listOf({ trx, principal }, 'lead', { ...query, where }, findLeads);
      return { items: items.map(presentLead), next };
    },
  }),

  writeRoute(contract.createLead, {
    policy: leadPolicy.write,
    handle: async ({ trx, context, principal, body }) => {
      const { allowDuplicate, onDuplicate, ...fields } = body;
      requireMayAssign(principal, null, body.ownerUserId);
      const policy = onDuplicate ?? (allowDuplicate === true ? 'allow' : 'refuse');
      const { lead } = await createLead(trx, context, { ...fields, onDuplicate: policy });
      return current({ trx, params: lead });
    },
  }),

  readRoute(contract.readLead, { policy: leadPolicy.read, handle: current }),

  writeRoute(contract.updateLead, {
    policy: leadPolicy.write,
    handle: async ({ trx, context, principal, params, body, version }) => {
      if (body.ownerUserId !== undefined) requireMayAssign(principal, await ownerOf(trx, params.id), body.ownerUserId);
      await updateLead(trx, context, { id: params.id, patch: body, expectedVersion: version });
      return current({ trx, params });
    },
    current,
  }),

  writeRoute(contract.archiveLead, {
    policy: leadPolicy.write,
    handle: async ({ trx, context, params }) => {
      await archiveLead(trx, context, params);
      return undefined;
    },
  }),

  writeRoute(contract.restoreLead, {
    policy: leadPolicy.write,
    handle: async ({ trx, context, params }) => {
      await restoreLead(trx, context, params);
      return current({ trx, params });
    },
  }),

  writeRoute(contract.assignLead, {
    policy: leadPolicy.write,
    handle: async ({ trx, context, principal, params, body }) => {
      requireMayAssign(principal, await ownerOf(trx, params.id), body.ownerUserId);
      await assignLead(trx, context, { id: params.id, ownerUserId: body.ownerUserId, reason: body.reason ?? null });
      return current({ trx, params });
    },
  }),

  readRoute(contract.listLeadDuplicates, {
    policy: leadPolicy.read,
    handle: async ({ trx, params }) => {
      const lead = found(await findLead(trx, params.id), 'lead');
      const self = { ...lead, phoneE164: lead.phone };
      const others = await findPossibleDuplicates(trx, lead);
      const items = others.map((other) => {
        const score = duplicateScore(self, { ...other, phoneE164: other.phone });
        return { lead: presentLead(other), score, reason: score === 100 ? ('email' as const) : ('phone' as const) };
      });
      return { items: items.sort((a, b) => b.score - a.score), next: null };
    },
  }),

  timelineRoute(leadTimeline, 'lead', leadPolicy.read, findLead),
  ...recordTagRoutes('lead', leadPolicy.write, tagLead, untagLead),
];
