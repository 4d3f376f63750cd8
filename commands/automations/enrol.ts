import { literal, runTogether } from '../../db/opening.ts';
import { pathsOfCondition } from '../../domain/expressions/paths.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockNames, tryLockNames } from '../lib/advisory-locks.ts';
import { newId } from '../lib/new-id.ts';
import { endReplaced, longestQueue } from './lib/answers.ts';
import { choicesOf, hasRoom, lockCanaries, takeRoom } from './lib/canary-room.ts';
import type { Admitted, Candidate, Rejection, TenantFacts } from './lib/enrolment.ts';
import { admit, isRejection, runsBeside, triggerMatches } from './lib/enrolment.ts';
import { Exclusivity, groupName, holderColumns, locksOfHolders } from './lib/exclusivity.ts';
import type { Holder } from './lib/exclusivity.ts';
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
  const asked = candidates
    .map((candidate) => choicesOf(candidate).filter((choice) => triggerMatches(choice, records, tenant)))
    .filter((choices) => choices.length > 0)
    .map((choices) => choices.map((choice) => admit(choice, records, tenant)));
  const { admitted, rejected } = await decideUnderLock(trx, context, asked, locks);
  const matched = asked.flatMap((answers) => answers.slice(-1).map((answer) => answer.candidate));
  const enrolled = await writeEnrolments(trx, context, { matched, admitted, rejected });
  return { enrolled, rejected };
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
  const asked = candidates.map((candidate) => choicesOf(candidate).map((choice) => admit(choice, records, tenant)));
  const admitted = asked.flat().filter((answer): answer is Admitted => !isRejection(answer));
  const histories = await historiesOf(trx, context, admitted);
  const groups = new Exclusivity({});
  const answer = (one: Admitted, history: KeyHistory) =>
    refuse(one, history) ?? groups.refuse(one, history.holders ?? [], history.group_name);
  const decided = asked.map((answers) => {
    const refused = answers.map((one) => (isRejection(one) ? one : answer(one, histories.get(one) ?? noHistory)));
    return { enters: answers.find((one, place): one is Admitted => !isRejection(one) && refused[place] === null), last: refused.at(-1) };
  });
  return {
    enters: decided.flatMap(({ enters }) => (enters === undefined ? [] : [enters])),
    rejected: decided.flatMap(({ enters, last }) => (enters === undefined && last !== null && last !== undefined ? [last] : [])),
  };
}

interface KeyHistory {
  readonly active: boolean;
  readonly before: boolean;
  readonly recent: number;
  readonly queued: number;
  /** The name of its exclusivity group, and who of the group has the record. */
  readonly group_name: string | null;
  readonly holders: readonly Holder[] | null;
}

const noHistory: KeyHistory = { active: false, before: false, recent: 0, queued: 0, group_name: null, holders: null };

/** Each is asked for the versions it may enter, one after the other, until one takes it; what the last said is its rejection. */
async function decideUnderLock(
  trx: TenantTrx,
  context: CommandContext,
  asked: readonly (readonly (Admitted | Rejection)[])[],
  locks: 'wait' | 'try',
): Promise<{ admitted: readonly Admitted[]; rejected: readonly Rejection[] }> {
  const admitted = asked.flat().filter((answer): answer is Admitted => !isRejection(answer));
  if (admitted.length === 0) return { admitted, rejected: asked.flatMap((answers) => answers.slice(-1).filter(isRejection)) };
  const names = new Set([...admitted.flatMap(locksOf), ...(await locksOfHolders(trx, context.tenantId, admitted))]);
  await (locks === 'wait' ? lockNames : tryLockNames)(trx, [...names]);
  const room = await lockCanaries(trx, context, admitted, locks);
  // A statement of its own after the locks: it sees what the transaction that had them has committed.
  const turn = new Turn(await historiesOf(trx, context, admitted), new Exclusivity(context));
  for (const answers of asked) {
    let last: Rejection | null = null;
    for (const answer of answers) {
      if (!isRejection(answer) && !hasRoom(answer.candidate.live, room, turn.kept)) continue;
      last = isRejection(answer) ? answer : turn.decide(answer);
      if (last === null) break;
    }
    if (last !== null) turn.rejected.push(last);
  }
  const { takeovers } = turn.groups;
  // Somebody came in between the reading of the keys and the locks: whoever has such a key is not waited for.
  const unlocked = takeovers.map(({ holder }) => runName(holder.automationId, holder.key)).filter((name) => !names.has(name));
  if (unlocked.length > 0) await tryLockNames(trx, unlocked);
  await endReplaced(trx, context, turn.restarts, takeovers);
  await takeRoom(trx, context, turn.kept);
  return { admitted: turn.kept, rejected: turn.rejected };
}

/** What one transaction has decided so far: those that come later in it see what the earlier ones got. */
class Turn {
  readonly kept: Admitted[] = [];
  readonly rejected: Rejection[] = [];
  readonly restarts: Admitted[] = [];
  private readonly taken = new Map<string, { active: boolean; before: boolean }>();
  private readonly entered = new Map<string, number>();
  private readonly histories: ReadonlyMap<Admitted, KeyHistory>;
  readonly groups: Exclusivity;

  constructor(histories: ReadonlyMap<Admitted, KeyHistory>, groups: Exclusivity) {
    this.histories = histories;
    this.groups = groups;
  }

