import { literal, runTogether } from '../../db/opening.ts';
import { pathsOfCondition } from '../../domain/expressions/paths.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockNames, tryLockNames } from '../lib/advisory-locks.ts';
import { endForRestart, longestQueue } from './lib/answers.ts';
import type { Admitted, Candidate, Rejection, TenantFacts } from './lib/enrolment.ts';
import { admit, isRejection, runsBeside, triggerMatches } from './lib/enrolment.ts';
import { loadRecords } from './lib/load-records.ts';
import type { EnrolledRun } from './lib/write-enrolments.ts';
import { runName, writeEnrolments } from './lib/write-enrolments.ts';

export interface EnrolResult {
  readonly enrolled: readonly EnrolledRun[];
  readonly rejected: readonly Rejection[];
}

/**
 * The one way into an automation, for events, people and programs alike; set-based, so that the relay enrols a whole turn at once.
 * A candidate becomes a run (queued, or held while the automation is paused) or a rejection with the rule that said no.
 *
 * What depends on other runs is looked at under an advisory lock on (automation, key), which a run's end takes too; a partial unique
 * index stands behind it.
 */
export async function enrol(
  trx: TenantTrx,
  context: CommandContext,
  candidates: readonly Candidate[],
  { locks = 'wait' }: { readonly locks?: 'wait' | 'try' } = {},
): Promise<EnrolResult> {
  if (candidates.length === 0) return { enrolled: [], rejected: [] };
  const tenant = await tenantFacts(trx, context);
  const records = await loadRecords(trx, context.tenantId, subjectsOf(candidates), readsOf(candidates));
  const matched = candidates.filter((candidate) => triggerMatches(candidate, records, tenant));
  const answers = matched.map((candidate) => admit(candidate, records, tenant));
  const admitted = answers.filter((answer): answer is Admitted => !isRejection(answer));
  const rejected = answers.filter(isRejection);
  const decided = await decideUnderLock(trx, context, admitted, locks);
  const enrolled = await writeEnrolments(trx, context, {
    matched,
    admitted: decided.admitted,
    rejected: [...rejected, ...decided.rejected],
  });
  return { enrolled, rejected: [...rejected, ...decided.rejected] };
}

/** What `enrol` would answer at this moment, without locks and without a trace. */
export async function judge(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId' | 'now'>,
  candidates: readonly Candidate[],
): Promise<{ readonly enters: readonly Admitted[]; readonly rejected: readonly Rejection[] }> {
  if (candidates.length === 0) return { enters: [], rejected: [] };
  const tenant = await tenantFacts(trx, context);
  const records = await loadRecords(trx, context.tenantId, subjectsOf(candidates), readsOf(candidates));
  const answers = candidates.map((candidate) => admit(candidate, records, tenant));
  const admitted = answers.filter((answer): answer is Admitted => !isRejection(answer));
  const histories = admitted.length === 0 ? [] : await readHistories(trx, context, admitted);
  const refusals = admitted.map((one, place) => refuse(one, histories[place] ?? { active: false, before: false, recent: 0, queued: 0 }));
  return {
    enters: admitted.filter((_one, place) => refusals[place] === null),
    rejected: [...answers.filter(isRejection), ...refusals.filter((one) => one !== null)],
  };
}

interface KeyHistory {
  readonly place: number;
  readonly active: boolean;
  readonly before: boolean;
  readonly recent: number;
  readonly queued: number;
}

async function decideUnderLock(
  trx: TenantTrx,
  context: CommandContext,
  admitted: readonly Admitted[],
  locks: 'wait' | 'try',
): Promise<{ admitted: readonly Admitted[]; rejected: readonly Rejection[] }> {
  if (admitted.length === 0) return { admitted, rejected: [] };
  await (locks === 'wait' ? lockNames : tryLockNames)(trx, admitted.flatMap(locksOf));
  // A statement of its own after the lock: it sees what the transaction that had the lock has committed.
  const histories = await readHistories(trx, context, admitted);
  const taken = new Map<string, { active: boolean; before: boolean }>();
  const entered = new Map<string, number>();
  const rejected: Rejection[] = [];
  const restarts: Admitted[] = [];
  const kept: Admitted[] = [];
  admitted.forEach((asked, place) => {
    let one = asked;
    const { live } = one.candidate;
    const name = runName(live.automationId, one.key);
    const guarded = `${live.automationId}/${one.subject.id}`;
    const history = histories[place] ?? { place, active: false, before: false, recent: 0, queued: 0 };
    const here = taken.get(name);
    const rejection = refuse(one, {
      active: history.active || here?.active === true,
      before: history.before || here?.before === true,
      recent: history.recent + (entered.get(guarded) ?? 0),
      queued: history.queued + (live.plan.enrollment.whileActive === 'queue' ? kept.filter((other) => isOfKey(other, one)).length : 0),
    });
    if (rejection !== null) {
      rejected.push(rejection);
      return;
    }
    const { whileActive } = live.plan.enrollment;
    if (whileActive === 'restart' && history.active && here === undefined) restarts.push(one);
    if (whileActive === 'restart' && here?.active === true) {
      const [earlier] = kept.splice(
        kept.findIndex((other) => isOfKey(other, one)),
        1,
      );
      if (earlier !== undefined) rejected.push({ candidate: earlier.candidate, rule: 'superseded', key: earlier.key, details: {} });
    }
    if (whileActive === 'queue' && (history.active || here?.active === true)) one = { ...one, waitsTurn: true };
    taken.set(name, { active: true, before: true });
    entered.set(guarded, (entered.get(guarded) ?? 0) + 1);
    kept.push(one);
  });
  await endForRestart(trx, context, restarts);
  return { admitted: kept, rejected };
}

