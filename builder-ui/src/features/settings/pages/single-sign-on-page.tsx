import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SingleSignOn } from '../../../../../api/contracts/single-sign-on.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { PeopleTabs } from '../components/people-tabs.tsx';
import { SingleSignOnForm, singleSignOnKey } from '../components/single-sign-on-form.tsx';
import '../settings.css';

/** Who vouches for the people of the workspace when they sign in. */
export function SingleSignOnPage() {
  const { t } = useTranslation('settings');
  usePageTitle(t('sso.title'));
  return (
    <Gate permission="tenant.write" otherwise="explain">
      <div className="cz-page cz-reading">
        <header className="cz-page-head">
          <h1>{t('people')}</h1>
          <PeopleTabs active="single-sign-on" />
        </header>
        <Settings />
      </div>
    </Gate>
  );
}

function Settings() {
  const settings = useQuery({
    queryKey: singleSignOnKey,
    queryFn: ({ signal }) => api.get<SingleSignOn>('/v1/single-sign-on', undefined, signal),
  });
  if (settings.error) return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  if (!settings.data) return <SkeletonRows rows={6} />;
  // A new version begins with what it says.
  return <SingleSignOnForm key={settings.data.version} settings={settings.data} />;
}
