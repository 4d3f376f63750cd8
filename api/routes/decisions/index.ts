import { answerDecision } from '../../../commands/decisions/answer-decision.ts';
import { askByHand } from '../../../commands/decisions/ask-by-hand.ts';
import { delegateDecision, giveInfo, recallDecision, requestInfo } from '../../../commands/decisions/converse.ts';
import { activePolicies, policiesAsking } from '../../../commands/decisions/gate.ts';
import { createPolicy, removePolicy, updatePolicy } from '../../../commands/decisions/policies.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import {
  countDecisions,
  findDeciders,
  findDecision,
  findDecisionActions,
  findOpenDecision,
  findPolicies,
  listDecisions,
} from '../../../db/records/find-decisions.ts';
import { findDeal } from '../../../db/records/find-others.ts';
import { openedOf } from '../../../db/opening.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import { termsOf } from '../../../domain/decisions/terms.ts';
import type { DecisionDetail } from '../../contracts/decisions.ts';
import * as contract from '../../contracts/decisions.ts';
import { idCursor, page } from '../../lib/cursor.ts';
import { may, type Principal } from '../../lib/principal.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { decisionPolicy } from '../../policies/decisions.ts';
import { found } from '../records/found.ts';
import { presentAction, presentDecision, presentPolicy } from './present.ts';

interface Reading {
  readonly trx: TenantTrx;
  readonly principal: Principal;
  readonly params: { readonly id: string };
}

async function detail({ trx, principal, params }: Reading): Promise<DecisionDetail> {
  const row = found(await findDecision(trx, params.id, principal.userId), 'decision');
  const actions = await findDecisionActions(trx, row.id);
  return { ...presentDecision(row, principal, openedOf(trx).now), actions: actions.map(presentAction) };
}

/** Whoever acts has to be able to read it: else it is not there for them. */
async function requireSeen({ trx, principal, params }: Reading): Promise<void> {
  found(await findDecision(trx, params.id, principal.userId), 'decision');
}

async function policyNow({ trx, params }: Pick<Reading, 'trx' | 'params'>) {
  return presentPolicy(found((await findPolicies(trx, params.id))[0] ?? null, 'policy'));
}

export const decisionRoutes: readonly Route[] = [
  readRoute(contract.listDecisions, {
    policy: decisionPolicy.read,
    handle: async ({ trx, principal, query }) => {
      const filter = {
        box: query.box,
        userId: principal.userId,
        dealId: query.dealId ?? null,
        after: idCursor(query.cursor),
        limit: query.limit,
      };
      const { items, next } = page(await listDecisions(trx, filter), query.limit, (row) => [row.id]);
      return { items: items.map((row) => presentDecision(row, principal, openedOf(trx).now)), next };
    },
  }),
  readRoute(contract.decisionCounts, {
    policy: decisionPolicy.read,
    handle: ({ trx, principal }) => countDecisions(trx, principal.userId),
  }),
  readRoute(contract.listDeciders, {
    policy: decisionPolicy.read,
    handle: async ({ trx }) => ({ items: await findDeciders(trx) }),
  }),
  readRoute(contract.readDecision, { policy: decisionPolicy.read, handle: detail }),
  writeRoute(contract.approveDecision, {
    policy: decisionPolicy.decide,
    handle: async (call) => {
      await requireSeen(call);
      await answerDecision(call.trx, call.context, { id: call.params.id, verdict: 'approved', note: call.body.note });
      return detail(call);
    },
  }),
  writeRoute(contract.rejectDecision, {
    policy: decisionPolicy.decide,
    handle: async (call) => {
      await requireSeen(call);
      await answerDecision(call.trx, call.context, { id: call.params.id, verdict: 'rejected', note: call.body.note });
      return detail(call);
    },
  }),
  writeRoute(contract.requestInfo, {
    policy: decisionPolicy.decide,
    handle: async (call) => {
      await requireSeen(call);
      await requestInfo(call.trx, call.context, { id: call.params.id, note: call.body.note });
      return detail(call);
    },
  }),
  writeRoute(contract.delegateDecision, {
    policy: decisionPolicy.decide,
    handle: async (call) => {
      await requireSeen(call);
      await delegateDecision(call.trx, call.context, { id: call.params.id, ...call.body });
      return detail(call);
    },
  }),
  writeRoute(contract.giveInfo, {
    policy: decisionPolicy.ask,
    handle: async (call) => {
      await requireSeen(call);
      await giveInfo(call.trx, call.context, { id: call.params.id, note: call.body.note });
      return detail(call);
    },
  }),
  writeRoute(contract.recallDecision, {
    policy: decisionPolicy.ask,
    handle: async (call) => {
      await requireSeen(call);
      const anyones = may(call.principal, 'decisions.configure');
      await recallDecision(call.trx, call.context, { id: call.params.id, note: call.body.note, anyones });
      return detail(call);
    },
  }),
  writeRoute(contract.requestApproval, {
    policy: decisionPolicy.ask,
    handle: async ({ trx, context, principal, params, body: { note, ...terms } }) => {
      await askByHand(trx, context, { dealId: params.id, note: note === '' ? null : note, terms });
      const made = await findOpenDecision(trx, params.id);
      if (made === null) throw new UserError('conflict', 'The decision has ended already.');
      return detail({ trx, principal, params: made });
    },
  }),
  readRoute(contract.readDealApproval, {
    policy: decisionPolicy.read,
    handle: async ({ trx, principal, params }) => {
      const deal = found(await findDeal(trx, params.id), 'deal');
      const pending = deal.locked ? await findOpenDecision(trx, deal.id) : null;
      const winning = deal.status === 'open' ? await policiesAsking(trx, principal, 'deal.win', termsOf(deal), deal.id) : [];
      const policies = await activePolicies(trx, principal, 'deal.terms');
      return {
        pending: pending === null ? null : presentDecision(pending, principal, openedOf(trx).now),
        winAsks: winning.length > 0,
        termsAsk: policies.map(({ name, conditions: { discountAbove, amountAbove, flagged } }) => ({
          policy: name,
          discountAbove: discountAbove ?? null,
          amountAboveMinor: amountAbove?.currency === deal.currency ? amountAbove.minor : null,
          flagged: flagged === true,
        })),
      };
    },
  }),
  readRoute(contract.listPolicies, {
    policy: decisionPolicy.read,
    handle: async ({ trx }) => ({ items: (await findPolicies(trx, null)).map(presentPolicy) }),
  }),
  readRoute(contract.readPolicy, { policy: decisionPolicy.read, handle: policyNow }),
  writeRoute(contract.createPolicy, {
    policy: decisionPolicy.configure,
    handle: async ({ trx, context, body }) => policyNow({ trx, params: await createPolicy(trx, context, body) }),
  }),
  writeRoute(contract.updatePolicy, {
    policy: decisionPolicy.configure,
    handle: async ({ trx, context, params, body, version }) => {
      await updatePolicy(trx, context, { ...body, id: params.id, expectedVersion: version });
      return policyNow({ trx, params });
    },
    current: policyNow,
  }),
  writeRoute(contract.removePolicy, {
    policy: decisionPolicy.configure,
    handle: async ({ trx, context, params }) => {
      await removePolicy(trx, context, params.id);
      return undefined;
    },
  }),
];
