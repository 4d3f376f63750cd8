import { askable } from '../../db/queries/lead-scores.ts';
import { segmentConditions } from '../../db/queries/lists/segments.ts';
import type { Problem } from '../../domain/errors/errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { Condition } from '../../domain/expressions/ast.ts';
import { checkCondition } from '../../domain/expressions/check.ts';
import { pathsOfCondition } from '../../domain/expressions/paths.ts';
import { conditionSentences } from '../../domain/expressions/sentences.ts';
import { isUuid } from '../../domain/ids.ts';
import type { ScoringRule } from '../../domain/leads/scoring.ts';
import { dependsOnTime, maxRules, ruleProblems } from '../../domain/leads/scoring.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { lockName } from '../lib/advisory-locks.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { refuseProblems } from '../records/refuse.ts';
import { loadCatalogue } from '../templates/check-content.ts';
import type { RuleRow } from './read-rules.ts';
import { readRules, readSettings } from './read-rules.ts';
import { requireFeature } from '../entitlements/require-feature.ts';
import { startRecount } from './recount.ts';

/** A rule as somebody wants it; without an id it is a new one. */
export type RuleInput = Omit<ScoringRule, 'id'> & { readonly id?: string | undefined };

export interface SaveScoring {
  readonly notifyAt: number | null;
  readonly rules: readonly RuleInput[];
  readonly expectedVersion: number;
  readonly userId: string;
}

/** Writes the tenant's scoring rules as a whole, in their order, and begins to count all leads anew if points may differ. */
export async function saveScoring(trx: TenantTrx, context: CommandContext, input: SaveScoring): Promise<void> {
  if (input.rules.some((rule) => rule.enabled)) await requireFeature(trx, context, 'leads.scoring');
  await lockName(trx, 'scoring');
  const settings = await readSettings(trx, context.tenantId);
  if (settings.version !== input.expectedVersion) {
    throw new UserError('precondition_failed', 'Somebody else changed the scoring rules meanwhile.', [], {
      currentVersion: settings.version,
    });
  }
  const before = await readRules(trx, context.tenantId);
  const rules = await usableRules(trx, context, input.rules, new Set(before.map((rule) => rule.id)));
  await writeRules(trx, context, rules);
  await trx.raw(
    `insert into scoring_settings (tenant_id, notify_at, depends_on_time, updated_by_user_id, version, updated_at) values (?, ?, ?, ?, 1, ?)
     on conflict (tenant_id) do update set notify_at = excluded.notify_at, depends_on_time = excluded.depends_on_time,
       updated_by_user_id = excluded.updated_by_user_id, version = scoring_settings.version + 1, updated_at = excluded.updated_at`,
    [context.tenantId, input.notifyAt, rules.some((rule) => rule.enabled && dependsOnTime(rule)), input.userId, context.now],
  );
  await writeAudit(trx, context, {
    action: 'scoring.updated',
    before: { notifyAt: settings.notifyAt, rules: before.map((rule) => ({ ...counted(rule), name: rule.name })) },
    after: { notifyAt: input.notifyAt, rules: rules.map((rule) => ({ ...counted(rule), name: rule.name })) },
  });
  if (JSON.stringify(before.map(counted)) !== JSON.stringify(rules.map(counted))) await startRecount(trx, context, input.userId);
}

