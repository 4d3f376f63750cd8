import type { JsonObject } from '../../json.ts';
import { withValues } from '../nodes/record-find.ts';
import { configOf } from '../nodes/registry.ts';
import type { PlanStep } from '../plan/plan.ts';
import type { StepResult } from '../run/run-types.ts';
import type { Course, FoundRecord } from './scenario.ts';
import type { ShadowRun } from './shadow-run.ts';

/** Looks among the records that are really there, as they are before the simulation. */
export function* shadowFind(step: PlanStep, run: ShadowRun): Course<StepResult> {
  const { recordType, sort, take, condition, limit } = configOf(step, 'record.find');
  const { timeZone } = run.facts();
  const filter = withValues(condition, run.facts());
  const found = yield { type: recordType, filter, sort, limit: take === 'first' ? 1 : limit, except: run.subject.id, timeZone };
  const [first] = found ?? [];
  const inputs = { recordType };
  if (first === undefined || found === undefined) return { kind: 'done', outcome: 'none', inputs, output: { count: 0 } };
  const refs = found.map(({ ref: { type, id } }) => ({ type, id }));
  return {
    kind: 'done',
    outcome: 'found',
    inputs,
    output: { record: asResult(first), count: found.length, ...(take === 'all' ? { records: refs } : {}) },
  };
}

function asResult({ ref, json }: FoundRecord): JsonObject {
  return { ...json, type: ref.type, id: ref.id };
}
