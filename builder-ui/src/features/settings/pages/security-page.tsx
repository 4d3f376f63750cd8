import { Button, Switch } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SecondFactorPolicy } from '../../../../../api/contracts/second-factor-policy.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { meKey } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { useNow } from '../../../lib/use-now.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { PublishPolicySection } from '../components/publish-policy-section.tsx';
import { PeopleTabs } from '../components/people-tabs.tsx';
import '../settings.css';

const key = ['second-factor-policy'];

/** What signing in to the workspace asks of everybody. */
export function SecurityPage() {
  const { t } = useTranslation('settings');
  usePageTitle(t('workspaceSecurity.title'));
  return (
    <Gate permission="tenant.write" otherwise="explain">
      <div className="cz-page cz-reading">
        <header className="cz-page-head">
          <h1>{t('people')}</h1>
          <PeopleTabs active="security" />
        </header>
        <Policy />
        <PublishPolicySection />
      </div>
    </Gate>
  );
}

function Policy() {
  const policy = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<SecondFactorPolicy>('/v1/second-factor-policy', undefined, signal),
  });
  if (policy.error) return <ErrorState error={policy.error} onRetry={() => void policy.refetch()} />;
  if (!policy.data) return <SkeletonRows rows={4} />;
  // A new version begins with what it says.
  return <PolicyForm key={policy.data.version} policy={policy.data} />;
}

function PolicyForm({ policy }: { policy: SecondFactorPolicy }) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const [required, setRequired] = useState(policy.required);
  const [days, setDays] = useState(String(policy.graceDays));
  const save = useMutation({
    mutationFn: () => api.patch('/v1/second-factor-policy', { required, graceDays: Number(days) }, etagOf(policy.version)),
    onSuccess: async () => {
      void toast(t('saved'), 'success');
      await client.invalidateQueries({ queryKey: key });
      await client.invalidateQueries({ queryKey: meKey });
    },
  });
  const wrong = /^\d{1,2}$/.test(days) && Number(days) <= 90 ? undefined : t('workspaceSecurity.daysWrong');
  return (
    <section className="cz-panel" aria-label={t('workspaceSecurity.secondFactor')}>
      <div className="cz-panel-head">
        <h2 className="cz-label">{t('workspaceSecurity.secondFactor')}</h2>
      </div>
      <form
        className="cz-panel-body cz-stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (wrong === undefined) save.mutate();
        }}
      >
        <p className="cz-muted">{t('workspaceSecurity.text')}</p>
        <FormErrors error={save.error} />
        <Switch checked={required} label={t('workspaceSecurity.required')} onChange={() => setRequired(!required)} />
        <TextField
          label={t('workspaceSecurity.days')}
          hint={t('workspaceSecurity.daysHint')}
          value={days}
          onChange={setDays}
          inputMode="numeric"
          error={wrong}
        />
        <div>
          <Button type="submit" intent="primary" loading={save.isPending} text={t('save')} />
        </div>
        <Without policy={policy} />
      </form>
    </section>
  );
}

function Without({ policy }: { policy: SecondFactorPolicy }) {
  const { t } = useTranslation('settings');
  const formats = useFormats();
  const now = useNow(60_000);
  if (policy.without.length === 0) return <p>{t('workspaceSecurity.everybody')}</p>;
  return (
    <div className="cz-stack">
      <p>{t('workspaceSecurity.without', { count: policy.without.length })}</p>
      <ul className="cz-sessions">
        {policy.without.map((one) => (
          <li key={one.id}>
            <Link className="cz-spacer" to={`/settings/users?user=${one.id}`}>
              {one.name}
            </Link>
            {one.dueAt && (
              <span className="cz-meta">
                {new Date(one.dueAt) <= now
                  ? t('workspaceSecurity.over')
                  : t('workspaceSecurity.until', { when: formats.dateTime(one.dueAt) })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
