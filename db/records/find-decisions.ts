import type { Transaction } from 'objection';
import { rowOf, rowsOf } from './sql.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

export interface DecisionPerson {
  readonly id: string;
  readonly name: string;
}

export interface DecisionStepView {
  readonly seq: number;
  readonly stage: number;
  readonly name: string;
  readonly status: 'queued' | 'pending' | 'approved' | 'rejected' | 'skipped';
  readonly quorum: { readonly kind: 'any' } | { readonly kind: 'all' } | { readonly kind: 'count'; readonly count: number };
  readonly remindAt: string | null;
  readonly dueAt: string | null;
  readonly remindedAt: string | null;
  readonly escalatedAt: string | null;
  readonly approvers: readonly {
    readonly user: DecisionPerson;
    readonly answer: 'approved' | 'rejected' | null;
    readonly answeredAt: string | null;
  }[];
}

interface Terms {
  readonly amountMinor: number;
  readonly currency: string;
  readonly discountPercent: number | null;
  readonly flagged: boolean;
}

export interface DecisionView {
  readonly id: string;
  readonly version: number;
  readonly action: 'deal.terms' | 'deal.win' | 'deal.review';
  readonly title: string;
  readonly status: 'pending' | 'info_requested' | 'approved' | 'rejected' | 'cancelled' | 'expired';
  readonly dealId: string;
  readonly dealName: string;
  readonly requester: DecisionPerson | null;
  readonly note: string | null;
  readonly policies: readonly { readonly id: string; readonly name: string }[];
  readonly termsBefore: Terms;
  readonly termsAfter: Terms;
  readonly effectState: 'done' | 'failed' | null;
  readonly effectProblem: string | null;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly decidedAt: Date | null;
  readonly steps: readonly DecisionStepView[];
}

/** The deal's name is part of the question as it was asked: whoever is asked reads it, also where they do not see the deal itself. */
const view = `d.id, d.version, d.action, d.title, d.status, d.deal_id, d.deal_name, d.note, d.policies, d.terms_before, d.terms_after,
  d.effect_state, d.effect_problem, d.expires_at, d.created_at, d.decided_at,
  (select json_build_object('id', u.id, 'name', u.name) from users u where u.tenant_id = d.tenant_id and u.id = d.requester_user_id) as requester,
  (select json_agg(json_build_object('seq', s.seq, 'stage', s.stage, 'name', s.name, 'status', s.status, 'quorum', s.quorum,
       'remindAt', s.remind_at, 'dueAt', s.due_at, 'remindedAt', s.reminded_at, 'escalatedAt', s.escalated_at,
       'approvers', coalesce((
         select json_agg(json_build_object('user', json_build_object('id', u.id, 'name', u.name), 'answer', a.answer, 'answeredAt', a.answered_at) order by u.name, u.id)
         from decision_approvers a join users u on u.tenant_id = a.tenant_id and u.id = a.user_id
         where a.tenant_id = s.tenant_id and a.decision_id = s.decision_id and a.seq = s.seq and a.released_at is null), '[]'::json)) order by s.seq)
   from decision_steps s where s.tenant_id = d.tenant_id and s.decision_id = d.id) as steps`;

const asked = `exists (select from decision_approvers a where a.tenant_id = d.tenant_id and a.decision_id = d.id and a.user_id = ?::uuid)`;
/** Whoever is or was asked, whoever asked, and whoever may see the deal. */
const seen = `(d.requester_user_id = ?::uuid or ${asked} or record_seen('deal', d.deal_id))`;
const open = `d.status in ('pending', 'info_requested')`;
const waits = `d.status in ('pending', 'info_requested') and exists (
  select from decision_approvers a join decision_steps s on s.tenant_id = a.tenant_id and s.decision_id = a.decision_id and s.seq = a.seq
  where a.tenant_id = d.tenant_id and a.decision_id = d.id and a.user_id = ?::uuid and a.answer is null and a.released_at is null and s.status = 'pending')`;
const overdue = `${open} and exists (select from decision_steps s where s.tenant_id = d.tenant_id and s.decision_id = d.id and s.status = 'pending' and (s.due_at <= now() or s.escalated_at is not null))`;

const boxes = {
  mine: { where: waits, bindings: 1 },
  team: { where: open, bindings: 0 },
  attention: { where: overdue, bindings: 0 },
  requested: { where: `${open} and d.requester_user_id = ?::uuid`, bindings: 1 },
  completed: { where: `d.status not in ('pending', 'info_requested')`, bindings: 0 },
} as const;
export type DecisionBox = keyof typeof boxes;

