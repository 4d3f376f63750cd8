import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../../../components/error-state.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { type Impact, type ImpactChoice, operationKeys, operationsApi } from '../api/operations-api.ts';
import { ImpactTable } from './impact-table.tsx';
import './operations.css';

interface PublishImpactProps {
  readonly impact: UseQueryResult<Impact>;
  readonly choices: readonly ImpactChoice[];
  readonly onChange: (choices: readonly ImpactChoice[]) => void;
}

/** Asked again with every choice: runs move on meanwhile. */
export function useImpact(
  automationId: string,
  choices: readonly ImpactChoice[] | null,
  onBefore: () => Promise<unknown>,
  enabled: boolean,
) {
  return useQuery<Impact>({
    queryKey: [...operationKeys.of(automationId), 'impact', choices],
    queryFn: async () => {
      await onBefore();
      return operationsApi.impact(automationId, choices ?? undefined);
    },
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });
}

/** The runs under way, what becomes of them, and what that comes to in one sentence. */
export function PublishImpact({ impact, choices, onChange }: PublishImpactProps) {
  const { t } = useTranslation(['operations', 'builder']);
  if (impact.isPending) return <SkeletonRows rows={3} />;
  if (impact.error) return <ErrorState inline error={impact.error} onRetry={() => void impact.refetch()} />;
  const { rows, result } = impact.data;
  if (rows.length === 0) return <p>{t('builder:publish.noRuns')}</p>;
  return (
    <>
      <ImpactTable impact={impact.data} choices={choices} onChange={onChange} />
      <p role="status" className="cz-impact-result">
        {t('operations:impact.result', result)}
        {result.dueNow > 0 && ` ${t('operations:impact.due', { count: result.dueNow })}`}
      </p>
    </>
  );
}
