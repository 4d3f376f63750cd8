import { literal, runTogether } from '../../db/opening.ts';
import type { RunState } from '../../domain/automation/run/run-types.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { Problem } from '../../domain/errors/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockOpenRun } from './lib/lock-open-run.ts';

export interface CorrectRun {
  readonly id: string;
  /** Variable -> value. */
  readonly variables?: JsonObject;
  /** Step -> name of a result -> value. */
  readonly outputs?: Readonly<Record<string, JsonObject>>;
}

/** Puts right what a standing run remembers: a variable, or the result of a step. What was done with the old value stays done. */
export async function correctRun(trx: TenantTrx, context: CommandContext, input: CorrectRun): Promise<void> {
  const run = await lockOpenRun(trx, context, input.id);
  if (run.status !== 'held' && run.status !== 'waiting') {
    throw new UserError('conflict', 'Only a run that stands still can be corrected.', [], { status: run.status });
  }
  const { state, before, problems } = corrected(run.state, input);
  if (problems.length > 0) throw new UserError('validation_failed', problems[0]?.detail ?? '', problems);
  await runTogether(trx, [
    `update runs set state = ${literal(state)}::jsonb, updated_at = ${literal(context.now)}::timestamptz
     where tenant_id = ${literal(context.tenantId)}::uuid and id = ${literal(run.id)}::uuid`,
  ]);
  await writeAudit(trx, context, {
    action: 'run.corrected',
    recordType: 'run',
    recordId: run.id,
    before,
    after: { variables: input.variables ?? {}, outputs: { ...input.outputs } },
  });
}

/** Only what is there can be corrected, by a value of its own kind: steps that follow rely on it. */
function corrected(state: RunState, input: CorrectRun): { state: RunState; before: JsonObject; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const was: { variables: Record<string, Json>; outputs: Record<string, Record<string, Json>> } = { variables: {}, outputs: {} };
  const check = (pointer: string, old: Json | undefined, value: Json): boolean => {
    if (old === undefined) problems.push({ pointer, detail: 'The run remembers nothing by this name.' });
    else if (old !== null && value !== null && kindOf(old) !== kindOf(value)) {
      problems.push({ pointer, detail: `The value has to be ${kindOf(old) === 'object' ? 'an object' : `a ${kindOf(old)}`}.` });
    }
    return old !== undefined;
  };
  const own = (record: Readonly<Record<string, Json>> | undefined, name: string): Json | undefined =>
    record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
  for (const [name, value] of Object.entries(input.variables ?? {})) {
    const old = own(state.variables, name);
    if (check(`/variables/${name}`, old, value)) was.variables[name] = old ?? null;
  }
  const outputs: Record<string, JsonObject> = { ...state.outputs };
  for (const [step, values] of Object.entries(input.outputs ?? {})) {
    const results = Object.hasOwn(state.outputs, step) ? state.outputs[step] : undefined;
    for (const [name, value] of Object.entries(values)) {
      const old = own(results, name);
      if (check(`/outputs/${step}/${name}`, old, value)) (was.outputs[step] ??= {})[name] = old ?? null;
    }
    outputs[step] = { ...results, ...values };
  }
  const variables = input.variables === undefined ? state.variables : { ...state.variables, ...input.variables };
  return { state: { ...state, ...(variables === undefined ? {} : { variables }), outputs }, before: was, problems };
}

function kindOf(value: Json): string {
  return Array.isArray(value) ? 'list' : typeof value;
}
