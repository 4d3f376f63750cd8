import type { TaskKind, TaskPriority } from './task-rules.ts';

/** An item that could stand in somebody's priority list. */
export type PriorityCandidate =
  | {
      readonly kind: 'task';
      readonly id: string;
      readonly taskKind: TaskKind;
      readonly priority: TaskPriority;
      readonly dueAt: Date | null;
      readonly createdAt: Date;
    }
  | { readonly kind: 'lead'; readonly id: string; readonly score: number; readonly lastTouchedAt: Date | null; readonly createdAt: Date };

export type PriorityGroup = 'late' | 'today' | 'week' | 'later' | 'no_next_step';
export type RequiredAction = 'log_touch' | 'complete_task' | 'set_next_step';

/** Why an item stands where it stands, as a key of the interface's texts with its values. */
export interface PriorityReason {
  readonly key:
    | 'first_touch_overdue'
    | 'first_touch_due_soon'
    | 'task_overdue'
    | 'first_touch_due'
    | 'task_due_today'
    | 'task_due_this_week'
    | 'task_due_later'
    | 'task_without_due_date'
    | 'lead_never_touched'
    | 'lead_without_next_step';
  readonly params: Readonly<Record<string, string | number>>;
}

export interface Ranked<C extends PriorityCandidate> {
  readonly candidate: C;
  readonly group: PriorityGroup;
  readonly reason: PriorityReason;
  readonly requiredAction: RequiredAction;
  /** Minutes past due, 0 when it is not. */
  readonly overdueMinutes: number;
}

const minuteMs = 60_000;
/** A first touch that falls due within this many minutes is about to be late. */
export const dueSoonMinutes = 60;

const priorityWeight: Readonly<Record<TaskPriority, number>> = { urgent: 0, high: 1, medium: 2, low: 3 };

interface Place {
  readonly band: number;
  /** Within the band, ascending. */
  readonly order: readonly number[];
}

/**
 * The priority list in its order, each item with the reason for its rank: overdue first touches (the longest wait first),
 * first touches about to be late, other overdue tasks by priority and age, what is due today, leads nobody plans to
 * contact (the highest score first), then this week and later. `endOfToday` and `endOfWeek` are instants in the user's zone.
 */
export function rankPriorities<C extends PriorityCandidate>(
  candidates: readonly C[],
  at: { readonly now: Date; readonly endOfToday: Date; readonly endOfWeek: Date },
): readonly Ranked<C>[] {
  const placed = candidates.map((candidate) => {
    const { place, ...ranked } = rank(candidate, at);
    return { place, ranked: { candidate, ...ranked } };
  });
  placed.sort((a, b) => comparePlaces(a.place, b.place) || (a.ranked.candidate.id < b.ranked.candidate.id ? -1 : 1));
  return placed.map((one) => one.ranked);
}

function comparePlaces(a: Place, b: Place): number {
  if (a.band !== b.band) return a.band - b.band;
  for (let index = 0; index < a.order.length; index += 1) {
    const difference = (a.order[index] ?? 0) - (b.order[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

type RankedPlace = Omit<Ranked<PriorityCandidate>, 'candidate'> & { readonly place: Place };

function rank(candidate: PriorityCandidate, at: { readonly now: Date; readonly endOfToday: Date; readonly endOfWeek: Date }): RankedPlace {
  return candidate.kind === 'lead' ? rankLead(candidate, at.now) : rankTask(candidate, at);
}

function rankLead(lead: Extract<PriorityCandidate, { kind: 'lead' }>, now: Date): RankedPlace {
  const since = lead.lastTouchedAt ?? lead.createdAt;
  const days = Math.max(0, Math.floor((now.getTime() - since.getTime()) / (24 * 60 * minuteMs)));
  return {
    group: 'no_next_step',
    reason: { key: lead.lastTouchedAt === null ? 'lead_never_touched' : 'lead_without_next_step', params: { days, score: lead.score } },
    requiredAction: 'set_next_step',
    overdueMinutes: 0,
    place: { band: 50, order: [-lead.score, since.getTime()] },
  };
}

function rankTask(
  task: Extract<PriorityCandidate, { kind: 'task' }>,
  at: { readonly now: Date; readonly endOfToday: Date; readonly endOfWeek: Date },
): RankedPlace {
  const first = task.taskKind === 'first_touch';
  const requiredAction: RequiredAction = first ? 'log_touch' : 'complete_task';
  const weight = priorityWeight[task.priority];
  if (task.dueAt === null) {
    const place = { band: 80, order: [weight, task.createdAt.getTime()] };
    return { group: 'later', reason: { key: 'task_without_due_date', params: {} }, requiredAction, overdueMinutes: 0, place };
  }
  const due = task.dueAt.getTime();
  const minutes = Math.floor((at.now.getTime() - due) / minuteMs);
  if (due < at.now.getTime()) {
    const reason: PriorityReason = {
      key: first ? 'first_touch_overdue' : 'task_overdue',
      params: { minutes, days: Math.floor(minutes / 1440) },
    };
    const place = first ? { band: 10, order: [due] } : { band: 30, order: [weight, due] };
    return { group: 'late', reason, requiredAction, overdueMinutes: minutes, place };
  }
  if (first && -minutes <= dueSoonMinutes) {
    const place = { band: 20, order: [due] };
    return {
      group: 'late',
      reason: { key: 'first_touch_due_soon', params: { minutes: -minutes } },
      requiredAction,
      overdueMinutes: 0,
      place,
    };
  }
  if (due <= at.endOfToday.getTime()) {
    const reason: PriorityReason = { key: first ? 'first_touch_due' : 'task_due_today', params: {} };
    return { group: 'today', reason, requiredAction, overdueMinutes: 0, place: { band: 40, order: [due, weight] } };
  }
  const thisWeek = due <= at.endOfWeek.getTime();
  return {
    group: thisWeek ? 'week' : 'later',
    reason: { key: thisWeek ? 'task_due_this_week' : 'task_due_later', params: {} },
    requiredAction,
    overdueMinutes: 0,
    place: { band: thisWeek ? 60 : 70, order: [due, weight] },
  };
}
