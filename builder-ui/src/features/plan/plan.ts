import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import type { EntitlementExplanation, EntitlementOverride, TenantPlan } from '../../../../api/contracts/entitlements.ts';
import { api } from '../../lib/api/fetch-json.ts';
import { useSession } from '../../lib/session/session.tsx';

export const planKey = ['plan'] as const;

export function usePlan() {
  return useQuery({ queryKey: [...planKey, 'usage'], queryFn: ({ signal }) => api.get<TenantPlan>('/v1/plan', undefined, signal) });
}

export function useOverrides() {
  const { can } = useSession();
  return useQuery({
    queryKey: [...planKey, 'overrides'],
    queryFn: ({ signal }) => api.get<{ items: EntitlementOverride[] }>('/v1/plan/overrides', undefined, signal),
    enabled: can('entitlements.overrides.manage'),
  });
}

export function useExplanation(userId: string) {
  return useQuery({
    queryKey: [...planKey, 'why', userId],
    queryFn: ({ signal }) =>
      api.get<{ items: EntitlementExplanation[] }>('/v1/plan/effective', { userId: userId === '' ? undefined : userId }, signal),
  });
}

/** Codes have dots, which keys of translations part by. */
export function entitlementName(t: TFunction<'plan'>, code: string): string {
  return t(`entitlement.${code.replace('.', '_')}`, { defaultValue: code });
}
