import { createPolicy } from '../../../commands/decisions/policies.ts';
import { requestDecision } from '../../../commands/decisions/request-decision.ts';
import type { RunCommandOptions } from '../../../commands/lib/run-command.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { lockRecord } from '../../../commands/records/lock-record.ts';
import type { Database } from '../../../db/connection.ts';
import { activePolicies } from '../../../commands/decisions/gate.ts';
import type { DecisionPolicy, PolicyStep } from '../../../domain/decisions/policy.ts';
import { termsOf } from '../../../domain/decisions/terms.ts';
import { aDeal, aTenant, aUser, type World } from '../../factories/index.ts';
import { rows } from '../rules/world.ts';
import { aStep } from './lib.ts';

export interface Asked {
  readonly world: World;
  readonly repId: string;
  readonly managerId: string;
  readonly dealId: string;
  readonly decisionId: string;
}

interface Clocks {
  /** Milliseconds from now at which the step's people are reminded and it is overdue, and at which the decision ends. */
  readonly remindIn?: number;
  readonly dueIn?: number;
  readonly expiresIn?: number;
}

/** A rep asks for 18 % off; the clocks are set to an instant of the test's choosing in the very transaction that asks. */
export async function aDecision(
  db: Database,
  clocks: Clocks = {},
  steps: readonly PolicyStep[] = [aStep()],
  options: RunCommandOptions = {},
): Promise<Asked> {
  const world = await aTenant(db);
  const rep = await aUser(world, { role: 'rep' });
  const manager = await aUser(world, { role: 'manager' });
  const deal = await aDeal(world, { ownerUserId: rep.id, currency: 'USD' });
  const frame = { tenantId: world.tenantId, actor: { kind: 'user', userId: rep.id } } as const;
  await runCommand(db, { tenantId: world.tenantId, actor: { kind: 'user', userId: world.adminUserId } }, (trx, context) =>
    createPolicy(trx, context, {
      name: 'Discount',
      action: 'deal.terms',
      conditions: { discountAbove: 10 },
      steps,
      expiresAfterHours: null,
      active: true,
    }),
  );
  await runCommand(
    db,
    frame,
    async (trx, context) => {
      const locked = await lockRecord(trx, context, 'deal', deal.id);
      const policies: readonly DecisionPolicy[] = await activePolicies(trx, context, 'deal.terms');
      const terms = { ...termsOf(locked), discountPercent: 18 };
      await requestDecision(trx, context, {
        deal: locked,
        action: 'deal.terms',
        policies,
        terms,
        effect: { kind: 'terms', patch: { discountPercent: 18 } },
      });
      const at = (offset: number | undefined) => (offset === undefined ? null : new Date(context.now.getTime() + offset));
      await trx.raw('update decision_steps set remind_at = ?, due_at = ? where tenant_id = ? and status = ?', [
        at(clocks.remindIn),
        at(clocks.dueIn),
        world.tenantId,
        'pending',
      ]);
      await trx.raw('update decisions set expires_at = ? where tenant_id = ?', [at(clocks.expiresIn), world.tenantId]);
    },
    options,
  );
  const [decision] = await rows<{ id: string }>(world, 'select id from decisions where deal_id = ?', [deal.id]);
  return { world, repId: rep.id, managerId: manager.id, dealId: deal.id, decisionId: decision?.id ?? '' };
}

/** What was done to a decision so far, in order. */
export async function doneTo({ world, decisionId }: Asked): Promise<readonly string[]> {
  const found = await rows<{ kind: string }>(world, 'select kind from decision_actions where decision_id = ? order by ord', [decisionId]);
  return found.map((row) => row.kind);
}

export async function statusOf({ world, decisionId }: Asked): Promise<string | undefined> {
  return (await rows<{ status: string }>(world, 'select status from decisions where id = ?', [decisionId]))[0]?.status;
}

export async function dealOf({ world, dealId }: Asked): Promise<{ locked: boolean; discount_percent: number | null } | undefined> {
  return (
    await rows<{ locked: boolean; discount_percent: number | null }>(world, 'select locked, discount_percent from deals where id = ?', [
      dealId,
    ])
  )[0];
}
