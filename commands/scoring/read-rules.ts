import { literal, rowsIn } from '../../db/opening.ts';
import type { RulesAsked } from '../../db/queries/lead-scores.ts';
import { seeingAllFields } from '../../db/queries/seeing-fields.ts';
import { segmentConditions } from '../../db/queries/lists/segments.ts';
import type { Condition } from '../../domain/expressions/ast.ts';
import type { ScoringRule } from '../../domain/leads/scoring.ts';
import { catalogueOf } from '../../domain/records/field-catalogue.ts';
import type { TenantTrx } from '../lib/context.ts';
import { fromColumns, rowOf, rowsOf } from '../records/sql.ts';
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

/** The statements that read the rules at work and the tenant's zone, to be sent with others. */
export function rulesStatements(tenantId: string): readonly [string, string] {
  const tenant = `${literal(tenantId)}::uuid`;
  return [
    `select ${columns} from scoring_rules where tenant_id = ${tenant} and enabled order by position, id`,
    `select timezone from tenants where id = ${tenant}`,
  ];
}

/** What those statements gave, with what is needed to ask the rules; only what they name is read beside. */
export async function rulesRead(
  trx: TenantTrx,
  tenantId: string,
  now: Date,
  results: readonly [Result | undefined, Result | undefined],
): Promise<RulesAsked> {
  const rules = rowsIn<Record<string, unknown>>(results[0]).map((row) => fromColumns<RuleRow>(row));
  const timeZone = rowsIn<{ timezone: string }>(results[1])[0]?.timezone ?? 'UTC';
  const named = JSON.stringify(rules.map((rule) => rule.condition));
  const all: Condition = { kind: 'all', of: rules.flatMap((rule) => rule.condition ?? []) };
  const segments = await segmentConditions(trx, tenantId, 'lead', all);
  const own = `${named}${JSON.stringify([...segments.values()])}`.includes('.custom.');
  return {
    rules,
    catalogue: own ? await seeingAllFields(trx, () => loadCatalogue(trx, tenantId)) : catalogueOf(),
    segments,
    now,
    timeZone,
  };
}

type Result = { readonly rows: readonly unknown[] };

/** The given rules, or the tenant's own that are switched on, with what is needed to ask them. */
export async function rulesToAsk(trx: TenantTrx, tenantId: string, now: Date, given?: readonly ScoringRule[]): Promise<RulesAsked> {
  const rules = given ?? (await readRules(trx, tenantId)).filter((rule) => rule.enabled);
  const conditions = rules.flatMap((rule) => (rule.condition === null ? [] : [rule.condition]));
  const all: Condition = { kind: 'all', of: conditions };
  const tenant = await rowOf<{ timezone: string }>(trx, 'select timezone from tenants where id = ?', [tenantId]);
  return {
    rules,
    // The tenant's own rules know its fields, whoever looks; rules that somebody tries know what that person sees.
    catalogue: given === undefined ? await seeingAllFields(trx, () => loadCatalogue(trx, tenantId)) : await loadCatalogue(trx, tenantId),
    segments: await segmentConditions(trx, tenantId, 'lead', all),
    now,
    timeZone: tenant?.timezone ?? 'UTC',
  };
}
