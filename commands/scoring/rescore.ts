import { literal, rowsIn, runTogether } from '../../db/opening.ts';
import type { ScoredLead } from '../../db/queries/lead-scores.ts';
import { askRules } from '../../db/queries/lead-scores.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { ScoreParts } from '../../domain/leads/scoring.ts';
import { crosses, scoreOf } from '../../domain/leads/scoring.ts';
import { sameJson } from '../../domain/records/changes.ts';
import type { NotedEvent } from '../lib/command-context.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { notificationInsert } from '../notifications/notification.ts';
import { nameOf } from '../records/name-of.ts';
import { readSettings, rulesRead, rulesStatements } from './read-rules.ts';

/** Who changes a score by the rules. */
const scoring = { kind: 'system', name: 'scoring' } as const;

interface Rescored {
  readonly lead: ScoredLead;
  readonly parts: ScoreParts;
}

export interface RescoreOptions {
  /** Why the score is reckoned: something happened to the lead, the rules changed, or time went by. */
  readonly because: 'lead' | 'rules';
  /** Whether owners are told of a crossed threshold; not when all leads are counted anew. */
  readonly tell: boolean;
}

/**
 * Reckons the score of leads by the tenant's rules as they are now and gives the `lead.score_changed` events of those that changed, for the
 * caller to write. It raises no version: a derived figure must not refuse the next change of whoever has the lead open.
 */
export async function rescore(
  trx: TenantTrx,
  context: CommandContext,
  leadIds: readonly string[],
  options: RescoreOptions,
): Promise<readonly NotedEvent[]> {
  const ids = [...new Set(leadIds)].sort();
  const among = `tenant_id = ${literal(context.tenantId)}::uuid and id = any(${literal(`{${ids.join(',')}}`)}::uuid[])`;
  // The score is the tenant's, whoever's change brings it about: what they cannot see counts too.
  const [sight, , rules, zone] = await runTogether(trx, [
    `with noted as materialized (select coalesce(current_setting('app.owners_seen', true), '') as was)
     select was, set_config('app.owners_seen', '', true) as now from noted`,
    `select 1 from leads where ${among} order by id for no key update`,
    ...rulesStatements(context.tenantId),
  ]);
  const asked = await rulesRead(trx, context.tenantId, context.now, [rules, zone]);
  const leads = await askRules(trx, context.tenantId, asked, { ids });
  const rescored = leads.map((lead): Rescored => ({ lead, parts: scoreOf(asked.rules, lead.times, lead) }));
  await store(trx, context, rescored.filter(differs));
  const changed = rescored.filter(({ lead, parts }) => parts.score !== lead.score);
  if (options.tell) await tellOwners(trx, context, changed);
  const was = rowsIn<{ was: string }>(sight)[0]?.was ?? '';
  if (was !== '') await trx.raw(`select set_config('app.owners_seen', ?, true)`, [was]);
  return changed.map((one) => scoreChanged(one, options.because));
}

function differs({ lead, parts }: Rescored): boolean {
  return parts.score !== lead.score || parts.fromRules !== lead.fromRules || !sameJson({ ...lead.points }, { ...parts.points });
}

function scoreChanged({ lead, parts }: Rescored, because: string): NotedEvent {
  return {
    type: 'lead.score_changed',
    actor: scoring,
    subject: { type: 'lead', id: lead.id },
    before: { score: lead.score },
    after: { score: parts.score },
    data: { because, points: { ...parts.points } satisfies JsonObject },
  };
}

async function store(trx: TenantTrx, context: CommandContext, rescored: readonly Rescored[]): Promise<void> {
  if (rescored.length === 0) return;
  const rows = rescored.map(({ lead, parts }) => ({ id: lead.id, score: parts.score, points: parts.points, from_rules: parts.fromRules }));
  await trx.raw(
    `with given as (select * from jsonb_to_recordset(?::jsonb) as g(id uuid, score int, points jsonb, from_rules int)),
     kept as (
       insert into lead_scores (tenant_id, lead_id, points, from_rules, scored_at)
       select ?::uuid, id, points, from_rules, ?::timestamptz from given
       on conflict (tenant_id, lead_id) do update set points = excluded.points, from_rules = excluded.from_rules, scored_at = excluded.scored_at
       where lead_scores.points <> excluded.points or lead_scores.from_rules <> excluded.from_rules
     )
     update leads set score = given.score from given where leads.tenant_id = ? and leads.id = given.id and leads.score <> given.score`,
    [JSON.stringify(rows), context.tenantId, context.now, context.tenantId],
  );
}

async function tellOwners(trx: TenantTrx, context: CommandContext, changed: readonly Rescored[]): Promise<void> {
  // An import tells at its end, for all its leads together.
  if (changed.length === 0 || context.actor.kind === 'import') return;
  const { notifyAt } = await readSettings(trx, context.tenantId);
  for (const { lead, parts } of changed) {
    if (lead.ownerUserId === null || !crosses(lead.score, parts.score, notifyAt)) continue;
    const name = nameOf(lead);
    // Whoever's change it was: that the score came so far is news to them too.
    const notice = notificationInsert(
      { ...context, actor: scoring },
      {
        userId: lead.ownerUserId,
        kind: 'lead.score_crossed',
        title: `Score ${parts.score}: ${name}`,
        record: { type: 'lead', id: lead.id },
        data: { name, score: parts.score, threshold: notifyAt },
      },
    );
    await trx.raw(notice.sql, [...notice.bindings]);
  }
}
