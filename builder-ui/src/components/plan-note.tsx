import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { z } from 'zod';
import type { getMyEntitlements } from '../../../api/contracts/entitlements.ts';
import type { Feature } from '../../../domain/entitlements/entitlements.ts';
import { api } from '../lib/api/fetch-json.ts';
import { useSession } from '../lib/session/session.tsx';
import { Banner } from './banner.tsx';

type Entitlements = z.infer<typeof getMyEntitlements.response>;

/** Whether the plan includes something for whoever is signed in; true until it is known, since the server decides anyway. */
function useFeature(feature: Feature): boolean {
  const entitlements = useQuery({
    queryKey: ['plan', 'own'],
    queryFn: ({ signal }) => api.get<Entitlements>('/v1/me/entitlements', undefined, signal),
    staleTime: 60_000,
  });
  return entitlements.data?.features[feature] ?? true;
}

/** Says in place that the plan does not include something, and where one sees the plan. Nothing when it does. */
export function PlanNote({ feature }: { feature: Feature }) {
  const { t } = useTranslation('components');
  const { can } = useSession();
  if (useFeature(feature)) return null;
  const action = can('plan.view') ? <Link to="/settings/plan">{t('planNote.see')}</Link> : undefined;
  return (
    <Banner boxed action={action}>
      {t('planNote.missing')}
    </Banner>
  );
}
