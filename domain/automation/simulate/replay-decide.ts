import type { Condition } from '../../expressions/ast.ts';
import type { JsonObject } from '../../json.ts';
import { bindNode } from '../nodes/bind.ts';
import { asksForHours } from '../nodes/hours.ts';
import { isControlNode } from '../nodes/node-types.ts';
import type { ControlNodeType } from '../nodes/node-types.ts';
import { configOf, decideStep } from '../nodes/registry.ts';
import { canonicalJson } from '../plan/canonical-json.ts';
import type { PlanStep } from '../plan/plan.ts';
import type { RecordedRun, RecordedStep, ReplayWorld } from './recorded-run.ts';
import type { ReplayFacts, Told, Untold } from './replay-facts.ts';

interface Place {
  readonly run: RecordedRun;
  readonly world: ReplayWorld;
  readonly facts: ReplayFacts;
  readonly recorded: RecordedStep;
}

const nothing: Condition = { kind: 'all', of: [] };
const unknown = (code: Untold['code']): Untold => ({ known: false, code, because: [] });

/** Whether two steps do the same, however they are called. */
export function sameStep(old: PlanStep | undefined, now: PlanStep): boolean {
  return old !== undefined && old.type === now.type && canonicalJson(old.config) === canonicalJson(now.config);
}

/** Effects whose way out hangs on the world they find: with other settings only doing it would tell. */
const lookOutside: ReadonlySet<string> = new Set([
  'record.find',
  'record.create',
  'record.move_stage',
  'flow.run_automation',
  'http.request',
  'flow.for_each',
  'flow.join',
  'flow.goal',
]);

/** By which outcome the run would leave a step whose settings are others now. */
export function outcomeOf(step: PlanStep, place: Place): Told<string> {
  const { facts, recorded } = place;
  const as = (value: string): Told<string> => ({ known: true, value, because: [] });
  if (lookOutside.has(step.type)) return unknown('outside');
  switch (step.type) {
    case 'flow.if': {
      const told = facts.holds(configOf(step, 'flow.if').condition, recorded.startedAt, recorded.evaluation);
      return told.known ? { ...told, value: told.value ? 'yes' : 'no' } : told;
    }
    case 'flow.switch':
      return chosen(step, place);
    case 'wait.for_event':
      return awaited(step, place);
    case 'flow.set_variable': {
      const told = decided(step, place);
      // It goes on whatever the values are; who reads them later does not know them.
      if (!told.known) for (const { name } of configOf(step, 'flow.set_variable').variables) facts.tainted.add(`vars.${name}`);
      return told.known || recorded.outcome === null ? told : as(recorded.outcome);
    }
    case 'flow.split':
    case 'wait.until_date':
      return decided(step, place);
    default:
      // Whoever left it by an error might not have, with other settings.
      return recorded.outcome === null || recorded.outcome === 'error' ? unknown('outside') : as(recorded.outcome);
  }
}

function chosen(step: PlanStep, { facts, recorded }: Place): Told<string> {
  const because: Untold['because'][number][] = [];
  for (const branch of configOf(step, 'flow.switch').branches) {
    const told = facts.holds(branch.when ?? nothing, recorded.startedAt, recorded.evaluation);
    if (!told.known) return told;
    because.push(...told.because);
    if (told.value) return { known: true, value: branch.id, because };
  }
  return { known: true, value: 'else', because };
}

/** Decides as the engine does, if everything that the step reads is known. */
function decided(step: PlanStep, { run, world, facts, recorded }: Place): Told<string> {
  const bound = bindNode(step.type, step.config);
  const values = bound.ok ? (bound.bound.references.values ?? []).map((one) => one.value.expression) : [];
  const told = facts.factsFor(values, recorded.startedAt);
  if (!told.known) return told;
  if (!isControl(step)) return unknown('outside');
  const seed = `${run.automationId}/${step.id}`;
  const result = decideStep(step, { facts: told.value, subject: run.subject, calendar: world.calendar, seed });
  if (result.kind === 'fail') return unknown('outside');
  if (result.kind === 'wait') return { known: true, value: result.onDeadline, because: [] };
  if (result.kind === 'done' && result.variables !== undefined) facts.variables = { ...facts.variables, ...result.variables };
  return { known: true, value: result.outcome, because: [] };
}

/** The events of the time say whether another wait would have got what it waits for before it gives up. */
function awaited(step: PlanStep, { run, world, facts, recorded }: Place): Told<string> {
  const config = configOf(step, 'wait.for_event');
  const { startedAt } = recorded;
  if (config.about.kind !== 'subject' || config.since !== null || !run.eventsComplete) return unknown('not_recorded');
  // Whose record it was then, and which hours they had, is not kept.
  if (asksForHours(step.config)) return unknown('outside');
  const told = facts.factsFor([], startedAt);
  if (!told.known || !isControl(step)) return unknown('outside');
  const result = decideStep(step, { facts: told.value, subject: run.subject, calendar: world.calendar, seed: '' });
  if (result.kind !== 'wait') return unknown('outside');
  const { deadline } = result;
  for (const event of run.events) {
    if (event.occurredAt < startedAt || !config.events.includes(event.type)) continue;
    if (deadline !== null && event.occurredAt > deadline) break;
    if (event.actor.kind === 'automation' && event.actor.runId === run.id) continue;
    const fits = config.filter === null ? null : facts.holds(config.filter, event.occurredAt, null, event);
    if (fits !== null && !fits.known) return fits;
    if (fits === null || fits.value) return { known: true, value: 'happened', because: [{ path: event.type, value: event.occurredAt }] };
  }
  if (deadline === null || deadline > world.now) return unknown('future');
  return { known: true, value: 'timed_out', because: [{ path: 'deadline', value: deadline }] };
}

/** What a step with other settings writes or answers is not what it was: nobody can say what it would be. */
export function taint(facts: ReplayFacts, subject: string, steps: readonly (PlanStep | undefined)[]): void {
  for (const step of steps) {
    if (step === undefined) continue;
    if (step.category !== 'flow' && step.category !== 'wait') facts.tainted.add(`steps.${step.id}`);
    if (step.type === 'record.assign') for (const field of ['ownerUserId', 'owner']) facts.tainted.add(`${subject}.${field}`);
    if (step.type === 'record.add_tag' || step.type === 'record.remove_tag') facts.tainted.add(`${subject}.tags`);
    if (step.type === 'record.move_stage') facts.tainted.add(`${subject}.stageId`);
    const bound = bindNode(step.type, step.config);
    if (bound.ok) for (const { value } of bound.bound.references.writes ?? []) facts.tainted.add(value);
  }
}

/** What the step gave then. */
export function remember(facts: ReplayFacts, type: string, { step, output }: RecordedStep): void {
  facts.outputs[step] = output;
  if (type === 'flow.set_variable') facts.variables = { ...facts.variables, ...(output satisfies JsonObject) };
}

function isControl(step: PlanStep): step is PlanStep & { readonly type: ControlNodeType } {
  return isControlNode(step.type);
}
