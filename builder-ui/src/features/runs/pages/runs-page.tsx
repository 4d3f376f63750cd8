import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { subjectTypes } from '../../../../../domain/records/record-types.ts';
import { FilterBar } from '../../../components/filter-bar.tsx';
import { useStatusWord } from '../../../components/status-chip.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { automationKeys, automationsApi } from '../../automations/api/automations-api.ts';
import { runStatuses } from '../api/runs-api.ts';
import { FilteredAway, RunTable } from '../components/run-table.tsx';

const filterIds = ['status', 'automationId', 'subjectType', 'subjectId', 'step', 'holdCode', 'version'] as const;
const holdCodes = ['step_failed', 'paused', 'too_many_visits', 'closed_outside', 'record_gone'] as const;

export function RunsPage() {
  const { t } = useTranslation(['runs', 'components']);
  usePageTitle(t('runs:title'));
  const [url, setUrl] = useUrlState();
  const word = useStatusWord();
  const automations = useQuery({
    queryKey: [...automationKeys.all, 'names'],
    queryFn: ({ signal }) => automationsApi.list({ limit: 200 }, signal),
    staleTime: 60_000,
  });
  const query = Object.fromEntries(filterIds.map((id) => [id, url[id]]));
  const narrowed = filterIds.some((id) => url[id]);
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('runs:title')}</h1>
        <FilterBar
          filters={[
            { id: 'status', label: t('runs:column.status'), options: runStatuses.map((value) => ({ value, label: word('run', value) })) },
            {
              id: 'automationId',
              label: t('runs:column.automation'),
              single: true,
              options: (automations.data?.items ?? []).map((automation) => ({ value: automation.id, label: automation.name })),
            },
            {
              id: 'subjectType',
              label: t('runs:filter.about'),
              single: true,
              options: subjectTypes.map((value) => ({ value, label: t(`components:record.${value}`) })),
            },
            {
              id: 'holdCode',
              label: t('runs:filter.heldBecause'),
              single: true,
              options: holdCodes.map((value) => ({ value, label: t(`runs:holds.${value}`) })),
            },
          ]}
          values={url}
          onChange={(id, value) => setUrl({ [id]: value })}
        />
      </header>
      <RunTable
        query={query}
        storageKey="runs"
        {...(narrowed && {
          empty: (
            <FilteredAway
              action={
                <Button text={t('runs:empty.clear')} onClick={() => setUrl(Object.fromEntries(filterIds.map((id) => [id, undefined])))} />
              }
            />
          ),
        })}
      />
    </div>
  );
}
