import type { Transaction } from 'objection';
import { judge } from '../../../commands/automations/enrol.ts';
import type { Candidate } from '../../../commands/automations/lib/enrolment.ts';
import { loadRecords } from '../../../commands/automations/lib/load-records.ts';
import { loadPlans } from '../../../commands/automations/lib/plans.ts';
import { openedOf } from '../../../db/opening.ts';
import { doerOf, lastDecisions, liveAutomations } from '../../../db/queries/explain.ts';
import { findActivePeople, findTenant } from '../../../db/queries/find-simulation-world.ts';
import { listRuns } from '../../../db/queries/find-runs.ts';
import { findRecordNames } from '../../../db/queries/record-names.ts';
import { rejectionRules, rejectionSentence } from '../../../domain/automation/enrolment-rules.ts';
import type { RejectionRule } from '../../../domain/automation/enrolment-rules.ts';
import type { Plan } from '../../../domain/automation/plan/plan.ts';
import { beginningsOf } from '../../../domain/automation/simulate/beginnings.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import { isUuid } from '../../../domain/ids.ts';
import type { TenantId } from '../../../domain/ids.ts';
import type { RecordRef } from '../../../domain/records/record-types.ts';
import type { JsonObject } from '../../../domain/json.ts';
import * as contract from '../../contracts/explain.ts';
import type { Route } from '../../lib/route.ts';
import { readRoute } from '../../lib/route.ts';
import { runPolicy } from '../../policies/automations.ts';
import { presentRuns, readRun } from '../runs/present.ts';

const mostRunsShown = 3;
const lookAheadMs = 2 * 365 * 86_400_000;

/** When a record is due next by the date or schedule of a plan; null for plans that begin by what happens. */
async function nextDueOf(
  trx: Transaction,
  tenantId: TenantId,
  record: RecordRef,
  plans: readonly Plan[],
): Promise<(plan: Plan) => { at: string | null } | null> {
  if (!plans.some((plan) => plan.trigger.type === 'trigger.date' || plan.trigger.type === 'trigger.schedule')) return () => null;
  const json = (await loadRecords(trx, tenantId, [record], new Set())).get(record.id)?.json ?? {};
  const world = { tenant: await findTenant(trx), people: await findActivePeople(trx) };
  const now = openedOf(trx).now.getTime();
  const [from, to] = [new Date(now).toISOString(), new Date(now + lookAheadMs).toISOString()];
  return (plan) => {
    const beginnings = beginningsOf(plan, json, world, from, to);
    return beginnings === null ? null : { at: beginnings[0]?.at ?? null };
  };
}

export const explainRoutes: readonly Route[] = [
  readRoute(contract.explainRecord, {
    policy: runPolicy.read,
    handle: async ({ trx, params, principal }) => {
      const { type, id } = params;
      if (!(await findRecordNames(trx, [id])).has(id)) throw new UserError('not_found', 'There is no such record.');
      const live = await liveAutomations(trx, type);
      const plans = await loadPlans(
        trx,
        principal.tenantId,
        live.map((one) => one.planHash),
      );
      const candidates = new Map<string, Candidate>();
      for (const one of live) {
        const plan = plans.get(one.planHash);
        if (plan === undefined) continue;
        const version = {
          automationId: one.id,
          name: one.name,
          version: one.version,
          planHash: one.planHash,
          plan,
          paused: one.status === 'paused',
        };
        candidates.set(one.id, { live: version, subject: { type, id }, source: 'manual', event: null });
      }
      const answer = await judge(trx, { tenantId: principal.tenantId, now: openedOf(trx).now }, [...candidates.values()]);
      const no = new Map(answer.rejected.map((one) => [one.candidate, one]));
      const decided = new Map((await lastDecisions(trx, id)).map((one) => [one.automationId, one]));
      const due = await nextDueOf(trx, principal.tenantId, { type, id }, [...plans.values()]);
      const runs = await presentRuns(trx, await listRuns(trx, { subjectType: type, subjectId: id, limit: 200, after: null }));
      return {
        items: live.flatMap((one) => {
          const candidate = candidates.get(one.id);
          if (candidate === undefined) return [];
          const last = decided.get(one.id);
          const refused = no.get(candidate);
          return [
            {
              automation: { id: one.id, name: one.name, status: one.status },
              version: one.version,
              trigger: {
                id: candidate.live.plan.trigger.id,
                type: candidate.live.plan.trigger.type,
                config: candidate.live.plan.trigger.config,
              },
              runs: runs.filter((run) => run.automation.id === one.id).slice(0, mostRunsShown),
              last:
                last === undefined
                  ? null
                  : {
                      outcome: last.outcome,
                      at: last.at.toISOString(),
                      eventId: last.eventId,
                      refusal: refusalOf(
                        rejectionRules.find((rule) => rule === last.rule),
                        last.details,
                      ),
                    },
              due: due(candidate.live.plan),
              now: { enters: refused === undefined, refusal: refusalOf(refused?.rule, refused?.details ?? null) },
            },
          ];
        }),
      };
    },
  }),

  readRoute(contract.explainEffect, {
    policy: runPolicy.read,
    handle: async ({ trx, query, principal, deps }) => {
      const valid = query.kind === 'event' ? /^\d{1,18}$/.test(query.id) : isUuid(query.id);
      const doer = valid ? await doerOf(trx, query.kind, query.id) : null;
      if (doer === null) return { run: null, step: null, event: null, because: [], variables: {} };
      const run = await readRun(trx, { tenantId: principal.tenantId, config: deps.config }, doer.runId);
      const {
        steps,
        event,
        variables,
        definition: _d,
        plan: _p,
        ready: _r,
        waits: _w,
        heldStep: _h,
        cause: _c,
        outputs: _o,
        ...summary
      } = run;
      const { workflowId: _i, temporalUrl: _t, liveVersion: _l, ...plain } = summary;
      const visits = steps.filter((step) => step.step === doer.step && Date.parse(step.startedAt) <= doer.at.getTime());
      const step = visits.at(-1) ?? steps.find((one) => one.step === doer.step) ?? null;
      const before = step === null ? [] : steps.slice(0, steps.indexOf(step));
      return {
        run: plain,
        step,
        event,
        because: before.filter((one) => one.evaluation !== null || one.type.startsWith('wait.')),
        variables,
      };
    },
  }),
];

function refusalOf(rule: RejectionRule | undefined, details: JsonObject | null): contract.RecordAutomation['now']['refusal'] {
  return rule === undefined ? null : { rule, detail: rejectionSentence(rule, details), details: details ?? {} };
}
