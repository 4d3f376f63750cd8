import type { Problem } from '../errors/errors.ts';
import type { EventType } from '../events.ts';
import { eventTypes } from '../events.ts';
import type { Condition } from '../expressions/ast.ts';
import { periods } from '../expressions/ast.ts';
import { scoreRange } from '../records/lead-rules.ts';

/** The parts of a score as people read it: the four dimensions of qualification, and what somebody did. */
export const scoreGroups = ['companyFit', 'qualificationReadiness', 'valueProblem', 'stakeholderAccess', 'engagement'] as const;
export type ScoreGroup = (typeof scoreGroups)[number];

/** What happens to a lead and may count: everything but what only repeats or ends it. */
export const scoringEvents: readonly EventType[] = eventTypes.filter(
  (type) =>
    /^(lead|task|activity|touch|note|file|tag|form|webhook|message)\./.test(type) &&
    !['lead.score_changed', 'lead.updated', 'lead.deleted', 'lead.merged', 'lead.erased', 'lead.duplicate_flagged'].includes(type),
);

/** What a rule gives points for: a condition that holds, an event each time it happened, or the event as long as the condition holds. */
export interface ScoringRule {
  readonly id: string;
  readonly name: string;
  readonly group: ScoreGroup;
  /** Given, or taken when negative. */
  readonly points: number;
  readonly enabled: boolean;
  readonly condition: Condition | null;
  readonly event: EventType | null;
  /** An event counts so many times at most. */
  readonly maxTimes: number;
  /** Only what happened in so many days counts; null: whenever it happened. */
  readonly withinDays: number | null;
}

export const maxRules = 50;
export const pointsRange = { min: -scoreRange.max, max: scoreRange.max } as const;
export const timesRange = { min: 1, max: 100 } as const;
export const daysRange = { min: 1, max: 730 } as const;

/** What is wrong with a rule beside its condition, which is checked against the tenant's fields. */
export function ruleProblems(rule: Omit<ScoringRule, 'id'>): readonly Problem[] {
  const problems: Problem[] = [];
  const refuse = (pointer: string, code: string, detail: string) => problems.push({ pointer, code, detail });
  if (rule.name.trim() === '') refuse('/name', 'required', 'A rule needs a name.');
  if (rule.points === 0) refuse('/points', 'points_zero', 'A rule gives or takes at least one point.');
  if (rule.condition === null && rule.event === null)
    refuse('/condition', 'required', 'Say for what there are points: a condition, an event or both.');
  if (rule.event !== null && !scoringEvents.includes(rule.event))
    refuse('/event', 'unknown_event', `"${rule.event}" cannot be counted for a lead.`);
  return problems;
}

/** How often each rule applied to a lead. */
export type RuleTimes = Readonly<Record<string, number>>;

/** A score and what it is made of. */
export interface ScoreParts {
  readonly score: number;
  /** Points by rule; rules that gave nothing are left out. */
  readonly points: Readonly<Record<string, number>>;
  /** What the rules add to the score: their sum, unless the score would leave its range. */
  readonly fromRules: number;
}

/**
 * The score of a lead by its rules. What people, files and automations have set beside the rules (`score` less what the rules had added
 * before) stays as it is, so that reckoning twice changes nothing.
 */
export function scoreOf(
  rules: readonly Pick<ScoringRule, 'id' | 'points'>[],
  times: RuleTimes,
  before: { readonly score: number; readonly fromRules: number },
): ScoreParts {
  const points = Object.fromEntries(
    rules.map((rule) => [rule.id, rule.points * (times[rule.id] ?? 0)] as const).filter(([, given]) => given !== 0),
  );
  const sum = Object.values(points).reduce((total, given) => total + given, 0);
  const byHand = before.score - before.fromRules;
  const score = Math.min(scoreRange.max, Math.max(scoreRange.min, byHand + sum));
  return { score, points, fromRules: score - byHand };
}

/** Whether a change of score goes over a threshold from below. */
export function crosses(before: number, after: number, threshold: number | null): boolean {
  return threshold !== null && before < threshold && after >= threshold;
}

/** Whether the points of a rule can change with time alone. */
export function dependsOnTime(rule: Pick<ScoringRule, 'condition' | 'withinDays'>): boolean {
  return rule.withinDays !== null || (rule.condition !== null && asksForTime(rule.condition));
}

const movingOperators: ReadonlySet<string> = new Set(['within_last', 'within_next', 'in_period']);

/** Whether the answer can change with time alone. */
export function asksForTime(condition: Condition): boolean {
  switch (condition.kind) {
    case 'compare':
      return (
        movingOperators.has(condition.operator) || JSON.stringify(condition.right ?? null).includes('"now"') || namesPeriod(condition.right)
      );
    case 'related':
      return condition.where !== undefined && asksForTime(condition.where);
    case 'segment':
      return true;
    case 'changed':
      return false;
    default:
      return condition.of.some(asksForTime);
  }
}

function namesPeriod(right: unknown): boolean {
  const text = JSON.stringify(right ?? null);
  return periods.some((period) => text.includes(`"${period}"`));
}
