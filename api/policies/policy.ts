import { UserError } from '../../domain/errors/errors.ts';
import type { PermissionCode } from '../../domain/permissions/permissions.ts';
import { may, type Principal } from '../lib/principal.ts';

/** Who may call a route at all. Every route names one; there is no default. */
export type Policy =
  | { readonly kind: 'public' }
  | { readonly kind: 'signed_in'; readonly beforeEnrolment?: true }
  | { readonly kind: 'permission'; readonly permission: PermissionCode };

/** Anybody, signed in or not. */
export const everybody: Policy = { kind: 'public' };

/** Whoever is signed in: about themselves. */
export const signedIn: Policy = { kind: 'signed_in' };

/** One's own account: open also to whoever has to set up a second factor first. */
export const ownAccount: Policy = { kind: 'signed_in', beforeEnrolment: true };

export function needs(permission: PermissionCode): Policy {
  return { kind: 'permission', permission };
}

/** Refuses before anything is read or validated, so that an answer tells nothing to somebody without the right. */
export function authorise(policy: Policy, principal: Principal | null): void {
  if (policy.kind === 'public') return;
  if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
  if (policy.kind === 'signed_in' && principal.via === 'api_key') {
    throw new UserError('forbidden', 'An API key acts by its scopes only. Sign in for what is about yourself.');
  }
  if (principal.mustEnrol && !(policy.kind === 'signed_in' && policy.beforeEnrolment)) {
    throw new UserError('AUTH_2FA_ENROLMENT_REQUIRED', 'Your workspace asks for a second factor. Set one up to go on.');
  }
  if (policy.kind === 'permission' && !may(principal, policy.permission)) {
    throw new UserError('forbidden', 'Your role does not allow this.', [], { permission: policy.permission });
  }
}

/** For rules about the record at hand, after it was loaded. */
export function requireThat(allowed: boolean, sentence: string): void {
  if (!allowed) throw new UserError('forbidden', sentence);
}
