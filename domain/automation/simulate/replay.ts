import { canonicalJson } from '../plan/canonical-json.ts';
import { stepOf } from '../plan/plan-index.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';
import type { ExitRule } from '../definition/definition.ts';
import type { Json } from '../../json.ts';
import type { RecordedRun, RecordedStep, Replayed, ReplayWorld } from './recorded-run.ts';
import { outcomeOf, remember, sameStep, taint } from './replay-decide.ts';
import { ReplayFacts } from './replay-facts.ts';
import type { Untold } from './replay-facts.ts';

type Found = Omit<Replayed, 'followed' | 'otherwise'>;

/**
 * Sends what is known of a past run through another plan, step by step beside the plan it ran with, up to the first difference. Nothing
 * is guessed: where the other plan hangs on what was not kept, or on what only doing it would tell, the answer is that it is not known.
 */
export function replay(run: RecordedRun, plan: Plan, world: ReplayWorld): Replayed {
  const facts = new ReplayFacts(run, world, plan);
  const walk: Walk = { run, plan, world, facts, followed: 0, otherwise: [] };
  const found = beginning(walk) ?? earlier(alongTheWay(walk), leaving(walk));
  const none = { result: 'same', code: null, step: null, was: null, wouldBe: null, because: [], at: null } as const;
  return { ...(found ?? none), followed: walk.followed, otherwise: walk.otherwise };
}

interface Walk {
  readonly run: RecordedRun;
  readonly plan: Plan;
  readonly world: ReplayWorld;
  readonly facts: ReplayFacts;
  followed: number;
  readonly otherwise: string[];
}

const same = (one: unknown, other: unknown): boolean => canonicalJson(one as Json) === canonicalJson(other as Json); // parts of plans are JSON

function difference(code: Found['code'], parts: Partial<Found>): Found {
  return { result: 'different', code, step: null, was: null, wouldBe: null, because: [], at: null, ...parts };
}

function untold({ code, because }: Omit<Untold, 'known'>, step: string | null, at: string | null): Found {
  return { result: 'unknown', code, step, was: null, wouldBe: null, because, at };
}

/** Whether it would have begun, and with which step. */
function beginning({ run, plan, facts }: Walk): Found | null {
  const at = run.startedAt;
  const { trigger, enrollment } = plan;
  if (run.source === 'event') {
    const type = typeof run.event?.['type'] === 'string' ? run.event['type'] : '';
    if (!trigger.events.includes(type)) return difference('trigger', { was: type, at });
    if (trigger.filter !== null && !same(trigger.filter, run.plan.trigger.filter)) {
      const told = facts.holds(trigger.filter, at, run.enrolment);
      if (!told.known) return untold(told, null, at);
      if (!told.value) return difference('trigger', { was: type, because: told.because, at });
    }
  }
  if (enrollment.filter !== null && !same(enrollment.filter, run.plan.enrollment.filter)) {
    const told = facts.holds(enrollment.filter, at, run.enrolment);
    if (!told.known) return untold(told, null, at);
    if (!told.value) return difference('filter', { because: told.because, at });
  }
  // A person may have begun it anywhere.
  if (run.moved) return untold({ code: 'moved', because: [] }, null, at);
  return run.plan.entry === plan.entry ? null : difference('entry', { was: run.plan.entry, wouldBe: plan.entry, at });
}

function alongTheWay(walk: Walk): Found | null {
  const reached = new Set(walk.run.plan.entry === null ? [] : [walk.run.plan.entry]);
  for (const { id, type, next } of walk.run.plan.steps) {
    if (type === 'flow.goal') reached.add(id);
    // Reminders are gone through while their wait is still open.
    if (typeof next['remind'] === 'string') reached.add(next['remind']);
  }
  for (const recorded of walk.run.steps) {
    const at = recorded.finishedAt ?? recorded.startedAt;
    const old = stepOf(walk.run.plan, recorded.step);
    // No way of its plan leads there: somebody let it go on from another step.
    if (old === undefined || !reached.has(old.id)) return untold({ code: 'moved', because: [] }, recorded.step, at);
    for (const next of Object.values(old.next)) if (next !== null) reached.add(next);
    const found = atStep(walk, recorded, old, at);
    if (found !== null) return found;
  }
  return null;
}

