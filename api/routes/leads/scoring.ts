import { noteHidden } from '../../../db/queries/seeing-fields.ts';
import { loadBulk } from '../../../commands/bulk/bulk-change.ts';
import { lockName } from '../../../commands/lib/advisory-locks.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { adjustScore } from '../../../commands/scoring/adjust-score.ts';
import { explainScore } from '../../../commands/scoring/explain-score.ts';
import { previewScoring } from '../../../commands/scoring/preview-scoring.ts';
import { readRules, readSettings, rulesToAsk } from '../../../commands/scoring/read-rules.ts';
import { startRecount } from '../../../commands/scoring/recount.ts';
import { saveScoring } from '../../../commands/scoring/save-scoring.ts';
import { openedOf } from '../../../db/opening.ts';
import { askable } from '../../../db/queries/lead-scores.ts';
import { findLead } from '../../../db/records/find-leads.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import { scoreGroups } from '../../../domain/leads/scoring.ts';
import * as contract from '../../contracts/scoring.ts';
import type { Principal } from '../../lib/principal.ts';
import { plainRoute, readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { leadPolicy } from '../../policies/crm.ts';
import { presentBulk } from '../bulk/present.ts';
import { found } from '../records/found.ts';
import { presentLead } from './present.ts';

interface Call {
  readonly trx: TenantTrx;
  readonly principal: Principal;
}

async function current({ trx, principal: { tenantId } }: Call): Promise<contract.Scoring> {
  const settings = await readSettings(trx, tenantId);
  const rules = await readRules(trx, tenantId);
  const asked = await rulesToAsk(trx, tenantId, openedOf(trx).now, rules);
  return {
    id: tenantId,
    version: settings.version,
    notifyAt: settings.notifyAt,
    rules: rules.map(({ id, name, group, points, enabled, condition, event, maxTimes, withinDays }) => {
      const broken = condition !== null && askable(condition, asked) === null;
      return { id, name, group, points, enabled, condition, event, maxTimes, withinDays, broken };
    }),
    recount: settings.recountId === null ? null : presentBulk(await loadBulk(trx, tenantId, settings.recountId)),
  };
}

async function leadScore({ trx, principal, params }: Call & { readonly params: { readonly id: string } }): Promise<contract.LeadScore> {
  const lead = found(await findLead(trx, params.id), 'lead');
  const explained = await explainScore(trx, principal.tenantId, lead.id, openedOf(trx).now);
  const ofGroup = (group: string) => explained.rules.reduce((sum, one) => (one.rule.group === group ? sum + one.given : sum), 0);
  return {
    id: lead.id,
    version: lead.version,
    score: lead.score,
    byHand: lead.score - explained.fromRules,
    fromRules: explained.fromRules,
    scoredAt: explained.scoredAt?.toISOString() ?? null,
    upToDate: explained.upToDate,
    groups: scoreGroups.map((group) => ({ group, points: ofGroup(group) })),
    rules: explained.rules.map(({ rule, times, given, leaves }) => ({
      id: rule.id,
      name: rule.name,
      group: rule.group,
      points: rule.points,
      given,
      times,
      maxTimes: rule.maxTimes,
      event: rule.event,
      leaves: leaves.map((one) => ({ ...one })),
    })),
  };
}

export const scoringRoutes: readonly Route[] = [
  readRoute(contract.readScoring, { policy: leadPolicy.read, handle: current }),

  writeRoute(contract.saveScoring, {
    policy: leadPolicy.configure,
    handle: async ({ trx, context, principal, body, version }) => {
      await saveScoring(trx, context, { ...body, expectedVersion: version, userId: principal.userId });
      return current({ trx, principal });
    },
    current,
  }),

  writeRoute(contract.recountScores, {
    policy: leadPolicy.configure,
    handle: async ({ trx, context, principal }) => {
      await lockName(trx, 'scoring');
      await startRecount(trx, context, principal.userId);
      return current({ trx, principal });
    },
  }),

  plainRoute(contract.previewScoring, {
    policy: leadPolicy.configure,
    handle: async ({ deps, principal, body }) => {
      if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
      const { tenantId } = principal;
      const preview = await deps.db.readTenant(tenantId, async (trx) => {
        await noteHidden(trx, principal.fieldsHidden);
        return previewScoring(trx, { tenantId, now: openedOf(trx).now }, body.rules);
      });
      return { ...preview, rules: [...preview.rules], distribution: [...preview.distribution] };
    },
  }),

  readRoute(contract.readLeadScore, { policy: leadPolicy.read, handle: leadScore }),

  writeRoute(contract.adjustLeadScore, {
    policy: leadPolicy.write,
    handle: async ({ trx, context, params, body }) => {
      await adjustScore(trx, context, { id: params.id, ...body });
      return presentLead(found(await findLead(trx, params.id), 'lead'));
    },
  }),
];
