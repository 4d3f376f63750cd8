import { Button } from '@blueprintjs/core';
import { Plus, Shield } from '@blueprintjs/icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DecisionPolicyView } from '../../../../../api/contracts/decisions.ts';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { PolicyForm } from '../components/policy-form.tsx';

export function PoliciesPage() {
  return (
    <Gate permission="decisions.configure" otherwise="explain">
      <Policies />
    </Gate>
  );
}

function Policies() {
  const { t } = useTranslation('decisions');
  usePageTitle(t('policies.title'));
  const [url, setUrl] = useUrlState();
  const policies = useQuery({
    queryKey: ['decision-policies'],
    queryFn: ({ signal }) => api.get<{ items: DecisionPolicyView[] }>('/v1/decision-policies', undefined, signal),
  });
  const rows = policies.data?.items ?? [];
  const shown = rows.find((policy) => policy.id === url.policy);
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('policies.title')}</h1>
        <span className="cz-spacer" />
        <Button intent="primary" icon={<Plus />} text={t('policies.new')} onClick={() => setUrl({ new: '1' })} />
      </header>
      <p className="cz-muted">{t('policies.intro')}</p>
      {policies.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={4} />
        </div>
      ) : policies.error && rows.length === 0 ? (
        <ErrorState error={policies.error} onRetry={() => void policies.refetch()} />
      ) : rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={Shield} title={t('policies.none')}>
            {t('policies.noneText')}
          </EmptyState>
        </div>
      ) : (
        <PolicyTable rows={rows} onOpen={(id) => setUrl({ policy: id })} />
      )}
      <SidePanel isOpen={url.new === '1'} onClose={() => setUrl({ new: undefined })} title={t('policies.new')}>
        <PolicyForm onDone={() => setUrl({ new: undefined })} />
      </SidePanel>
      <SidePanel isOpen={shown !== undefined} onClose={() => setUrl({ policy: undefined })} title={shown?.name ?? ''}>
        {shown && <PolicyForm key={shown.id} policy={shown} onDone={() => setUrl({ policy: undefined })} />}
      </SidePanel>
    </div>
  );
}

function PolicyTable({ rows, onOpen }: { rows: readonly DecisionPolicyView[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation('decisions');
  const formats = useFormats();
  const rules = ({ conditions: { discountAbove, amountAbove, flagged } }: DecisionPolicyView) =>
    [
      ...(discountAbove === undefined ? [] : [t('policies.rule.discountAbove', { percent: discountAbove })]),
      ...(amountAbove === undefined
        ? []
        : [t('policies.rule.amountAbove', { amount: formats.money(amountAbove.minor, amountAbove.currency) })]),
      ...(flagged === true ? [t('policies.rule.flagged')] : []),
    ].join(', ');
  const columns: Column<DecisionPolicyView>[] = [
    {
      id: 'name',
      label: t('policies.name'),
      phone: 'title',
      cell: (policy) => (
        <Link className="cz-table-title" to={`?policy=${policy.id}`} data-row-link>
          {policy.name}
        </Link>
      ),
    },
    {
      id: 'when',
      label: t('policies.when'),
      width: '36%',
      cell: (policy) => `${t(`policies.actions.${policy.action.replace('.', '_')}`)}: ${rules(policy)}`,
    },
    { id: 'who', label: t('policies.who'), width: '24%', cell: (policy) => policy.steps.map((step) => step.name).join(', ') },
    { id: 'state', label: t('policies.state'), width: '14%', cell: (policy) => t(policy.active ? 'policies.active' : 'policies.inactive') },
  ];
  return (
    <DataTable
      label={t('policies.title')}
      columns={columns}
      rows={rows}
      rowLabel={(policy) => policy.name}
      onOpen={(policy) => onOpen(policy.id)}
    />
  );
}
