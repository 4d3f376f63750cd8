import { sameJson } from '../../records/changes.ts';
import { valueAt } from '../../expressions/facts.ts';
import { isMissing } from '../../expressions/operators.ts';
import type { Json } from '../../json.ts';
import { stepOf } from '../plan/plan-index.ts';
import type { Plan } from '../plan/plan.ts';
import type { SimulatedRun, SimulatedStatus, SimulationResult } from './scenario.ts';

/** How many; null where there is no bound. */
export interface Bounds {
  readonly atLeast: number | null;
  readonly atMost: number | null;
}

/** What has to come of one record, or of every record where none is named. */
type OfRecord =
  | { readonly kind: 'ended'; readonly record: string | null; readonly status: SimulatedStatus }
  | { readonly kind: 'step'; readonly record: string | null; readonly step: string; readonly passed: boolean }
  | ({ readonly kind: 'messages' | 'tasks'; readonly record: string | null } & Bounds)
  /** `field` as the record names it: `status`, `custom.budget`. */
  | { readonly kind: 'field'; readonly record: string | null; readonly field: string; readonly value: Json };

/** What has to come of all records together. */
type OfAll =
  | ({ readonly kind: 'total_ended'; readonly status: SimulatedStatus } & Bounds)
  | ({ readonly kind: 'total_outcome'; readonly step: string; readonly outcome: string } & Bounds);

/** What a scenario has to come to; with others of its kind it makes the scenario a test. */
export type Expectation = OfRecord | OfAll;

/** `record_gone`: the record it names is deleted; `no_such_step`: the step is not there any more; `otherwise`: it came differently. */
export type MissCode = 'otherwise' | 'record_gone' | 'no_such_step';

export interface Miss {
  readonly code: MissCode;
  /** Null where it is about all of them. */
  readonly record: { readonly id: string; readonly name: string } | null;
  /** What came instead: a status, a count, a value. */
  readonly actual: Json;
}

export interface ExpectationResult {
  readonly met: boolean;
  /** In how many records it was not met. */
  readonly missed: number;
  /** The first of them. */
  readonly misses: readonly Miss[];
}

const mostMisses = 10;

/** Holds the result of a simulation against what was expected of it. Total: whatever an expectation names may be gone. */
export function checkExpectations(
  expectations: readonly Expectation[],
  plan: Plan,
  { runs, totals }: SimulationResult,
): readonly ExpectationResult[] {
  return expectations.map((expectation) => {
    if ('step' in expectation && stepOf(plan, expectation.step) === undefined) {
      return failed([{ code: 'no_such_step', record: null, actual: expectation.step }]);
    }
    switch (expectation.kind) {
      case 'total_ended':
        return counted(totals.statuses[expectation.status], expectation);
      case 'total_outcome':
        return counted(totals.outcomes[expectation.step]?.[expectation.outcome] ?? 0, expectation);
      default:
        return ofRecords(expectation, runs);
    }
  });
}

function counted(count: number, bounds: Bounds): ExpectationResult {
  return within(count, bounds) ? { met: true, missed: 0, misses: [] } : failed([{ code: 'otherwise', record: null, actual: count }]);
}

function within(count: number, { atLeast, atMost }: Bounds): boolean {
  return (atLeast === null || count >= atLeast) && (atMost === null || count <= atMost);
}

function ofRecords(expectation: OfRecord, runs: readonly SimulatedRun[]): ExpectationResult {
  const { record } = expectation;
  const about = record === null ? runs : runs.filter((run) => run.record.id === record);
  if (record !== null && about.length === 0) return failed([{ code: 'record_gone', record: { id: record, name: '' }, actual: null }]);
  return failed(
    about.flatMap((run) => {
      const { met, actual } = look(expectation, run);
      return met ? [] : [{ code: 'otherwise' as const, record: { id: run.record.id, name: run.name }, actual }];
    }),
  );
}

function look(expectation: OfRecord, run: SimulatedRun): { readonly met: boolean; readonly actual: Json } {
  switch (expectation.kind) {
    case 'ended':
      return { met: run.status === expectation.status, actual: run.status };
    case 'step': {
      const passed = run.visited.includes(expectation.step);
      return { met: passed === expectation.passed, actual: passed };
    }
    case 'messages':
    case 'tasks': {
      const count = run[expectation.kind];
      return { met: within(count, expectation), actual: count };
    }
    case 'field': {
      const actual = valueAt(run.final, expectation.field);
      return { met: same(actual, expectation.value), actual };
    }
  }
}

/** Nothing, empty text and an empty list are all the same, as everywhere in conditions. */
function same(actual: Json, wanted: Json): boolean {
  return isMissing(actual) ? isMissing(wanted) : sameJson(actual, wanted);
}

function failed(misses: readonly Miss[]): ExpectationResult {
  return { met: misses.length === 0, missed: misses.length, misses: misses.slice(0, mostMisses) };
}