function atStep(walk: Walk, recorded: RecordedStep, old: PlanStep, at: string): Found | null {
  const { plan, facts, run } = walk;
  const now = stepOf(plan, recorded.step);
  if (now === undefined || now.type !== old.type) return difference('next', { step: recorded.step, was: recorded.step, at });
  const unchanged = sameStep(old, now) && !readsTainted(facts, now);
  if (!unchanged && isRepeated(run, recorded)) return untold({ code: 'loop', because: [] }, now.id, at);
  remember(facts, now.type, recorded);
  if (recorded.outcome === null)
    return unchanged || recorded.status !== 'failed' ? null : untold({ code: 'outside', because: [] }, now.id, at);
  if (!unchanged) {
    const told = outcomeOf(now, { run, world: walk.world, facts, recorded });
    if (!told.known) return untold(told, now.id, at);
    if (told.value !== recorded.outcome) {
      return difference('outcome', { step: now.id, was: recorded.outcome, wouldBe: told.value, because: told.because, at });
    }
    walk.otherwise.push(now.id);
    taint(facts, run.subject.type, [old, now]);
  }
  const ways =
    now.type === 'flow.parallel' || now.type === 'flow.for_each' ? Object.keys({ ...old.next, ...now.next }) : [recorded.outcome];
  for (const way of ways) {
    const [was, wouldBe] = [old.next[way] ?? null, now.next[way] ?? null];
    if (was !== wouldBe) return difference('next', { step: now.id, was, wouldBe, at });
  }
  walk.followed += 1;
  return null;
}

/** A step that reads what another setting has made otherwise decides anew, though nobody has touched it. */
function readsTainted({ tainted }: ReplayFacts, { config, type }: PlanStep): boolean {
  if (tainted.size === 0 || !/^(flow\.(if|switch|set_variable|for_each)|wait\.until_date|record\.find)$/.test(type)) return false;
  const text = JSON.stringify(config);
  return [...tainted].some((one) => {
    const [root, step] = one.split('.');
    return root === 'steps' ? text.includes(`"${step ?? ''}"`) : text.includes(`"${one}"`) || text.includes(`"${one}.`);
  });
}

/** Results are kept by step: of several rounds it is not known which was which. */
function isRepeated(run: RecordedRun, { step }: RecordedStep): boolean {
  return run.plan.steps.some((one) => one.type === 'flow.for_each') && run.steps.filter((one) => one.step === step).length > 1;
}

/** Exit rules: the one it left by may be gone, a new one may have met it before. */
function leaving({ run, plan, world }: Walk): Found | null {
  const facts = new ReplayFacts(run, world, plan);
  const kept = (rule: ExitRule): boolean => run.plan.exit.some((one) => same(one, rule));
  const found = plan.exit.filter((rule) => !kept(rule)).map((rule) => metBy(rule, run, facts));
  const gone =
    run.status === 'exited' &&
    run.plan.exit.some((one) => one.reason === run.reason) &&
    !plan.exit.some((one) => one.reason === run.reason);
  const stays = gone ? [difference('exit_gone', { was: run.reason, at: run.endedAt })] : [];
  return [...found, ...stays].reduce<Found | null>(earlier, null);
}

function metBy(rule: ExitRule, run: RecordedRun, facts: ReplayFacts): Found | null {
  const until = run.endedAt ?? '9999';
  const would = (at: string, because: Replayed['because']): Found => difference('exit_new', { wouldBe: rule.reason, because, at });
  if (rule.kind === 'event') {
    if (!run.eventsComplete) return untold({ code: 'not_recorded', because: [] }, null, run.startedAt);
    for (const event of run.events) {
      if (event.occurredAt < run.startedAt || event.occurredAt > until || !rule.events.includes(event.type)) continue;
      if (event.actor.kind === 'automation' && event.actor.runId === run.id) continue;
      const told = rule.when === null ? null : facts.holds(rule.when, event.occurredAt, null, event);
      if (told !== null && !told.known) return untold(told, null, event.occurredAt);
      if (told === null || told.value) return would(event.occurredAt, told?.because ?? [{ path: event.type, value: event.occurredAt }]);
    }
    return null;
  }
  // It was asked whenever the run went on.
  for (const { startedAt } of run.steps) {
    const told = facts.holds(rule.when, startedAt, null);
    if (!told.known) return untold(told, null, startedAt);
    if (told.value) return would(startedAt, told.because);
  }
  return null;
}

/** What comes first counts; at one instant, what the steps say. */
function earlier(one: Found | null, other: Found | null): Found | null {
  if (one === null || other === null) return one ?? other;
  return other.at !== null && (one.at === null || other.at < one.at) ? other : one;
}
