import { Button, Tab, Tabs } from '@blueprintjs/core';
import { FloppyDisk, Lightning } from '@blueprintjs/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { type Automation, automationKeys, automationsApi } from '../../automations/api/automations-api.ts';
import '../../automations/pages/automations.css';
import { Results } from '../components/results.tsx';
import { ReplayPanel } from '../components/replay-panel.tsx';
import { ScenarioDialog } from '../components/scenario-dialog.tsx';
import { ScenarioList } from '../components/scenario-list.tsx';
import { ScenarioPanel } from '../components/scenario-panel.tsx';
import { scenarioSteps } from '../scenarios-api.ts';
import { type ScenarioForm, simulate, usualReaction } from '../simulation-model.ts';
import './simulation.css';

function numberIn(text: string | undefined, usual: number, most: number): number {
  const value = Number(text);
  return text !== undefined && Number.isInteger(value) && value >= 0 && value <= most ? value : usual;
}

const tabs = ['simulate', 'scenarios', 'replay'] as const;

/** Tries the draft before time passes: on real records with the time fast-forwarded, by its saved scenarios, on its past runs. */
export function SimulationPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation(['simulations', 'automations', 'builder']);
  const detail = useQuery({ queryKey: [...automationKeys.one(id), 'overview'], queryFn: ({ signal }) => automationsApi.read(id, signal) });
  const [url, setUrl] = useUrlState();
  const name = detail.data?.data.name ?? '';
  usePageTitle(name === '' ? t('simulations:title') : t('simulations:titleOf', { name }));
  if (detail.isPending) return <PageSkeleton />;
  if (detail.error) return <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />;
  const automation = detail.data.data;
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <nav aria-label={t('builder:bar.path')} className="cz-dense">
          <Link to="/automations">{t('automations:title')}</Link> › <Link to={`/automations/${id}`}>{name}</Link> ›
        </nav>
        <h1>{t('simulations:title')}</h1>
      </header>
      <Tabs
        id="simulation-tabs"
        selectedTabId={tabs.find((one) => one === url.tab) ?? 'simulate'}
        onChange={(next) => setUrl({ tab: next === 'simulate' ? undefined : String(next) })}
        renderActiveTabPanelOnly
      >
        <Tab id="simulate" title={t('simulations:tabs.simulate')} panel={<Simulate automation={automation} />} />
        <Tab id="scenarios" title={t('simulations:tabs.scenarios')} panel={<ScenarioList automationId={id} draft={automation.draft} />} />
        <Tab
          id="replay"
          title={t('simulations:tabs.replay')}
          panel={<ReplayPanel automationId={id} chosen={(url.runs ?? '').split(',').filter(Boolean).slice(0, 200)} />}
        />
      </Tabs>
    </div>
  );
}

/** Runs the draft for real records with the time fast-forwarded; nothing is changed and nobody is written to. */
function Simulate({ automation }: { automation: Automation }) {
  const { id } = automation;
  const { t } = useTranslation('simulations');
  const [url, setUrl] = useUrlState();
  const [reactions, setReactions] = useState<ScenarioForm['reactions']>([usualReaction]);
  const [saving, setSaving] = useState(false);
  const run = useMutation({ mutationFn: (form: ScenarioForm) => simulate(id, form) });
  const hasLive = automation.live !== null;
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
  const start = {
    records: { newest: Math.min(form.records, 200) },
    course: { days: form.days, seed: form.seed, reactions: [...form.reactions] },
  };
  return (
    <>
      <p className="cz-muted">{t('about')}</p>
      <div className="cz-simulation">
        <ScenarioPanel form={form} onChange={change} onRun={() => run.mutate(form)} busy={run.isPending} hasLive={hasLive}>
          <Button icon={<FloppyDisk />} text={t('saveScenario')} onClick={() => setSaving(true)} />
        </ScenarioPanel>
        <div aria-live="polite" aria-busy={run.isPending}>
          {run.error ? (
            <ErrorState inline error={run.error} onRetry={() => run.mutate(form)} />
          ) : run.data === undefined ? (
            <EmptyState icon={Lightning} title={t('empty')}>
              {t('emptyText')}
            </EmptyState>
          ) : run.data.records === 0 ? (
            <EmptyState icon={Lightning} title={t('noRecords')}>
              {t('noRecordsText')}
            </EmptyState>
          ) : (
            <Results simulation={run.data} />
          )}
        </div>
      </div>
      {saving && (
        <ScenarioDialog
          automationId={id}
          start={start}
          tried={run.data?.runs.map((one) => ({ id: one.record.id, name: one.name })) ?? []}
          subject={automation.draft.subject}
          steps={scenarioSteps(automation.draft)}
          onClose={() => setSaving(false)}
        />
      )}
    </>
  );
}
