import { Button, Checkbox, FormGroup } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QualificationPolicyView } from '../../../../../api/contracts/qualification.ts';
import { evidenceSources } from '../../../../../domain/leads/factors.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { Gate } from '../../../components/gate.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import '../qualification/qualification.css';

/** When a lead may be called qualified, and what proves what is claimed about it. */
export function PolicyPage() {
  return (
    <Gate permission="leads.configure" otherwise="explain">
      <Loaded />
    </Gate>
  );
}

function Loaded() {
  const { t } = useTranslation('leads');
  usePageTitle(t('policy.title'));
  const policy = useQuery({
    queryKey: ['qualification-policy'],
    queryFn: ({ signal }) => api.get<QualificationPolicyView>('/v1/qualification-policy', undefined, signal),
  });
  if (policy.isPending) return <PageSkeleton />;
  if (!policy.data) return <ErrorState page error={policy.error} onRetry={() => void policy.refetch()} />;
  return <PolicyForm key={policy.data.version} policy={policy.data} />;
}

type Rule = QualificationPolicyView['factors'][number];

function PolicyForm({ policy }: { policy: QualificationPolicyView }) {
  const { t } = useTranslation('leads');
  const client = useQueryClient();
  const [draft, setDraft] = useState(policy);
  const save = useMutation({
    mutationFn: () => {
      const { id: _, version, ...body } = draft;
      return api.put<QualificationPolicyView>('/v1/qualification-policy', body, etagOf(version));
    },
    onSuccess: ({ data }) => {
      client.setQueryData(['qualification-policy'], data);
      void client.invalidateQueries({ queryKey: ['leads'] });
      void toast(t('policy.saved'), 'success');
    },
  });
  const fieldError = (pointer: string) => (isProblem(save.error) ? save.error.fieldError(pointer) : undefined);
  const set = (change: Partial<QualificationPolicyView>) => setDraft({ ...draft, ...change });
  const setRule = (index: number, change: Partial<Rule>) =>
    set({ factors: draft.factors.map((rule, other) => (other === index ? { ...rule, ...change } : rule)) });
  return (
    <div className="cz-page cz-reading">
      <header className="cz-page-head">
        <h1>{t('policy.title')}</h1>
      </header>
      <p className="cz-muted">{t('policy.intro')}</p>
      <form
        className="cz-stack"
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <FormErrors error={save.error} />
        <section className="cz-panel" aria-label={t('policy.demands')}>
          <div className="cz-panel-head">
            <h2>{t('policy.demands')}</h2>
          </div>
          <div className="cz-panel-body">
            <Checkbox
              label={t('policy.requireActivity')}
              checked={draft.requireActivity}
              onChange={(event) => set({ requireActivity: event.currentTarget.checked })}
            />
            <Checkbox
              label={t('policy.requireEvidence')}
              checked={draft.requireEvidence}
              onChange={(event) => set({ requireEvidence: event.currentTarget.checked })}
            />
            <Checkbox
              label={t('policy.requireQualified')}
              checked={draft.requireQualified}
              onChange={(event) => set({ requireQualified: event.currentTarget.checked })}
            />
            <div className="cz-form" data-columns="2">
              <TextField
                type="number"
                min={0}
                max={100}
                label={t('policy.minimumCoverage')}
                hint={t('policy.minimumCoverageHint')}
                disabled={!draft.requireEvidence}
                value={String(draft.minimumCoverage)}
                error={fieldError('/minimumCoverage')}
                onChange={(text) => set({ minimumCoverage: Number(text) })}
              />
              <TextField
                type="number"
                min={0}
                max={draft.factors.length}
                label={t('policy.minimumFactors')}
                value={String(draft.minimumFactors)}
                error={fieldError('/minimumFactors')}
                onChange={(text) => set({ minimumFactors: Number(text) })}
              />
            </div>
          </div>
        </section>
        {draft.factors.map((rule, index) => (
          <FactorRule
            key={rule.factor}
            rule={rule}
            error={(name) => fieldError(`/factors/${index}/${name}`)}
            onChange={(change) => setRule(index, change)}
          />
        ))}
        <div className="cz-row">
          <Button
            type="submit"
            intent="primary"
            text={t('policy.save')}
            loading={save.isPending}
            disabled={JSON.stringify(draft) === JSON.stringify(policy)}
          />
        </div>
      </form>
    </div>
  );
}

interface FactorRuleProps {
  readonly rule: Rule;
  readonly error: (name: string) => string | undefined;
  readonly onChange: (change: Partial<Rule>) => void;
}

/** One of the six fixed factors: whether it is asked for, what proves it, and what people read. */
function FactorRule({ rule, error, onChange }: FactorRuleProps) {
  const { t } = useTranslation('leads');
  const name = t(`factor.${rule.factor}.name`);
  const all = rule.sources.length === 0;
  return (
    <section className="cz-panel" aria-label={name}>
      <div className="cz-panel-head">
        <h2>{name}</h2>
      </div>
      <div className="cz-panel-body cz-stack">
        <p className="cz-meta">{t(`factor.${rule.factor}.help`)}</p>
        <Checkbox
          label={t('policy.enabled')}
          checked={rule.enabled}
          onChange={(event) => onChange({ enabled: event.currentTarget.checked })}
        />
        {rule.enabled && (
          <>
            <Checkbox
              label={t('policy.factorEvidence')}
              checked={rule.requireEvidence}
              onChange={(event) => onChange({ requireEvidence: event.currentTarget.checked })}
            />
            <FormGroup
              label={t('policy.sources')}
              helperText={error('sources') ?? (all ? t('policy.allSources') : undefined)}
              role="group"
              aria-label={t('policy.sourcesOf', { name })}
            >
              {evidenceSources.map((source) => (
                <Checkbox
                  key={source}
                  inline
                  label={t(`source.${source}`)}
                  checked={all || rule.sources.includes(source)}
                  onChange={(event) => {
                    const before = all ? [...evidenceSources] : rule.sources;
                    const next = event.currentTarget.checked ? [...before, source] : before.filter((one) => one !== source);
                    // None at all cannot be meant: then every proof counts again.
                    onChange({ sources: next.length === evidenceSources.length ? [] : next });
                  }}
                />
              ))}
            </FormGroup>
            <div className="cz-form" data-columns="2">
              <TextField
                label={t('policy.label')}
                hint={t('policy.labelHint')}
                value={rule.label ?? ''}
                maxLength={60}
                error={error('label')}
                onChange={(text) => onChange({ label: text === '' ? null : text })}
              />
              <TextField
                label={t('policy.help')}
                value={rule.help ?? ''}
                maxLength={500}
                error={error('help')}
                onChange={(text) => onChange({ help: text === '' ? null : text })}
              />
            </div>
          </>
        )}
      </div>
    </section>
  );
}
