import type { HttpCallRow } from '../../../commands/http-calls/make-call.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { rowOf } from '../../../commands/records/sql.ts';
import type { ConfigOf } from '../../../domain/automation/nodes/registry.ts';
import type { StepResult } from '../../../domain/automation/run/run-types.ts';
import { type CallRequest, longestSeconds } from '../../../domain/http-calls/call-rules.ts';
import { buildCall } from '../../../domain/http-calls/build-call.ts';
import type { EffectEnv, Executor } from './executor.ts';

/**
 * Has a call made and waits for its end. The call is a row that is unique per execution of the step, and a workflow of its own; its end is
 * an event of the run's record. Executed again when that event comes, the step finds the row and goes on with what it says.
 */
export const executeHttp: Executor<'http.request'> = async (config, env) => {
  const call = await findCall(env);
  if (call === null) return begin(config, env);
  const waits = call.status === 'queued' || call.status === 'calling';
  if (waits && call.giveUpAt > env.context.now) return waitFor(env, call.giveUpAt, call.request);
  return ended(env, call, waits ? 'There was no answer in time.' : call.error);
};

function findCall(env: EffectEnv): Promise<HttpCallRow | null> {
  const { epoch, step, visit } = env.key;
  return rowOf<HttpCallRow>(
    env.trx,
    'select * from http_calls where tenant_id = ? and run_id = ? and epoch = ? and step = ? and visit = ?',
    [env.context.tenantId, env.run.id, epoch, step, visit],
  );
}

async function begin(config: ConfigOf<'http.request'>, env: EffectEnv): Promise<StepResult> {
  const built = buildCall(config, env.facts);
  if ('problem' in built) return { kind: 'fail', reason: built.problem };
  const { request } = built;
  const id = newId();
  const { epoch, step, visit } = env.key;
  const giveUpAt = new Date(env.context.now.getTime() + longestSeconds(request) * 1_000);
  await env.trx.raw(
    `insert into http_calls (tenant_id, id, run_id, epoch, step, visit, record_type, record_id, request, next_attempt_at, give_up_at, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)`,
    [
      env.context.tenantId,
      id,
      env.run.id,
      epoch,
      step,
      visit,
      env.subject.type,
      env.subject.id,
      JSON.stringify(request),
      env.context.now,
      giveUpAt,
      env.context.now,
    ],
  );
  env.dispatch({
    causeKey: `start/http/${id}/1`,
    target: { kind: 'start', workflow: { type: 'httpCall', callId: id, incarnation: 1 } },
  });
  return waitFor(env, giveUpAt, request);
}

function waitFor(env: EffectEnv, giveUpAt: Date, request: CallRequest): StepResult {
  return {
    kind: 'wait',
    again: true,
    deadline: giveUpAt.toISOString(),
    onDeadline: 'again',
    event: { record: env.subject, types: ['http.answered'], onEvent: 'again' },
    inputs: inputsOf(request),
  };
}

function ended(env: EffectEnv, call: HttpCallRow, error: string | null): StepResult {
  const ok = call.status === 'done' && call.class === 'ok';
  const inputs = { ...inputsOf(call.request), attempts: call.attempts };
  const output = {
    status: call.responseStatus,
    ok,
    error,
    body: call.responseBody === null ? null : call.responseBody.slice(0, 4_000),
    ...call.responseValues,
  };
  if (ok) return { kind: 'done', outcome: 'ok', inputs, output };
  if (env.leavesBy('failed')) return { kind: 'done', outcome: 'failed', inputs, output };
  const where = `${call.request.method} ${new URL(call.request.url).host}`;
  return { kind: 'fail', reason: `${where}: ${error ?? 'the call failed.'}`, inputs };
}

/** What the run's page shows: never the credential, whose id says enough. */
function inputsOf({ method, url, body, credentialId }: CallRequest) {
  return { method, url, ...(body === null ? {} : { body: body.slice(0, 4_000) }), ...(credentialId === null ? {} : { credentialId }) };
}
