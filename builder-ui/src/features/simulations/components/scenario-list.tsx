import { Button, Tag } from '@blueprintjs/core';
import { Lightning, Play } from '@blueprintjs/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedScenario, ScenarioRuns } from '../../../../../api/contracts/scenarios.ts';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { scenarioKeys, scenariosApi, scenarioSteps } from '../scenarios-api.ts';
import { expectationWords } from './expectation-words.ts';
import { ScenarioDialog } from './scenario-dialog.tsx';
import { ScenarioResult, Verdict } from './scenario-results.tsx';

/** When it was run lately, on which version, and what came of it. */
function LastResults({ results }: { results: SavedScenario['results'] }) {
  const { t } = useTranslation('simulations');
  const formats = useFormats();
  if (results.length === 0) return null;
  return (
    <ul className="cz-expectations cz-meta" aria-label={t('lastResults')}>
      {results.map((one) => (
        <li key={one.at}>
          {t(one.passed ? 'resultPassed' : 'resultFailed', { met: one.met, expected: one.expected })}, {formats.dateTime(one.at)},{' '}
          {one.version === null ? t('resultDraft') : t('resultVersion', { number: one.version })}
          {one.by !== null && `, ${one.by}`}
        </li>
      ))}
    </ul>
  );
}

/** The saved scenarios of an automation, its own tests: run one, run all, change, delete. */
export function ScenarioList({ automationId, draft }: { automationId: string; draft: AutomationDefinition }) {
  const { t } = useTranslation('simulations');
  const client = useQueryClient();
  const [results, setResults] = useState<ReadonlyMap<string, ScenarioRuns['items'][number]>>(new Map());
  const [editing, setEditing] = useState<SavedScenario | null>(null);
  const [deleting, setDeleting] = useState<SavedScenario | null>(null);
  const list = useQuery({ queryKey: scenarioKeys.of(automationId), queryFn: ({ signal }) => scenariosApi.list(automationId, signal) });
  const run = useMutation({
    mutationFn: (ids: readonly string[] | null) => scenariosApi.run(automationId, ids === null ? {} : { ids }),
    onSuccess: async ({ items }) => {
      setResults((before) => new Map([...before, ...items.map((item) => [item.scenario.id, item] as const)]));
      await client.invalidateQueries({ queryKey: scenarioKeys.of(automationId) });
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => scenariosApi.remove(id),
    onSuccess: () => client.invalidateQueries({ queryKey: scenarioKeys.of(automationId) }),
    onSettled: () => setDeleting(null),
  });
  if (list.isPending) return <SkeletonRows rows={3} />;
  if (list.error) return <ErrorState inline error={list.error} onRetry={() => void list.refetch()} />;
  const { items } = list.data;
  const steps = scenarioSteps(draft);
  const titles = new Map(steps.map((step) => [step.id, step.title]));
  if (items.length === 0) {
    return (
      <EmptyState icon={Lightning} title={t('noScenarios')}>
        {t('noScenariosText')}
      </EmptyState>
    );
  }
  const failing = run.data?.failed ?? 0;
  return (
    <div className="cz-stack">
      <div className="cz-row">
        <Button intent="primary" icon={<Play />} text={t('runAll')} loading={run.isPending} onClick={() => run.mutate(null)} />
        <span role="status">
          {run.data !== undefined &&
            t(failing === 0 ? 'allPassed' : 'someFailed', { count: failing === 0 ? run.data.passed : failing, all: run.data.items.length })}
        </span>
      </div>
      {run.error && <ErrorState inline error={run.error} />}
      {remove.error && <ErrorState inline error={remove.error} />}
      <ul className="cz-panel cz-lines">
        {items.map((scenario) => {
          const result = results.get(scenario.id);
          return (
            <li key={scenario.id} className="cz-scenario-line">
              <h2>{scenario.name}</h2>
              {scenario.required && <Tag minimal>{t('requiredTag')}</Tag>}
              {result !== undefined && <Verdict passed={result.passed} />}
              <span className="cz-spacer" />
              <Button
                size="small"
                variant="minimal"
                text={t('run')}
                aria-label={t('runOne', { name: scenario.name })}
                onClick={() => run.mutate([scenario.id])}
              />
              <Button
                size="small"
                variant="minimal"
                text={t('edit')}
                aria-label={t('editOne', { name: scenario.name })}
                onClick={() => setEditing(scenario)}
              />
              <Button
                size="small"
                variant="minimal"
                text={t('delete')}
                aria-label={t('deleteOne', { name: scenario.name })}
                onClick={() => setDeleting(scenario)}
              />
              <LastResults results={scenario.results} />
              {result === undefined ? (
                <ul className="cz-expectations cz-muted">
                  {scenario.expectations.map((expectation, index) => (
                    <li key={index}>{expectationWords(t, expectation, titles)}</li>
                  ))}
                </ul>
              ) : (
                <ScenarioResult run={result} steps={titles} />
              )}
            </li>
          );
        })}
      </ul>
      {editing !== null && (
        <ScenarioDialog
          automationId={automationId}
          start={editing}
          tried={[]}
          subject={draft.subject}
          steps={steps}
          onClose={() => setEditing(null)}
        />
      )}
      <ConfirmDialog
        isOpen={deleting !== null}
        title={t('deleteTitle', { name: deleting?.name ?? '' })}
        verb={t('delete')}
        busy={remove.isPending}
        onConfirm={() => deleting !== null && remove.mutate(deleting.id)}
        onClose={() => setDeleting(null)}
      />
    </div>
  );
}
