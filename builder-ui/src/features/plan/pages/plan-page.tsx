import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TenantPlan } from '../../../../../api/contracts/entitlements.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { Overrides } from '../components/overrides.tsx';
import { Why } from '../components/why.tsx';
import { entitlementName, planKey, usePlan } from '../plan.ts';
import '../../settings/settings.css';
import '../plan.css';

/** What the workspace may do and have, and how much of it is used. */
export function PlanPage() {
  const { t } = useTranslation('plan');
  usePageTitle(t('title'));
  return (
    <Gate permission="plan.view" otherwise="explain">
      <div className="cz-page cz-reading cz-stack">
        <header className="cz-page-head">
          <h1>{t('title')}</h1>
        </header>
        <Parts />
      </div>
    </Gate>
  );
}

function Parts() {
  const { can } = useSession();
  const plan = usePlan();
  if (plan.error) return <ErrorState error={plan.error} onRetry={() => void plan.refetch()} />;
  if (!plan.data) return <SkeletonRows rows={6} />;
  return (
    <>
      <PlanPanel key={plan.data.version} plan={plan.data} />
      <Usage plan={plan.data} />
      <Seats plan={plan.data} />
      <Features plan={plan.data} />
      {can('entitlements.overrides.manage') && <Overrides managed={plan.data.managedBy === 'operator'} />}
      <Why />
    </>
  );
}

function PlanPanel({ plan }: { plan: TenantPlan }) {
  const { t } = useTranslation('plan');
  const { can } = useSession();
  const client = useQueryClient();
  const [code, setCode] = useState(plan.code);
  const save = useMutation({
    mutationFn: () => api.put<TenantPlan>('/v1/plan', { code }, etagOf(plan.version)),
    onSuccess: async () => {
      void toast(t('saved'), 'success');
      await client.invalidateQueries({ queryKey: planKey });
    },
  });
  return (
    <section className="cz-panel" aria-label={t('plan')}>
      <div className="cz-panel-head">
        <h2 className="cz-label">{t('plan')}</h2>
      </div>
      <div className="cz-panel-body cz-stack">
        <p>{t('current', { name: plan.name })}</p>
        {plan.managedBy === 'operator' && <p className="cz-muted">{t('operator')}</p>}
        {plan.managedBy === 'workspace' && can('tenant.write') && (
          <form
            className="cz-stack"
            onSubmit={(event) => {
              event.preventDefault();
              save.mutate();
            }}
          >
            <FormErrors error={save.error} />
            <SelectField
              label={t('change')}
              hint={t('keeps')}
              value={code}
              choices={plan.plans.map((one) => ({ value: one.code, label: one.name }))}
              onChange={setCode}
            />
            <div>
              <Button type="submit" disabled={code === plan.code} loading={save.isPending} text={t('change')} />
            </div>
          </form>
        )}
      </div>
    </section>
  );
}

function Usage({ plan }: { plan: TenantPlan }) {
  const { t } = useTranslation('plan');
  const formats = useFormats();
  return (
    <section className="cz-panel" aria-label={t('usage')}>
      <div className="cz-panel-head">
        <h2 className="cz-label">{t('usage')}</h2>
      </div>
      <ul className="cz-panel-body cz-usage">
        {plan.limits.map(({ code, limit, used }) => {
          const name = entitlementName(t, code);
          const full = limit !== null && used >= limit;
          const words = { used: formats.number(used), limit: limit === null ? '' : formats.number(limit) };
          return (
            <li key={code} data-full={full}>
              <div className="cz-usage-head">
                <span>{name}</span>
                <span className="cz-meta">{limit === null ? t('noLimit', words) : t('of', words)}</span>
              </div>
              {limit !== null && <progress aria-label={name} value={Math.min(used, limit)} max={Math.max(limit, 1)} />}
              {full && <p className="cz-meta">{t('full')}</p>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Who has the seats. */
function Seats({ plan }: { plan: TenantPlan }) {
  const { t } = useTranslation(['plan', 'app']);
  const formats = useFormats();
  const groups = (['status', 'role', 'team'] as const).map((kind) => ({ kind, items: plan.seats.filter((one) => one.kind === kind) }));
  const nameOf = (seat: TenantPlan['seats'][number]): string => {
    if (seat.kind === 'status') return t(seat.code === 'invited' ? 'seatsInvited' : 'seatsActive');
    return seat.kind === 'role' ? t(`app:role.${seat.code}`, { defaultValue: seat.name }) : seat.name;
  };
  return (
    <section className="cz-panel" aria-label={t('seats')}>
      <div className="cz-panel-head">
        <h2 className="cz-label">{t('seats')}</h2>
      </div>
      <div className="cz-panel-body cz-seats">
        {groups
          .filter(({ items }) => items.length > 0)
          .map(({ kind, items }) => (
            <div key={kind}>
              <h3 className="cz-meta">{t(`seatsBy.${kind}`)}</h3>
              <dl className="cz-pairs">
                {items.map((seat) => (
                  <div key={seat.code} style={{ display: 'contents' }}>
                    <dt>{nameOf(seat)}</dt>
                    <dd>{formats.number(seat.count)}</dd>
                  </div>
                ))}
              </dl>
            </div>
          ))}
      </div>
    </section>
  );
}

function Features({ plan }: { plan: TenantPlan }) {
  const { t } = useTranslation('plan');
  return (
    <section className="cz-panel" aria-label={t('features')}>
      <div className="cz-panel-head">
        <h2 className="cz-label">{t('features')}</h2>
      </div>
      <dl className="cz-panel-body cz-pairs">
        {plan.features.map(({ code, granted }) => (
          <div key={code} style={{ display: 'contents' }}>
            <dt>{entitlementName(t, code)}</dt>
            <dd>{granted ? t('granted') : t('refused')}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
