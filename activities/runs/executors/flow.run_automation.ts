import { enrol } from '../../../commands/automations/enrol.ts';
import { liveVersion } from '../../../commands/automations/enrol-manually.ts';
import type { LiveVersion } from '../../../commands/automations/lib/enrolment.ts';
import { addBusinessTime } from '../../../domain/calendar/business-time.ts';
import { rejectionSentence } from '../../../domain/automation/enrolment-rules.ts';
import { hoursFor } from '../../../domain/automation/nodes/hours.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import { addMilliseconds, millisecondsOf } from '../../../domain/time.ts';
import type { EffectEnv, Executor } from './executor.ts';
import { noTarget, refOf } from './targets.ts';

/**
 * Enrols the record in another automation by the same rules as events. The locks that enrolment takes are only tried: whoever has one may
 * be waiting for ours, and then the whole segment is repeated.
 */
export const executeRunAutomation: Executor<'flow.run_automation'> = async (config, env) => {
  const ref = refOf(config.about, env);
  if (ref === null) return { kind: 'fail', reason: noTarget };
  if (config.automationId === env.run.automationId) return { kind: 'fail', reason: 'An automation cannot run itself.' };
  const inputs = { automation: config.automationId, record: { ...ref } };
  const live = await liveOrReason(config.automationId, env);
  if ('reason' in live) return { kind: 'done', outcome: 'not_started', inputs, output: live };
  if (live.plan.subject !== ref.type) return { kind: 'fail', reason: `"${live.name}" is about another kind of record.`, inputs };
  const depth = env.context.cause.depth + 1;
  const { enrolled, rejected } = await enrol(env.trx, env.context, [{ live, subject: ref, source: 'automation', event: null, depth }], {
    locks: 'try',
  });
  const [run] = enrolled;
  if (run === undefined) {
    const [no] = rejected;
    return { kind: 'done', outcome: 'not_started', inputs, output: { reason: rejectionSentence(no?.rule ?? 'not_live', no?.details) } };
  }
  const started = { ...inputs, run: run.runId };
  if (config.wait === null) return { kind: 'done', outcome: 'next', inputs: started };
  const event = { record: ref, types: ['run.ended'], onEvent: 'finished', about: run.runId };
  const open = { kind: 'wait', onDeadline: 'timed_out', event, inputs: started } as const;
  if (config.wait.business !== true) return { ...open, deadline: addMilliseconds(env.facts.now, millisecondsOf(config.wait)) };
  const due = addBusinessTime(hoursFor(env, config.wait.whose), env.facts.now, config.wait);
  return due.ok ? { ...open, deadline: due.instant } : { kind: 'fail', reason: due.problem, inputs: started };
};

/** One that is a draft, archived or gone is no fault of this run. */
async function liveOrReason(id: string, env: EffectEnv): Promise<LiveVersion | { readonly reason: string }> {
  try {
    return await liveVersion(env.trx, env.context, id);
  } catch (error) {
    if (error instanceof UserError) return { reason: error.message };
    throw error;
  }
}