export interface DecisionFilter {
  readonly box: DecisionBox;
  readonly userId: string;
  readonly dealId: string | null;
  readonly after: string | null;
  readonly limit: number;
}

/** Decisions from the newest down; one more than asked for if there is a further page. */
export async function listDecisions(trx: Transaction, filter: DecisionFilter): Promise<DecisionView[]> {
  const { where, bindings } = boxes[filter.box];
  return rowsOf<DecisionView>(
    trx,
    `select ${view} from decisions d where d.tenant_id = ${tenant} and ${where} and ${seen}
       and (?::uuid is null or d.deal_id = ?::uuid) and (?::uuid is null or d.id < ?::uuid) order by d.id desc limit ?`,
    [
      ...(bindings === 1 ? [filter.userId] : []),
      filter.userId,
      filter.userId,
      filter.dealId,
      filter.dealId,
      filter.after,
      filter.after,
      filter.limit + 1,
    ],
  );
}

export async function countDecisions(
  trx: Transaction,
  userId: string,
): Promise<{ readonly mine: number; readonly team: number; readonly attention: number; readonly requested: number }> {
  const row = await rowOf<{ mine: number; team: number; attention: number; requested: number }>(
    trx,
    `select count(*) filter (where ${waits})::int as mine, count(*)::int as team, count(*) filter (where ${overdue})::int as attention,
       count(*) filter (where d.requester_user_id = ?::uuid)::int as requested
     from decisions d where d.tenant_id = ${tenant} and ${open} and ${seen}`,
    [userId, userId, userId, userId],
  );
  return row ?? { mine: 0, team: 0, attention: 0, requested: 0 };
}

export async function findDecision(trx: Transaction, id: string, userId: string): Promise<DecisionView | null> {
  return rowOf<DecisionView>(trx, `select ${view} from decisions d where d.tenant_id = ${tenant} and d.id = ? and ${seen}`, [
    id,
    userId,
    userId,
  ]);
}

/** The open decision of a deal that was found in the rights of whoever asks. */
export async function findOpenDecision(trx: Transaction, dealId: string): Promise<DecisionView | null> {
  return rowOf<DecisionView>(trx, `select ${view} from decisions d where d.tenant_id = ${tenant} and d.deal_id = ? and ${open}`, [dealId]);
}

export interface DecisionActionView {
  readonly id: string;
  readonly kind: string;
  readonly step: string | null;
  readonly by: DecisionPerson | null;
  readonly to: DecisionPerson | null;
  readonly note: string | null;
  readonly createdAt: Date;
}

/** What was done to a decision, in order. */
export async function findDecisionActions(trx: Transaction, decisionId: string): Promise<DecisionActionView[]> {
  return rowsOf<DecisionActionView>(
    trx,
    `select a.id, a.kind, s.name as step, a.note, a.created_at,
       (select json_build_object('id', u.id, 'name', u.name) from users u where u.tenant_id = a.tenant_id and u.id::text = a.actor ->> 'userId') as "by",
       (select json_build_object('id', u.id, 'name', u.name) from users u where u.tenant_id = a.tenant_id and u.id = a.to_user_id) as "to"
     from decision_actions a left join decision_steps s on s.tenant_id = a.tenant_id and s.decision_id = a.decision_id and s.seq = a.seq
     where a.tenant_id = ${tenant} and a.decision_id = ? order by a.ord`,
    [decisionId],
  );
}

/** Active colleagues who may decide. */
export async function findDeciders(trx: Transaction): Promise<DecisionPerson[]> {
  return rowsOf<DecisionPerson>(
    trx,
    `select u.id, u.name from users u where u.tenant_id = ${tenant} and u.status = 'active' and exists (
       select from user_roles ur join role_permissions rp on rp.tenant_id = ur.tenant_id and rp.role_id = ur.role_id
       where ur.tenant_id = u.tenant_id and ur.user_id = u.id and rp.permission_code = 'decisions.decide') order by lower(u.name), u.id limit 500`,
  );
}

export interface DecisionPolicyRow {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly action: 'deal.terms' | 'deal.win';
  readonly conditions: object;
  readonly steps: readonly object[];
  readonly expiresAfterHours: number | null;
  readonly active: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** All policies, or the one with an id. */
export async function findPolicies(trx: Transaction, id: string | null): Promise<DecisionPolicyRow[]> {
  return rowsOf<DecisionPolicyRow>(
    trx,
    `select id, version, name, action, conditions, steps, expires_after_hours, active, created_at, updated_at from decision_policies
     where tenant_id = ${tenant} and archived_at is null and (?::uuid is null or id = ?::uuid) order by lower(name), id`,
    [id, id],
  );
}
