import { alertsOfView } from '../../../commands/automations/check-liveness.ts';
import { lockAutomation } from '../../../commands/automations/lib/automation-row.ts';
import { writeAudit } from '../../../commands/audit/write-audit.ts';
import { openedOf } from '../../../db/opening.ts';
import type { LivenessView } from '../../../db/queries/liveness.ts';
import { backlogOf, livenessOf } from '../../../db/queries/liveness.ts';
import { rejectionRules, rejectionSentences } from '../../../domain/automation/enrolment-rules.ts';
import { silentAfter } from '../../../domain/automation/operations/liveness.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import * as contract from '../../contracts/liveness.ts';
import type { Route } from '../../lib/route.ts';
import { readRoute, writeRoute } from '../../lib/route.ts';
import { automationPolicy, runPolicy } from '../../policies/automations.ts';

export const livenessRoutes: readonly Route[] = [
  readRoute(contract.getLiveness, {
    policy: runPolicy.read,
    handle: async ({ trx }) => {
      const { now } = openedOf(trx);
      const { oldestEventAt, oldestStartAt, ...backlog } = await backlogOf(trx);
      const views = await livenessOf(trx);
      return {
        at: now.toISOString(),
        backlog: { ...backlog, oldestEventAt: oldestEventAt?.toISOString() ?? null, oldestStartAt: oldestStartAt?.toISOString() ?? null },
        items: views.map((view) => present(view, now)),
      };
    },
  }),

  writeRoute(contract.setAlerts, {
    policy: automationPolicy.write,
    handle: async ({ trx, context, params, body }) => {
      const row = await lockAutomation(trx, context.tenantId, params.id);
      await trx.raw('update automations set silent_after_hours = ?, updated_at = ? where tenant_id = ? and id = ?', [
        body.silentAfterHours,
        context.now,
        context.tenantId,
        row.id,
      ]);
      await writeAudit(trx, context, { action: 'automation.alerts_set', recordType: 'automation', recordId: row.id, after: { ...body } });
      const [view] = await livenessOf(trx, row.id);
      if (view === undefined) throw new UserError('conflict', 'The automation is not live.', [], { status: row.status });
      return present(view, context.now);
    },
  }),
];

function present(view: LivenessView, now: Date): contract.Liveness {
  return {
    automation: { id: view.id, name: view.name, status: view.status },
    owner: view.owner,
    alerts: [...alertsOfView(view, now)],
    lastMatchAt: view.lastMatchAt?.toISOString() ?? null,
    silentAfterHours: view.silentAfterHours,
    expectedEveryHours: silentAfter(view),
    matched: view.matched,
    enrolled: view.enrolled,
    rejected: view.rejected,
    reasons: view.reasons.flatMap(({ rule, records }) => {
      const known = rejectionRules.find((one) => one === rule);
      return known === undefined ? [] : [{ rule: known, detail: rejectionSentences[known], records }];
    }),
    open: view.open,
    stuck: view.stuck,
    late: view.late,
    ended7d: view.ended7d,
    failed7d: view.failed7d,
  };
}
