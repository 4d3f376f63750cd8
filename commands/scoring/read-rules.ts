import type { RulesAsked } from '../../db/queries/lead-scores.ts';
import { segmentConditions } from '../../db/queries/lists/segments.ts';
import type { Condition } from '../../domain/expressions/ast.ts';
import type { ScoringRule } from '../../domain/leads/scoring.ts';
import type { TenantTrx } from '../lib/context.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import { loadCatalogue } from '../templates/check-content.ts';

export interface RuleRow extends ScoringRule {
  readonly version: number;
  readonly position: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const columns = `id, name, score_group as "group", points, enabled, position, condition, event, max_times, within_days, version, created_at, updated_at`;

export function readRules(trx: TenantTrx, tenantId: string): Promise<RuleRow[]> {
  return rowsOf<RuleRow>(trx, `select ${columns} from scoring_rules where tenant_id = ? order by position, id`, [tenantId]);
}

export interface ScoringSettings {
  /** Owners are told when a lead comes to this score from below; null: never. */
  readonly notifyAt: number | null;
  /** The latest counting of all leads anew. */
  readonly recountId: string | null;
  /** 0 as long as nobody has said anything. */
  readonly version: number;
}

export async function readSettings(trx: TenantTrx, tenantId: string): Promise<ScoringSettings> {
  const row = await rowOf<ScoringSettings>(trx, 'select notify_at, recount_id, version from scoring_settings where tenant_id = ?', [
    tenantId,
  ]);
  return row ?? { notifyAt: null, recountId: null, version: 0 };
}

/** The given rules, or the tenant's own that are switched on, with what is needed to ask them. */
export async function rulesToAsk(trx: TenantTrx, tenantId: string, now: Date, given?: readonly ScoringRule[]): Promise<RulesAsked> {
  const rules = given ?? (await readRules(trx, tenantId)).filter((rule) => rule.enabled);
  const conditions = rules.flatMap((rule) => (rule.condition === null ? [] : [rule.condition]));
  const all: Condition = { kind: 'all', of: conditions };
  const tenant = await rowOf<{ timezone: string }>(trx, 'select timezone from tenants where id = ?', [tenantId]);
  return {
    rules,
    catalogue: await loadCatalogue(trx, tenantId),
    segments: await segmentConditions(trx, tenantId, 'lead', all),
    now,
    timeZone: tenant?.timezone ?? 'UTC',
  };
}
