import { Switch } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PublishPolicy } from '../../../../../api/contracts/publish-requests.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';

const key = ['publish-policy'];

/** Whether publishing an automation needs a second person. */
export function PublishPolicySection() {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const policy = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<PublishPolicy>('/v1/publish-policy', undefined, signal),
  });
  const save = useMutation({
    mutationFn: ({ id: _id, version, needsApproval }: PublishPolicy) =>
      api.patch('/v1/publish-policy', { needsApproval: !needsApproval }, etagOf(version)),
    onSuccess: () => toast(t('saved'), 'success'),
    onSettled: () => client.invalidateQueries(),
  });
  if (policy.error) return <ErrorState inline error={policy.error} onRetry={() => void policy.refetch()} />;
  return (
    <section className="cz-panel" aria-label={t('publishPolicy.title')}>
      <div className="cz-panel-head">
        <h2 className="cz-label">{t('publishPolicy.title')}</h2>
      </div>
      <div className="cz-panel-body cz-stack">
        <p className="cz-muted">{t('publishPolicy.text')}</p>
        <FormErrors error={save.error} />
        {policy.data === undefined ? (
          <SkeletonRows rows={1} />
        ) : (
          <Switch
            checked={policy.data.needsApproval}
            disabled={save.isPending}
            label={t('publishPolicy.needsApproval')}
            onChange={() => save.mutate(policy.data)}
          />
        )}
      </div>
    </section>
  );
}
