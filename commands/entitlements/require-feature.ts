import { UserError } from '../../domain/errors/errors.ts';
import { type Feature, featureWords } from '../../domain/entitlements/entitlements.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { entitlementsOfActor } from './read-entitlements.ts';

/** Refuses what the plan does not include, after the overrides of workspace, team and person: 402. */
export async function requireFeature(trx: TenantTrx, context: CommandContext, feature: Feature): Promise<void> {
  const { own } = await entitlementsOfActor(trx, context);
  if (!own.features[feature].value) throw planRequired(feature);
}

function planRequired(feature: Feature): UserError {
  return new UserError('PLAN_REQUIRED', `Your plan does not include ${featureWords[feature]}.`, [], { feature });
}
