import { duplicateScore, flagFrom } from '../../domain/records/duplicates.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { LeadRow } from '../records/rows.ts';
import { rowOf, rowsOf } from '../records/sql.ts';

/** Looks for living leads with the phone a lead was just given and flags the likeliest. Never merges. */
export async function flagSamePhone(trx: TenantTrx, context: CommandContext, lead: LeadRow): Promise<LeadRow> {
  const others = await rowsOf<LeadRow>(
    trx,
    'select * from leads where tenant_id = ? and phone_e164 = ? and archived_at is null and id <> ? order by created_at limit 50',
    [context.tenantId, lead.phone, lead.id],
  );
  const scored = others
    .map((other) => ({ id: other.id, score: duplicateScore({ ...lead, phoneE164: lead.phone }, { ...other, phoneE164: other.phone }) }))
    .sort((a, b) => b.score - a.score);
  const best = scored[0];
  if (!best || best.score < flagFrom || best.score <= (lead.duplicateScore ?? 0)) return lead;
  const score = Math.min(best.score, 99);
  const flagged = await rowOf<LeadRow>(
    trx,
    'update leads set duplicate_of = ?, duplicate_score = ? where tenant_id = ? and id = ? returning *',
    [best.id, score, context.tenantId, lead.id],
  );
  context.record({
    type: 'lead.duplicate_flagged',
    subject: { type: 'lead', id: lead.id },
    data: { duplicateOf: best.id, score, reason: 'phone' },
  });
  return flagged ?? lead;
}
