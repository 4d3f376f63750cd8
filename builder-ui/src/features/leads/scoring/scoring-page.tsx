import { Button, ProgressBar } from '@blueprintjs/core';
import { Plus, Target } from '@blueprintjs/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Scoring } from '../../../../../api/contracts/scoring.ts';
import { Banner } from '../../../components/banner.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { PlanNote } from '../../../components/plan-note.tsx';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { Distribution } from './preview.tsx';
import { RuleForm } from './rule-form.tsx';
import { RuleList } from './rule-list.tsx';
import type { DraftRule } from './rules.ts';
import { bodyOf, isCounting, useScoring, useScoringPreview } from './rules.ts';
import './scoring.css';

/** The rules by which leads get their score, with what they would mean before they are saved. */
export function ScoringPage() {
  return (
    <Gate permission="leads.configure" otherwise="explain">
      <Loaded />
    </Gate>
  );
}

function Loaded() {
  const { t } = useTranslation('leads');
  usePageTitle(t('scoring.title'));
  const scoring = useScoring();
  if (scoring.isPending) return <PageSkeleton />;
  if (!scoring.data) return <ErrorState page error={scoring.error} onRetry={() => void scoring.refetch()} />;
  // Whoever saves goes on with what is stored; while leads are counted nothing of that changes.
  return <Rules key={scoring.data.version} scoring={scoring.data} />;
}

const fresh: DraftRule = {
  name: '',
  group: 'companyFit',
  points: 10,
  enabled: true,
  condition: { kind: 'all', of: [] },
  event: null,
  maxTimes: 1,
  withinDays: null,
};

function Rules({ scoring }: { scoring: Scoring }) {
  const { t } = useTranslation('leads');
  const client = useQueryClient();
  const [rules, setRules] = useState<readonly DraftRule[]>(scoring.rules);
  const [notifyAt, setNotifyAt] = useState(scoring.notifyAt === null ? '' : String(scoring.notifyAt));
  const [editing, setEditing] = useState<number | 'new' | null>(null);
  const preview = useScoringPreview(rules);
  const take = (data: Scoring) => client.setQueryData(['scoring'], data);
  const save = useMutation({
    mutationFn: () =>
      api.put<Scoring>(
        '/v1/scoring',
        { notifyAt: notifyAt === '' ? null : Number(notifyAt), rules: rules.map(bodyOf) },
        etagOf(scoring.version),
      ),
    onSuccess: ({ data }) => {
      take(data);
      void toast(t('scoring.saved'), 'success');
    },
  });
  const changed =
    JSON.stringify([notifyAt, rules.map(bodyOf)]) !==
    JSON.stringify([scoring.notifyAt === null ? '' : String(scoring.notifyAt), scoring.rules.map(bodyOf)]);
  const put = (rule: DraftRule) => {
    setRules(editing === 'new' ? [...rules, rule] : rules.map((one, index) => (index === editing ? rule : one)));
    setEditing(null);
  };
  const edited = editing === null ? undefined : editing === 'new' ? fresh : rules[editing];
  return (
    <div className="cz-page cz-reading">
      <header className="cz-page-head">
        <h1>{t('scoring.title')}</h1>
        <span className="cz-spacer" />
        <Button icon={<Plus />} text={t('scoring.add')} onClick={() => setEditing('new')} />
        <Button intent="primary" text={t('scoring.save')} disabled={!changed} loading={save.isPending} onClick={() => save.mutate()} />
      </header>
      <p className="cz-muted">{t('scoring.intro')}</p>
      <PlanNote feature="leads.scoring" />
      <Recount scoring={scoring} onCounted={take} />
      <FormErrors error={save.error} />
      <section className="cz-panel" aria-label={t('scoring.rules')}>
        <div className="cz-panel-head">
          <h2>{t('scoring.rules')}</h2>
        </div>
        {rules.length === 0 ? (
          <EmptyState icon={Target} title={t('scoring.none')}>
            {t('scoring.noneText')}
          </EmptyState>
        ) : (
          <RuleList rules={rules} matches={preview.data?.rules} onChange={setRules} onEdit={setEditing} />
        )}
      </section>
      <section className="cz-panel" aria-label={t('scoring.preview.title')}>
        <div className="cz-panel-head">
          <h2>{t('scoring.preview.title')}</h2>
        </div>
        <div className="cz-panel-body">
          <FormErrors error={preview.error} />
          {preview.data && <Distribution preview={preview.data} />}
        </div>
      </section>
      <section className="cz-panel" aria-label={t('scoring.notify')}>
        <div className="cz-panel-body">
          <TextField
            type="number"
            min={1}
            max={1000}
            label={t('scoring.notify')}
            hint={t('scoring.notifyHint')}
            value={notifyAt}
            onChange={setNotifyAt}
          />
        </div>
      </section>
      <SidePanel
        isOpen={edited !== undefined}
        onClose={() => setEditing(null)}
        title={editing === 'new' ? t('scoring.add') : t('scoring.edit', { name: edited?.name ?? '' })}
        width={560}
      >
        {edited && <RuleForm key={String(editing)} start={edited} onDone={put} onCancel={() => setEditing(null)} />}
      </SidePanel>
    </div>
  );
}

/** How far the counting of all leads is, and the way to begin it again. */
function Recount({ scoring, onCounted }: { scoring: Scoring; onCounted: (scoring: Scoring) => void }) {
  const { t } = useTranslation('leads');
  const formats = useFormats();
  const again = useMutation({ mutationFn: () => api.post<Scoring>('/v1/scoring/recount'), onSuccess: onCounted });
  const { recount } = scoring;
  if (recount === null) return null;
  const figures = { done: formats.number(recount.done), total: formats.number(recount.total), changed: formats.number(recount.changed) };
  if (isCounting(scoring)) {
    return (
      <div role="status">
        <p id="recount">{t('scoring.recount.running', figures)}</p>
        <ProgressBar aria-labelledby="recount" value={recount.total === 0 ? 0 : recount.done / recount.total} />
      </div>
    );
  }
  const whole = recount.status === 'completed';
  return (
    <Banner
      boxed
      intent={whole ? 'none' : 'warning'}
      action={<Button size="small" text={t('scoring.recount.again')} loading={again.isPending} onClick={() => again.mutate()} />}
    >
      {whole
        ? t('scoring.recount.done', { ...figures, when: formats.relative(recount.finishedAt ?? recount.createdAt) })
        : t('scoring.recount.stopped', figures)}
    </Banner>
  );
}