  /** Keeps it, or says why not. */
  decide(one: Admitted): Rejection | null {
    const { live } = one.candidate;
    const name = runName(live.automationId, one.key);
    const guarded = `${live.automationId}/${one.subject.id}`;
    const history = this.histories.get(one) ?? noHistory;
    const here = this.taken.get(name);
    const { whileActive, exclusive } = live.plan.enrollment;
    const holders = history.holders ?? [];
    const own = refuse(one, {
      ...history,
      active: history.active || here?.active === true,
      before: history.before || here?.before === true,
      recent: history.recent + (this.entered.get(guarded) ?? 0),
      queued: history.queued + (whileActive === 'queue' ? this.kept.filter((other) => isOfKey(other, one)).length : 0),
    });
    const rejection = own ?? this.groups.refuse(one, holders, history.group_name);
    if (rejection !== null) return rejection;
    if (whileActive === 'restart' && history.active && here === undefined) this.restarts.push(one);
    if (whileActive === 'restart' && here?.active === true) this.supersede(one);
    const waitsTurn = whileActive === 'queue' && (history.active || here?.active === true);
    this.taken.set(name, { active: true, before: true });
    this.entered.set(guarded, (this.entered.get(guarded) ?? 0) + 1);
    const runId = exclusive === undefined ? {} : { runId: newId() };
    const entering = waitsTurn ? { ...one, ...runId, waitsTurn } : { ...one, ...runId };
    for (const replaced of this.groups.enter(entering, holders, history.group_name)) this.forget(replaced);
    this.kept.push(entering);
    return null;
  }

  /** Another automation of its group took the place of one that had been let in earlier. */
  private forget(replaced: Rejection): void {
    this.rejected.push(replaced);
    const place = this.kept.findIndex((other) => other.candidate === replaced.candidate);
    const [one] = place < 0 ? [] : this.kept.splice(place, 1);
    if (one === undefined) return;
    const { automationId } = one.candidate.live;
    this.taken.delete(runName(automationId, one.key));
    const guarded = `${automationId}/${one.subject.id}`;
    this.entered.set(guarded, (this.entered.get(guarded) ?? 1) - 1);
    const restart = this.restarts.findIndex((other) => isOfKey(other, one));
    if (restart >= 0) this.restarts.splice(restart, 1);
  }

  private supersede(by: Admitted): void {
    const place = this.kept.findIndex((other) => isOfKey(other, by));
    const [earlier] = place < 0 ? [] : this.kept.splice(place, 1);
    if (earlier === undefined) return;
    this.groups.leave(earlier);
    this.rejected.push({ candidate: earlier.candidate, rule: 'superseded', key: earlier.key, details: {} });
  }
}

function isOfKey(one: Admitted, other: Admitted): boolean {
  return one.candidate.live.automationId === other.candidate.live.automationId && one.key === other.key;
}

/** The key decides who else is active; the loop guard counts by record, whatever the key. */
function locksOf({ candidate, key, subject }: Admitted): readonly string[] {
  const { automationId } = candidate.live;
  const { exclusive } = candidate.live.plan.enrollment;
  const own = key === subject.id ? [runName(automationId, key)] : [runName(automationId, key), runName(automationId, subject.id)];
  return exclusive === undefined ? own : [...own, groupName(exclusive.group, subject.id)];
}

function refuse(one: Admitted, history: KeyHistory): Rejection | null {
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

async function historiesOf(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId' | 'now'>,
  admitted: readonly Admitted[],
): Promise<ReadonlyMap<Admitted, KeyHistory>> {
  if (admitted.length === 0) return new Map();
  const asked = admitted.map((one, place) => ({
    place,
    automation: one.candidate.live.automationId,
    key: one.key,
    subject: one.subject.id,
    hours: one.candidate.live.plan.settings.loopGuard.perHours,
    group: one.candidate.live.plan.enrollment.exclusive?.group ?? null,
  }));
  const tenantId = `${literal(context.tenantId)}::uuid`;
  const [result] = await runTogether(trx, [
    `select a.place,
       -- Each of these looks into an index of its own; "open, of that key" alone would read every open run of the tenant.
       coalesce((select true from runs r where r.tenant_id = ${tenantId} and r.automation_id = a.automation and r.key = a.key and r.ended_at is null and not r.beside and not r.waits_turn limit 1),
         (select true from runs r where r.tenant_id = ${tenantId} and r.automation_id = a.automation and r.key = a.key and r.ended_at is null and r.waits_turn limit 1),
         (select true from runs r where r.tenant_id = ${tenantId} and r.automation_id = a.automation and r.key = a.key and r.ended_at is null and r.beside limit 1), false) as active,
       (select true from enrolments e where e.tenant_id = ${tenantId} and e.automation_id = a.automation and e.key = a.key limit 1) is not null as before,
       (select count(*)::int from enrolments e where e.tenant_id = ${tenantId} and e.automation_id = a.automation and e.subject_id = a.subject
          and e.enrolled_at > ${literal(context.now)}::timestamptz - make_interval(hours => a.hours)) as recent,
       (select count(*)::integer from runs q where q.tenant_id = ${tenantId} and q.automation_id = a.automation and q.key = a.key and q.waits_turn and q.ended_at is null) as queued,
       ${holderColumns(tenantId)}
     from jsonb_to_recordset(${literal(asked)}::jsonb) as a (place int, automation uuid, key text, subject uuid, hours int, "group" text) order by a.place`,
  ]);
  const rows = (result?.rows ?? []) as readonly KeyHistory[];
  return new Map(admitted.map((one, place) => [one, rows[place] ?? noHistory]));
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
    candidates
      .flatMap(choicesOf)
      .flatMap((candidate) => [
        ...candidate.live.plan.trigger.reads,
        ...(candidate.live.plan.enrollment.filter === null ? [] : pathsOfCondition(candidate.live.plan.enrollment.filter)),
      ]),
  );
}
