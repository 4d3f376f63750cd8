import { needs, signedIn } from './policy.ts';

export const planPolicy = {
  own: signedIn,
  view: needs('plan.view'),
  change: needs('tenant.write'),
  override: needs('entitlements.overrides.manage'),
};
