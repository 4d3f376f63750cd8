import { Lightning } from '@blueprintjs/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { automationKeys, automationsApi } from '../../automations/api/automations-api.ts';
import '../../automations/pages/automations.css';
import { Results } from '../components/results.tsx';
import { ScenarioPanel } from '../components/scenario-panel.tsx';
import { type ScenarioForm, simulate, usualReaction } from '../simulation-model.ts';
import './simulation.css';

function numberIn(text: string | undefined, usual: number, most: number): number {
  const value = Number(text);
  return text !== undefined && Number.isInteger(value) && value >= 0 && value <= most ? value : usual;
}

/** Tries the draft on real records with the time fast-forwarded; nothing is changed and nobody is written to. */
export function SimulationPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation(['simulations', 'automations', 'builder']);
  const detail = useQuery({ queryKey: [...automationKeys.one(id), 'overview'], queryFn: ({ signal }) => automationsApi.read(id, signal) });
  const [url, setUrl] = useUrlState();
  const [reactions, setReactions] = useState<ScenarioForm['reactions']>([usualReaction]);
  const run = useMutation({ mutationFn: (form: ScenarioForm) => simulate(id, form) });
  const name = detail.data?.data.name ?? '';
  usePageTitle(name === '' ? t('simulations:title') : t('simulations:titleOf', { name }));
  if (detail.isPending) return <PageSkeleton />;
  if (detail.error) return <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />;
  const hasLive = detail.data.data.live !== null;
  const form: ScenarioForm = {
    records: Math.max(1, numberIn(url.records, 100, 1_000)),
    days: Math.max(1, numberIn(url.days, 30, 730)),
    seed: numberIn(url.seed, 1, 1_000_000),
    compare: hasLive && url.compare !== 'no',
    reactions,
  };
  const change = (next: ScenarioForm) => {
    setReactions(next.reactions);
    setUrl({ records: String(next.records), days: String(next.days), seed: String(next.seed), compare: next.compare ? undefined : 'no' });
  };
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <nav aria-label={t('builder:bar.path')} className="cz-dense">
          <Link to="/automations">{t('automations:title')}</Link> › <Link to={`/automations/${id}`}>{name}</Link> ›
        </nav>
        <h1>{t('simulations:title')}</h1>
      </header>
      <p className="cz-muted">{t('simulations:about')}</p>
      <div className="cz-simulation">
        <ScenarioPanel form={form} onChange={change} onRun={() => run.mutate(form)} busy={run.isPending} hasLive={hasLive} />
        <div aria-live="polite" aria-busy={run.isPending}>
          {run.error ? (
            <ErrorState inline error={run.error} onRetry={() => run.mutate(form)} />
          ) : run.data === undefined ? (
            <EmptyState icon={Lightning} title={t('simulations:empty')}>
              {t('simulations:emptyText')}
            </EmptyState>
          ) : run.data.records === 0 ? (
            <EmptyState icon={Lightning} title={t('simulations:noRecords')}>
              {t('simulations:noRecordsText')}
            </EmptyState>
          ) : (
            <Results simulation={run.data} />
          )}
        </div>
      </div>
    </div>
  );
}