/** What of a rule decides about points. */
function counted(rule: ScoringRule | RuleRow) {
  const { id, points, enabled, event, maxTimes, withinDays } = rule;
  // The order of keys in stored JSON is its own.
  return { id, points, enabled, event, maxTimes, withinDays, condition: rule.condition === null ? null : sortedJson(rule.condition) };
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The rules with their ids, refused with everything that is wrong with any of them. */
export async function usableRules(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId' | 'now'>,
  inputs: readonly RuleInput[],
  known: ReadonlySet<string>,
): Promise<readonly ScoringRule[]> {
  if (inputs.length > maxRules) {
    refuseProblems('rules', [{ pointer: '/rules', code: 'too_many', detail: `There can be at most ${maxRules} rules.` }]);
  }
  const problems: Problem[] = [];
  const rules = inputs.map((rule): ScoringRule => {
    const { id } = rule;
    return { ...rule, name: rule.name.trim(), id: id !== undefined && isUuid(id) && known.has(id) ? id : newId() };
  });
  const names = rules.map((rule) => rule.name.toLowerCase());
  const catalogue = await loadCatalogue(trx, context.tenantId);
  const conditions: Condition = { kind: 'all', of: rules.flatMap((rule) => rule.condition ?? []) };
  const segments = await segmentConditions(trx, context.tenantId, 'lead', conditions);
  for (const [index, rule] of rules.entries()) {
    const at = (one: Problem) => ({ ...one, pointer: `/rules/${index}${one.pointer ?? ''}` });
    problems.push(...ruleProblems(rule).map(at));
    if (names.indexOf(rule.name.toLowerCase()) !== index) {
      problems.push(at({ pointer: '/name', code: 'name_taken', detail: `There is another rule "${rule.name}".` }));
    }
    if (rule.condition !== null) problems.push(...conditionProblems(rule.condition, catalogue, segments, context.now).map(at));
  }
  refuseProblems('rules', problems);
  return rules;
}

function conditionProblems(
  condition: Condition,
  catalogue: Awaited<ReturnType<typeof loadCatalogue>>,
  segments: ReadonlyMap<string, Condition>,
  now: Date,
): readonly Problem[] {
  const scope = { subject: 'lead' as const, events: [], catalogue, outputType: () => null, segments: new Set(segments.keys()) };
  const problems: Problem[] = checkCondition(condition, scope).map((problem) => ({
    pointer: `/condition${problem.pointer}`,
    code: problem.code,
    detail: conditionSentences[problem.code],
  }));
  if (problems.length > 0) return problems;
  const everything = [condition, ...segments.values()].flatMap(pathsOfCondition);
  if (everything.includes('lead.score')) {
    return [{ pointer: '/condition', code: 'score_circular', detail: 'A rule cannot ask for the score it makes.' }];
  }
  if (askable(condition, { catalogue, segments, now, timeZone: 'UTC' }) === null) {
    return [
      { pointer: '/condition', code: 'filter_not_possible', detail: 'A rule compares fields of the lead with values, as a list does.' },
    ];
  }
  return [];
}

async function writeRules(trx: TenantTrx, context: CommandContext, rules: readonly ScoringRule[]): Promise<void> {
  const ids = rules.map((rule) => rule.id);
  await trx.raw('delete from scoring_rules where tenant_id = ? and not (id = any(?::uuid[]))', [context.tenantId, ids]);
  // Two rules may swap their names.
  await trx.raw(`update scoring_rules set name = id::text where tenant_id = ?`, [context.tenantId]);
  const rows = rules.map((rule, position) => ({
    id: rule.id,
    name: rule.name,
    score_group: rule.group,
    points: rule.points,
    enabled: rule.enabled,
    position,
    condition: rule.condition,
    event: rule.event,
    max_times: rule.maxTimes,
    within_days: rule.withinDays,
  }));
  await trx.raw(
    `insert into scoring_rules (tenant_id, id, name, score_group, points, enabled, position, condition, event, max_times, within_days, created_at, updated_at)
     select ?::uuid, id, name, score_group, points, enabled, position, nullif(condition, 'null'::jsonb), event, max_times, within_days, ?::timestamptz, ?::timestamptz
     from jsonb_to_recordset(?::jsonb) as g(id uuid, name text, score_group text, points int, enabled boolean, position int, condition jsonb, event text, max_times int, within_days int)
     on conflict (tenant_id, id) do update set name = excluded.name, score_group = excluded.score_group, points = excluded.points, enabled = excluded.enabled,
       position = excluded.position, condition = excluded.condition, event = excluded.event, max_times = excluded.max_times,
       within_days = excluded.within_days, version = scoring_rules.version + 1, updated_at = excluded.updated_at`,
    [context.tenantId, context.now, context.now, JSON.stringify(rows)],
  );
}
