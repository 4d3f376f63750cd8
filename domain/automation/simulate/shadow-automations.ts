import { addBusinessTime } from '../../calendar/business-time.ts';
import { evaluate } from '../../expressions/evaluate.ts';
import { addMilliseconds, millisecondsOf } from '../../time.ts';
import type { RejectionRule } from '../enrolment-rules.ts';
import { rejectionSentences, takenOver } from '../enrolment-rules.ts';
import type { Plan } from '../plan/plan.ts';
import { suppressedBy } from '../suppression.ts';
import { hoursFor } from '../nodes/hours.ts';
import type { ConfigOf } from '../nodes/registry.ts';
import { recordAbout } from '../nodes/wait-for-event.ts';
import type { StepResult } from '../run/run-types.ts';
import type { SimulatedAutomation } from './scenario.ts';
import type { ShadowRun } from './shadow-run.ts';

/** How long a chain of automations that start each other may get, as outside. */
const deepestCause = 8;

/**
 * Begins a run of another automation for the same record, by the rules of enrolment as far as the simulation knows them: what the record
 * has been through before is not asked. Runs for other records are taken to be done: their world is not this one's.
 */
export function runAutomation(config: ConfigOf<'flow.run_automation'>, run: ShadowRun): StepResult {
  const ref = recordAbout(config.about, { facts: run.facts(), subject: run.subject });
  if (ref === null) return { kind: 'fail', reason: 'The record does not exist: the step that finds or makes it did not.' };
  const { automationId } = config;
  if (automationId === run.automationId) return { kind: 'fail', reason: 'An automation cannot run itself.' };
  const inputs = { automation: automationId, record: { ...ref } };
  const { automations } = run.world;
  if (automations === undefined || ref.id !== run.subject.id) {
    return { kind: 'done', outcome: config.wait === null ? 'next' : 'finished', inputs };
  }
  const other = Object.hasOwn(automations, automationId) ? automations[automationId] : undefined;
  const rule = other === undefined ? 'not_live' : refusal(automationId, other, run);
  if (other === undefined || rule !== null) {
    return { kind: 'done', outcome: 'not_started', inputs, output: { reason: rejectionSentences[rule ?? 'not_live'] } };
  }
  if (other.plan.subject !== ref.type) return { kind: 'fail', reason: `"${other.name}" is about another kind of record.`, inputs };
  const begun = run.begin(automationId, other);
  if (config.wait === null) return { kind: 'done', outcome: 'next', inputs };
  const event = { record: ref, types: ['run.ended'], onEvent: 'finished', about: begun.runId };
  const open = { kind: 'wait', onDeadline: 'timed_out', event, inputs } as const;
  if (config.wait.business !== true) return { ...open, deadline: addMilliseconds(run.now, millisecondsOf(config.wait)) };
  const due = addBusinessTime(hoursFor(run, config.wait.whose), run.now, config.wait);
  return due.ok ? { ...open, deadline: due.instant } : { kind: 'fail', reason: due.problem, inputs };
}

function refusal(automationId: string, { name, plan }: SimulatedAutomation, run: ShadowRun): RejectionRule | null {
  if (run.depth + 1 > deepestCause) return 'cause_depth';
  const { filter, whileActive, reenroll } = plan.enrollment;
  if (filter !== null && !evaluate(filter, run.facts(null)).result) return 'filter';
  if (suppressedBy(plan, run.facts(null)) !== null) return 'suppressed';
  const before = run.runs.filter((one) => one.automationId === automationId);
  const active = before.filter((one) => one.state.ended === null);
  if (active.length > 0 && (whileActive === 'ignore' || (whileActive === 'beside' && reenroll === 'after_end'))) return 'active';
  if (before.length > 0 && reenroll === 'never') return 'already_enrolled';
  if (before.length >= plan.settings.loopGuard.max) return 'loop_rate';
  const { exclusive } = plan.enrollment;
  const holders = run.runs.filter((one) => one.automationId !== automationId && one.state.ended === null && sharesGroup(one.plan, plan));
  const goesSecond = (one: ShadowRun): boolean =>
    one !== run && (one.plan.enrollment.exclusive?.priority ?? 0) < (exclusive?.priority ?? 0);
  if (!holders.every(goesSecond)) return 'exclusive';
  for (const one of holders) one.take({ type: 'exit', status: 'exited', reason: takenOver(name) });
  if (whileActive === 'restart') {
    for (const one of active) one.take({ type: 'exit', status: 'exited', reason: 'A new event began it anew.' });
  }
  return null;
}

function sharesGroup(one: Plan, other: Plan): boolean {
  const group = one.enrollment.exclusive?.group;
  return group !== undefined && group === other.enrollment.exclusive?.group;
}
