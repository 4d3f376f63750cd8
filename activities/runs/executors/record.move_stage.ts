import { moveDeal } from '../../../commands/deals/move-deal.ts';
import type { DealRow } from '../../../commands/records/rows.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import { renderText } from '../../../domain/expressions/text.ts';
import type { StepResult } from '../../../domain/automation/run/run-types.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { EffectEnv, Executor } from './executor.ts';
import { lockTarget, noTarget, refOf } from './targets.ts';

export const executeMoveStage: Executor<'record.move_stage'> = async (config, env) => {
  const ref = refOf(config.about, env);
  if (ref === null) return { kind: 'fail', reason: noTarget };
  if (ref.type !== 'deal') return { kind: 'fail', reason: 'Only a deal has stages.', inputs: { record: { ...ref } } };
  const target = await lockTarget(ref, env);
  const deal = target.row as DealRow; // the reference says of which kind the row is
  const names = await stageNames(env, [deal.stageId, config.stageId]);
  const reason = renderText(config.reason, env.facts) || null;
  const inputs = { record: { ...ref }, stageId: config.stageId, reason };
  const move = { id: ref.id, stageId: config.stageId, reason, loaded: deal };
  try {
    target.written(await moveDeal(env.trx, env.context, move));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return refused(env, error.message, inputs);
  }
  const changed = deal.stageId !== config.stageId;
  return {
    kind: 'done',
    outcome: 'next',
    inputs,
    output: { changed, from: names.get(deal.stageId) ?? null, to: names.get(config.stageId) ?? '' },
  };
};

/** The command looks before it writes, so nothing has been written when it refuses: the run goes on beside the deal as it is. */
function refused(env: EffectEnv, refusal: string, inputs: JsonObject): StepResult {
  if (!env.leavesBy('refused')) return { kind: 'fail', reason: refusal, inputs };
  return { kind: 'done', outcome: 'refused', inputs, output: { changed: false, refusal } };
}

/** The deal may not move: it is locked, or lacks what the stages ask for. A stage that is gone is a fault of the step. */
function isRefusal(error: unknown): error is UserError {
  if (!(error instanceof UserError) || error.code === 'not_found') return false;
  return !error.problems.some((problem) => problem.code === 'reference_unknown');
}

async function stageNames(env: EffectEnv, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const result: { rows: { id: string; name: string }[] } = await env.trx.raw(
    'select id, name from stages where tenant_id = ? and id::text = any(?::text[])',
    [env.context.tenantId, [...ids]],
  );
  return new Map(result.rows.map((row) => [row.id, row.name]));
}
