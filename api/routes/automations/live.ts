import { noteHidden } from '../../../db/queries/seeing-fields.ts';
import { liveVersion } from '../../../commands/automations/enrol-manually.ts';
import { judge } from '../../../commands/automations/enrol.ts';
import { loadCompileContext } from '../../../commands/automations/lib/compile-context.ts';
import { loadPlans } from '../../../commands/automations/lib/plans.ts';
import { nameOf } from '../../../commands/records/name-of.ts';
import { impactPlan } from '../../../commands/operations/impact-plan.ts';
import { compileWorld } from '../../../commands/operations/matching-filter.ts';
import { startOperation } from '../../../commands/operations/operation-row.ts';
import { tenantCalendar } from '../../../commands/runs/lib/reopen-waits.ts';
import { planHasProblems } from '../../../commands/automations/publish.ts';
import { heldByPause, unsentMessages } from '../../../db/queries/find-automations.ts';
import { countRecords, listRecords } from '../../../db/queries/lists/list-records.ts';
import { findRecordNames } from '../../../db/queries/record-names.ts';
import { openedOf } from '../../../db/opening.ts';
import { compile } from '../../../domain/automation/compile/compile.ts';
import { rejectionSentence, rejectionSentences } from '../../../domain/automation/enrolment-rules.ts';
import { messagesFrom } from '../../../domain/automation/operations/impact.ts';
import { stepOf } from '../../../domain/automation/plan/plan-index.ts';
import { nextWindow } from '../../../domain/calendar/business-time.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import * as contract from '../../contracts/impact.ts';
import * as operations from '../../contracts/operations.ts';
import type { Route } from '../../lib/route.ts';
import { plainRoute, readRoute, writeRoute } from '../../lib/route.ts';
import { automationPolicy } from '../../policies/automations.ts';
import { presentOperation } from '../operations/present.ts';
import { presentImpact, readAutomation } from './present.ts';

/** How many of a selection are judged one by one before somebody decides. */
const mostJudged = 1_000;
const mostShown = 100;
const mostCounted = 10_000;

/** What publishing, resuming and enrolling would do, before it is done; and enrolling many. */
export const liveRoutes: readonly Route[] = [
  readRoute(contract.impactOfPublish, {
    policy: automationPolicy.read,
    handle: async ({ trx, params, body, principal }) => {
      const { draft, nextNumber } = await readAutomation(trx, params.id);
      const { context } = await loadCompileContext(trx, principal.tenantId);
      const compiled = compile(draft, context);
      if (compiled.plan === null) throw planHasProblems(compiled);
      const plan = await impactPlan(
        trx,
        { tenantId: principal.tenantId, now: openedOf(trx).now },
        { automationId: params.id, to: compiled.plan, choices: body.runs ?? null },
      );
      return presentImpact(plan, compiled.plan, nextNumber);
    },
  }),

  readRoute(contract.catchUpOfResume, {
    policy: automationPolicy.read,
    handle: async ({ trx, params, principal }) => {
      await readAutomation(trx, params.id);
      const held = await heldByPause(trx, params.id);
      const plans = await loadPlans(
        trx,
        principal.tenantId,
        held.map((row) => row.planHash),
      );
      const { calendar } = await tenantCalendar(trx, principal.tenantId);
      const open = nextWindow(calendar, openedOf(trx).now.toISOString());
      const steps = held.map(({ version, planHash, step, runs }) => {
        const plan = plans.get(planHash);
        const at = plan === undefined || step === null ? undefined : stepOf(plan, step);
        const each = plan === undefined || step === null ? 0 : messagesFrom(plan, step);
        return {
          version,
          step,
          title: at?.title ?? step ?? '',
          number: at?.number ?? null,
          type: at?.type ?? null,
          runs,
          messages: each * runs,
        };
      });
      return {
        held: held.reduce((sum, row) => sum + row.runs, 0),
        steps,
        messages: steps.reduce((sum, row) => sum + row.messages, 0),
        waitingMessages: await unsentMessages(trx, params.id),
        nextWindow: open.ok ? open.instant : null,
      };
    },
  }),

  plainRoute(operations.previewEnrolment, {
    policy: automationPolicy.enrol,
    handle: async ({ deps, params, body, principal }) => {
      if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
      const { tenantId, ownersSeen } = principal;
      const { selection } = body;
      const world = await deps.db.readTenant(tenantId, async (trx) => {
        await noteHidden(trx, principal.fieldsHidden);
        return compileWorld(trx, tenantId, params.id, selection.kind === 'matching' ? selection.filter : undefined);
      });
      const matching =
        selection.kind === 'ids'
          ? new Set(selection.ids).size
          : await countRecords(deps.db, tenantId, world.subject, world.query, ownersSeen, mostCounted);
      const ids =
        selection.kind === 'ids'
          ? [...new Set(selection.ids)].slice(0, mostJudged)
          : await firstMatching(deps, tenantId, world, ownersSeen);
      return deps.db.readTenantAs(tenantId, ownersSeen, async (trx) => {
        const live = await liveVersion(trx, { tenantId }, params.id);
        const names = await findRecordNames(trx, ids);
        // Whoever may not see a record is told no more than that it is not there.
        const candidates = ids.map((id) => ({
          live,
          subject: names.has(id) ? { type: world.subject, id } : null,
          source: 'manual' as const,
          event: null,
        }));
        const answer = await judge(trx, { tenantId, now: openedOf(trx).now }, candidates);
        const why = new Map(answer.rejected.map((one) => [one.candidate, one]));
        const counts = new Map<(typeof answer.rejected)[number]['rule'], number>();
        for (const { rule } of answer.rejected) counts.set(rule, (counts.get(rule) ?? 0) + 1);
        return {
          matching,
          capped: matching >= mostCounted,
          lookedAt: ids.length,
          enters: answer.enters.length,
          refused: [...counts].map(([rule, records]) => ({ rule, detail: rejectionSentences[rule], records })),
          items: candidates.slice(0, mostShown).map((candidate, index) => {
            const id = ids[index] ?? '';
            const named = names.get(id);
            const rejection = why.get(candidate);
            return {
              record: { type: world.subject, id, name: named === undefined ? '' : nameOf(named) },
              outcome: rejection === undefined ? ('enrolled' as const) : ('rejected' as const),
              rule: rejection?.rule ?? null,
              detail: rejection === undefined ? null : rejectionSentence(rejection.rule, rejection.details),
              details: rejection?.details ?? null,
            };
          }),
        };
      });
    },
  }),

  writeRoute(operations.enrolMany, {
    policy: automationPolicy.enrol,
    handle: async ({ trx, context, params, body, principal }) => {
      // What no list can answer is refused now and not by the job.
      await compileWorld(trx, context.tenantId, params.id, body.selection.kind === 'matching' ? body.selection.filter : undefined);
      const { selection, pace } = body;
      const request = { kind: 'enrol', selection, pace } as const;
      const row = await startOperation(trx, context, { automationId: params.id, request, ownersSeen: principal.ownersSeen });
      return presentOperation(trx, row.id);
    },
  }),
];

async function firstMatching(
  deps: Parameters<Parameters<typeof plainRoute>[1]['handle']>[0]['deps'],
  tenantId: Parameters<typeof listRecords>[1],
  world: Awaited<ReturnType<typeof compileWorld>>,
  ownersSeen: Parameters<typeof listRecords>[4],
): Promise<string[]> {
  const page = await listRecords(deps.db, tenantId, world.subject, { limit: mostJudged, sort: 'createdAt', ...world.query }, ownersSeen);
  return page.items.map((item) => item.id);
}
