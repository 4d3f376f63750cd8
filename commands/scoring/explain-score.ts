import { askRules } from '../../db/queries/lead-scores.ts';
import type { EvaluatedLeaf } from '../../domain/expressions/ast.ts';
import { evaluate } from '../../domain/expressions/evaluate.ts';
import { pathsOfCondition } from '../../domain/expressions/paths.ts';
import type { ScoringRule } from '../../domain/leads/scoring.ts';
import { loadRecords } from '../automations/lib/load-records.ts';
import type { TenantTrx } from '../lib/context.ts';
import { rowOf } from '../records/sql.ts';
import { rulesToAsk } from './read-rules.ts';

export interface ExplainedRule {
  readonly rule: ScoringRule;
  readonly times: number;
  readonly given: number;
  readonly leaves: readonly EvaluatedLeaf[];
}

export interface ExplainedScore {
  readonly fromRules: number;
  readonly scoredAt: Date | null;
  readonly upToDate: boolean;
  readonly rules: readonly ExplainedRule[];
}

/** Each rule with the points it has given a lead, and what its condition finds there now. */
export async function explainScore(trx: TenantTrx, tenantId: string, leadId: string, now: Date): Promise<ExplainedScore> {
  const asked = await rulesToAsk(trx, tenantId, now);
  const [found] = await askRules(trx, tenantId, asked, { ids: [leadId] });
  const stored = await rowOf<{ points: Record<string, number>; fromRules: number; scoredAt: Date }>(
    trx,
    'select points, from_rules, scored_at from lead_scores where tenant_id = ? and lead_id = ?',
    [tenantId, leadId],
  );
  const conditions = asked.rules.flatMap((rule) => (rule.condition === null ? [] : [rule.condition]));
  const reads = new Set([...conditions, ...asked.segments.values()].flatMap((condition) => pathsOfCondition(condition)));
  const loaded = (await loadRecords(trx, tenantId, [{ type: 'lead', id: leadId }], reads)).get(leadId);
  const facts = { now: now.toISOString(), timeZone: asked.timeZone, roots: { lead: loaded?.json ?? {} }, outputs: {} };
  const rules = asked.rules.map((rule): ExplainedRule => {
    const times = found?.times[rule.id] ?? 0;
    const given = stored?.points[rule.id] ?? 0;
    return {
      rule,
      times,
      given,
      leaves: rule.condition === null ? [] : evaluate(rule.condition, { ...facts, segments: asked.segments }).leaves,
    };
  });
  const upToDate = rules.every(({ rule, times, given }) => given === rule.points * times);
  return { fromRules: stored?.fromRules ?? 0, scoredAt: stored?.scoredAt ?? null, upToDate, rules };
}
