import { addBusinessTime } from '../../calendar/business-time.ts';
import type { RecordRef } from '../../records/record-types.ts';
import type { Instant } from '../../time.ts';
import { addMilliseconds, millisecondsOf } from '../../time.ts';
import { hoursFor } from '../nodes/hours.ts';
import { chance } from './chance.ts';
import type { Reaction, ReactionCause, Scenario } from './scenario.ts';
import type { Made, ShadowRun } from './shadow-run.ts';

/** Something somebody will do, unless the run has ended by then or the task is closed. */
export interface Planned {
  readonly at: Instant;
  readonly reaction: Reaction;
  readonly made: Made | null;
}

/** What people will do about one thing: the beginning of the run, a message, a task. */
export function reactionsTo(cause: ReactionCause, run: ShadowRun, scenario: Scenario, made: Made | null): readonly Planned[] {
  return scenario.reactions.flatMap((reaction, index) => {
    if (reaction.to !== cause || (reaction.only !== undefined && reaction.only !== run.subject.id)) return [];
    if (chance(scenario.seed, run.subject.id, index, made?.ref.id ?? 'start') >= reaction.probability) return [];
    const at = after(reaction, run);
    return at === null ? [] : [{ at, reaction, made }];
  });
}

function after({ after: wait }: Reaction, run: ShadowRun): Instant | null {
  if (wait.business !== true) return addMilliseconds(run.now, millisecondsOf(wait));
  const open = addBusinessTime(hoursFor(run, wait.whose), run.now, wait);
  return open.ok ? open.instant : null;
}

/** Lets it happen in the run's world. */
export function happen(run: ShadowRun, { reaction, made }: Planned): void {
  // While anything goes on about the record, people do what they do.
  if (made?.open === false || run.runs.every((one) => one.state.ended !== null)) return;
  const { event, data = {}, set } = reaction;
  if (set !== undefined) run.write(set);
  const isAboutMade = made !== null && (event.startsWith(`${made.kind}.`) || made.kind === 'message');
  const subject: RecordRef = isAboutMade ? made.ref : run.subject;
  if (event === 'touch.logged') closeTasks(run, (task) => task.taskKind === 'first_touch' || task === made);
  if (event === 'task.completed' && made !== null) closeTasks(run, (task) => task === made, false);
  run.happens(event, subject, { data, ...(isAboutMade ? { related: [run.subject] } : {}) });
  run.note({ kind: 'event', step: null, title: event, outcome: null, details: data });
}

/** A touch completes the record's open first-touch tasks, as it does outside. */
function closeTasks(run: ShadowRun, which: (task: Made) => boolean, tell = true): void {
  for (const task of run.made) {
    if (task.kind !== 'task' || !task.open || !which(task)) continue;
    task.open = false;
    if (task.person !== null) run.shared.openTasks.set(task.person, (run.shared.openTasks.get(task.person) ?? 1) - 1);
    if (tell) run.happens('task.completed', task.ref, { related: [run.subject] });
  }
}
