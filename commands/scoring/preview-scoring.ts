import type { ScoredLead } from '../../db/queries/lead-scores.ts';
import { askRules } from '../../db/queries/lead-scores.ts';
import { scoreOf } from '../../domain/leads/scoring.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rulesToAsk } from './read-rules.ts';
import type { RuleInput } from './save-scoring.ts';
import { usableRules } from './save-scoring.ts';

/** Enough for a picture of any workspace, and still an answer while somebody waits for it. */
const lookedAt = 20_000;

export interface ScoringPreview {
  readonly leads: number;
  readonly all: boolean;
  readonly changed: number;
  readonly rules: readonly { readonly matches: number }[];
  readonly distribution: readonly { readonly from: number; readonly to: number; readonly before: number; readonly after: number }[];
}

/** What rules would mean for the newest leads: how many each one fits, and how the scores would lie. Changes nothing. */
export async function previewScoring(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId' | 'now'>,
  inputs: readonly RuleInput[],
): Promise<ScoringPreview> {
  const rules = await usableRules(trx, context, inputs, new Set());
  const asked = await rulesToAsk(trx, context.tenantId, context.now, rules);
  const leads = await askRules(trx, context.tenantId, asked, { newest: lookedAt + 1 });
  const seen = leads.slice(0, lookedAt);
  const counting = rules.filter((rule) => rule.enabled);
  const scores = seen.map((lead) => scoreOf(counting, lead.times, lead).score);
  return {
    leads: seen.length,
    all: leads.length <= lookedAt,
    changed: seen.filter((lead, index) => lead.score !== scores[index]).length,
    rules: rules.map((rule) => ({ matches: seen.filter((lead) => (lead.times[rule.id] ?? 0) > 0).length })),
    distribution: distributionOf(seen, scores),
  };
}

/** Ten equal parts up to the highest score there is or would be. */
function distributionOf(leads: readonly ScoredLead[], scores: readonly number[]): ScoringPreview['distribution'] {
  const highest = leads.reduce((most, lead, index) => Math.max(most, lead.score, scores[index] ?? 0), 0);
  const width = Math.max(10, Math.ceil((highest + 1) / 100) * 10);
  const part = (score: number) => Math.min(9, Math.floor(score / width));
  const parts = Array.from({ length: 10 }, (_, index) => ({ from: index * width, to: (index + 1) * width - 1, before: 0, after: 0 }));
  for (const [index, lead] of leads.entries()) {
    const was = parts[part(lead.score)];
    const becomes = parts[part(scores[index] ?? 0)];
    if (was) was.before += 1;
    if (becomes) becomes.after += 1;
  }
  return parts;
}
