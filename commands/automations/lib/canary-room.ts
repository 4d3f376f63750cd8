import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import { rowsOf } from '../../records/sql.ts';
import type { Admitted, Candidate, LiveVersion } from './enrolment.ts';

/** The versions a candidate may enter, in the order in which they are asked. */
export function choicesOf(candidate: Candidate): readonly Candidate[] {
  const { canary } = candidate.live;
  return canary === undefined ? [candidate] : [{ ...candidate, live: canary }, candidate];
}

/** How many runs each canary still takes, by automation. */
export type CanaryRoom = ReadonlyMap<string, number>;

/**
 * Locks the canaries that somebody may enter and says how many runs each still takes. Until this transaction ends nobody else takes one,
 * so that they are given out exactly once. One that is full or over is not there.
 */
export async function lockCanaries(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId'>,
  candidates: readonly Admitted[],
  locks: 'wait' | 'try',
): Promise<CanaryRoom> {
  const tried = trials(candidates);
  if (tried.length === 0) return new Map();
  const rows = await rowsOf<{ automationId: string; room: number }>(
    trx,
    `select c.automation_id, c.size - c.taken as room from automation_canaries c
       join jsonb_to_recordset(?::jsonb) as t (automation uuid, number int) on t.automation = c.automation_id and t.number = c.number
     where c.tenant_id = ? and c.status <> 'called_back' order by c.automation_id for update of c${locks === 'try' ? ' nowait' : ''}`,
    [JSON.stringify(tried), context.tenantId],
  );
  return new Map(rows.map((row) => [row.automationId, row.room]));
}

/** Writes down what the canaries took. */
export async function takeRoom(trx: TenantTrx, context: Pick<CommandContext, 'tenantId'>, kept: readonly Admitted[]): Promise<void> {
  const entered = kept.filter((one) => one.candidate.live.trial === true);
  if (entered.length === 0) return;
  const taken = trials(entered).map((one) => ({ ...one, runs: enteredOf(entered, one.automation) }));
  await trx.raw(
    `update automation_canaries c set taken = c.taken + t.runs from jsonb_to_recordset(?::jsonb) as t (automation uuid, number int, runs int)
     where c.tenant_id = ? and c.automation_id = t.automation and c.number = t.number`,
    [JSON.stringify(taken), context.tenantId],
  );
}

/** Whether a version takes one more run beside those that were let in just now. */
export function hasRoom(live: LiveVersion, room: CanaryRoom, kept: readonly Admitted[]): boolean {
  return live.trial !== true || enteredOf(kept, live.automationId) < (room.get(live.automationId) ?? 0);
}

function enteredOf(kept: readonly Admitted[], automationId: string): number {
  return kept.filter((one) => one.candidate.live.trial === true && one.candidate.live.automationId === automationId).length;
}

function trials(candidates: readonly Admitted[]): readonly { readonly automation: string; readonly number: number }[] {
  const found = new Map<string, number>();
  for (const { candidate } of candidates) {
    if (candidate.live.trial === true) found.set(candidate.live.automationId, candidate.live.version);
  }
  return [...found].map(([automation, number]) => ({ automation, number }));
}