function isOfKey(one: Admitted, other: Admitted): boolean {
  return one.candidate.live.automationId === other.candidate.live.automationId && one.key === other.key;
}

/** The key decides who else is active; the loop guard counts by record, whatever the key. */
function locksOf({ candidate, key, subject }: Admitted): readonly string[] {
  const { automationId } = candidate.live;
  return key === subject.id ? [runName(automationId, key)] : [runName(automationId, key), runName(automationId, subject.id)];
}

function refuse(one: Admitted, history: Omit<KeyHistory, 'place'>): Rejection | null {
  const { enrollment, settings } = one.candidate.live.plan;
  const no = (rule: Rejection['rule'], details: Rejection['details']): Rejection => ({
    candidate: one.candidate,
    rule,
    key: one.key,
    details,
  });
  if (history.active && enrollment.whileActive === 'queue' && history.queued >= longestQueue)
    return no('queue_full', { most: longestQueue });
  const refused = enrollment.whileActive === 'ignore' || (enrollment.whileActive === 'beside' && !runsBeside(one));
  if (history.active && refused) return no('active', { whileActive: enrollment.whileActive });
  if (history.before && enrollment.reenroll === 'never') return no('already_enrolled', { reenroll: enrollment.reenroll });
  const { max, perHours } = settings.loopGuard;
  if (history.recent >= max) return no('loop_rate', { enrolled: history.recent, max, perHours });
  return null;
}

async function readHistories(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId' | 'now'>,
  admitted: readonly Admitted[],
): Promise<readonly KeyHistory[]> {
  const asked = admitted.map((one, place) => ({
    place,
    automation: one.candidate.live.automationId,
    key: one.key,
    subject: one.subject.id,
    hours: one.candidate.live.plan.settings.loopGuard.perHours,
  }));
  const tenantId = `${literal(context.tenantId)}::uuid`;
  const [result] = await runTogether(trx, [
    `select a.place,
       exists (select from runs r where r.tenant_id = ${tenantId} and r.automation_id = a.automation and r.key = a.key and r.ended_at is null) as active,
       exists (select from enrolments e where e.tenant_id = ${tenantId} and e.automation_id = a.automation and e.key = a.key) as before,
       (select count(*)::int from enrolments e where e.tenant_id = ${tenantId} and e.automation_id = a.automation and e.subject_id = a.subject
          and e.enrolled_at > ${literal(context.now)}::timestamptz - make_interval(hours => a.hours)) as recent,
       (select count(*)::integer from runs q where q.tenant_id = ${tenantId} and q.automation_id = a.automation and q.key = a.key and q.waits_turn and q.ended_at is null) as queued
     from jsonb_to_recordset(${literal(asked)}::jsonb) as a (place int, automation uuid, key text, subject uuid, hours int) order by a.place`,
  ]);
  return (result?.rows ?? []) as readonly KeyHistory[];
}

async function tenantFacts(trx: TenantTrx, context: Pick<CommandContext, 'tenantId' | 'now'>): Promise<TenantFacts> {
  const result: { rows: { name: string; timezone: string }[] } = await trx.raw('select name, timezone from tenants where id = ?', [
    context.tenantId,
  ]);
  const row = result.rows[0];
  return { now: context.now.toISOString(), name: row?.name ?? '', timeZone: row?.timezone ?? 'UTC' };
}

function subjectsOf(candidates: readonly Candidate[]) {
  return candidates.flatMap((candidate) => (candidate.subject === null ? [] : [candidate.subject]));
}

function readsOf(candidates: readonly Candidate[]): ReadonlySet<string> {
  return new Set(
    candidates.flatMap((candidate) => [
      ...candidate.live.plan.trigger.reads,
      ...(candidate.live.plan.enrollment.filter === null ? [] : pathsOfCondition(candidate.live.plan.enrollment.filter)),
    ]),
  );
}
