import { Button } from '@blueprintjs/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ScenarioRuns } from '../../../../../api/contracts/scenarios.ts';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { scenarioKeys, scenariosApi, scenarioSteps } from '../scenarios-api.ts';
import { ReplayTotals } from './replay-panel.tsx';
import { ScenarioResult, Verdict } from './scenario-results.tsx';
import '../pages/simulation.css';

/** Runs what publishing asks for, on the draft as it was just saved. */
export function useRequiredScenarios(automationId: string, onBefore: () => Promise<unknown>, enabled: boolean) {
  return useQuery<ScenarioRuns>({
    queryKey: [...scenarioKeys.of(automationId), 'required'],
    queryFn: async () => {
      await onBefore();
      return scenariosApi.run(automationId, { required: true });
    },
    enabled,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

interface PublishTestsProps {
  readonly automationId: string;
  readonly definition: AutomationDefinition;
  readonly required: ReturnType<typeof useRequiredScenarios>;
}

/** The required scenarios as they come out now: one that fails stands in the way. */
export function PublishTests({ automationId, definition, required }: PublishTestsProps) {
  const { t } = useTranslation('simulations');
  const titles = new Map(scenarioSteps(definition).map((step) => [step.id, step.title]));
  if (required.isFetching) return <p role="status">{t('runningRequired')}</p>;
  if (required.error) return <ErrorState inline error={required.error} onRetry={() => void required.refetch()} />;
  if (required.data === undefined || required.data.items.length === 0) {
    return (
      <p>
        {t('noRequired')} <Link to={`/automations/${automationId}/simulation?tab=scenarios`}>{t('tabs.scenarios')}</Link>
      </p>
    );
  }
  return (
    <ul className="cz-lines">
      {required.data.items.map((run) => (
        <li key={run.scenario.id} className="cz-scenario-line">
          <span>{run.scenario.name}</span> <Verdict passed={run.passed} />
          {!run.passed && <ScenarioResult run={run} steps={titles} />}
        </li>
      ))}
    </ul>
  );
}

/** What the last runs would have done with the draft, in one line. */
export function PublishReplay({ automationId }: { automationId: string }) {
  const { t } = useTranslation('simulations');
  const replay = useMutation({ mutationFn: () => scenariosApi.replay(automationId, { last: 50 }) });
  return (
    <div className="cz-publish-replay" aria-live="polite">
      <Button size="small" variant="outlined" text={t('replay.fromPublish')} loading={replay.isPending} onClick={() => replay.mutate()} />
      {replay.error && <ErrorState inline error={replay.error} />}
      {replay.data !== undefined && replay.data.items.length === 0 && <span>{t('replay.none')}</span>}
      {replay.data !== undefined && replay.data.items.length > 0 && (
        <>
          <ReplayTotals totals={replay.data.totals} />
          <Link to={`/automations/${automationId}/simulation?tab=replay`}>{t('replay.details')}</Link>
        </>
      )}
    </div>
  );
}
