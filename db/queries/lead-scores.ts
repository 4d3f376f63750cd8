import type { Transaction } from 'objection';
import type { EventType } from '../../domain/events.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { Condition } from '../../domain/expressions/ast.ts';
import type { RuleTimes, ScoringRule } from '../../domain/leads/scoring.ts';
import type { Catalogue } from '../../domain/records/field-catalogue.ts';
import { rowsOf } from '../records/sql.ts';
import { conditionSql } from './lists/condition-sql.ts';
import type { FilterScope } from './lists/condition-sql.ts';
import type { Sql } from './lists/sql.ts';

/** Rules with what is needed to ask them. */
export interface RulesAsked {
  readonly rules: readonly ScoringRule[];
  readonly catalogue: Catalogue;
  readonly segments: ReadonlyMap<string, Condition>;
  readonly now: Date;
  readonly timeZone: string;
}

/** A lead with what its score has been made of so far, and how often each rule applies now. */
export interface ScoredLead {
  readonly id: string;
  readonly score: number;
  readonly fromRules: number;
  /** Points by rule, as they are stored. */
  readonly points: Readonly<Record<string, number>> | null;
  readonly ownerUserId: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly companyName: string | null;
  readonly email: string | null;
  readonly times: RuleTimes;
}

/** Some leads, or the newest of all living ones. */
export type WhichLeads = { readonly ids: readonly string[] } | { readonly newest: number };

/** Leads by id with how often each rule applies to them: one statement, however many leads and rules there are. */
export async function askRules(trx: Transaction, tenantId: string, asked: RulesAsked, which: WhichLeads): Promise<readonly ScoredLead[]> {
  const columns = asked.rules.map((rule) => timesSql(rule, asked));
  const where =
    'ids' in which
      ? { text: 'leads.id = any(?::uuid[])', bindings: [[...which.ids]] }
      : { text: 'leads.archived_at is null', bindings: [] };
  const limit = 'ids' in which ? '' : ` desc limit ${which.newest}`;
  const rows = await rowsOf<Omit<ScoredLead, 'times'> & { readonly times: readonly number[] }>(
    trx,
    `select leads.id, leads.score, coalesce(s.from_rules, 0) as from_rules, s.points, leads.owner_user_id, leads.first_name, leads.last_name,
       leads.company_name, leads.email, array[${columns.map((column) => column.text).join(', ')}]::int[] as times
     from leads left join lead_scores s on s.tenant_id = leads.tenant_id and s.lead_id = leads.id
     where leads.tenant_id = ? and ${where.text} order by leads.id${limit}`,
    [...columns.flatMap((column) => bindingsOf(column)), tenantId, ...where.bindings],
  );
  return rows.map((row) => ({ ...row, times: Object.fromEntries(asked.rules.map((rule, index) => [rule.id, row.times[index] ?? 0])) }));
}

function bindingsOf(part: Sql): (string | number | boolean | null | string[])[] {
  return part.bindings.map((value) =>
    Array.isArray(value) ? [...(value as readonly string[])] : (value as string | number | boolean | null),
  );
}

function timesSql(rule: ScoringRule, asked: RulesAsked): Sql {
  const holds = rule.condition === null ? { text: 'true', bindings: [] } : askable(rule.condition, asked);
  // A field that is gone makes a rule give nothing; it must not keep leads from being written.
  if (holds === null) return { text: '0', bindings: [] };
  const counted = rule.event === null ? { text: '1', bindings: [] } : countSql(rule.event, rule, asked.now);
  return { text: `case when ${holds.text} then ${counted.text} else 0 end`, bindings: [...holds.bindings, ...counted.bindings] };
}

/** The condition as SQL; null when it asks for what is not there any more. */
export function askable(condition: Condition, asked: Pick<RulesAsked, 'catalogue' | 'segments' | 'now' | 'timeZone'>): Sql | null {
  const scope: FilterScope = { subject: 'lead', table: 'leads', ...asked };
  try {
    return conditionSql(condition, scope);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** Nobody counts further than it matters. */
function countSql(event: EventType, rule: ScoringRule, now: Date): Sql {
  const since = rule.withinDays === null ? null : new Date(now.getTime() - rule.withinDays * 86_400_000).toISOString();
  return {
    text: `(select count(*) from (select from event_links k where k.tenant_id = leads.tenant_id and k.record_id = leads.id and k.type = ?
      and (?::timestamptz is null or k.occurred_at >= ?::timestamptz) limit ${rule.maxTimes}) counted)::int`,
    bindings: [event, since, since],
  };
}
