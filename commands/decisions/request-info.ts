import { resumed } from '../../domain/decisions/clocks.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { instantOf } from '../../domain/time.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { stepCalendar } from './calendar.ts';
import type { HeldDecision } from './rows.ts';

/** Starts the clocks again that stood still while somebody had to say more: every deadline moves on by that open time. */
export async function resumeClocks(trx: TenantTrx, context: CommandContext, { decision, steps }: HeldDecision): Promise<void> {
  if (decision.infoRequestedAt === null) return;
  const stopped = instantOf(decision.infoRequestedAt);
  const now = instantOf(context.now);
  for (const step of steps) {
    if (step.status !== 'pending' || step.dueAt === null) continue;
    const calendar = await stepCalendar(
      trx,
      context,
      step,
      step.approvers.map((one) => one.userId),
    );
    const move = (at: Date | null) => resumed(calendar, at === null ? null : instantOf(at), stopped, now);
    await trx.raw('update decision_steps set remind_at = ?, due_at = ? where tenant_id = ? and decision_id = ? and seq = ?', [
      step.remindedAt === null ? move(step.remindAt) : step.remindAt,
      step.escalatedAt === null ? move(step.dueAt) : step.dueAt,
      context.tenantId,
      decision.id,
      step.seq,
    ]);
  }
}

/** Words somebody has to give; refuses none. */
export function requireWords(note: string | null | undefined, detail: string): string {
  const words = note?.trim() ?? '';
  if (words === '') throw new UserError('validation_failed', detail, [{ pointer: '/note', code: 'required', detail }]);
  return words;
}
