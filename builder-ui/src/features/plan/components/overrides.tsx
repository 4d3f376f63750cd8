import { Button, Switch } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntitlementOverride } from '../../../../../api/contracts/entitlements.ts';
import { features, isFeature, limits } from '../../../../../domain/entitlements/entitlements.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { useTeams, useUsers } from '../../settings/people.ts';
import { entitlementName, planKey, useOverrides } from '../plan.ts';

const scopes = ['tenant', 'team', 'user'] as const;
type Scope = (typeof scopes)[number];

/** What is laid down beside the plan, for the workspace, a team or a person. */
export function Overrides({ managed }: { managed: boolean }) {
  const { t } = useTranslation('plan');
  const client = useQueryClient();
  const overrides = useOverrides();
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/v1/plan/overrides/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: planKey }),
  });
  const items = overrides.data?.items ?? [];
  return (
    <section className="cz-panel" aria-label={t('overrides.title')}>
      <div className="cz-panel-head">
        <h2 className="cz-label">{t('overrides.title')}</h2>
      </div>
      <div className="cz-panel-body cz-stack">
        <p className="cz-muted">{t('overrides.text')}</p>
        {overrides.error && <ErrorState error={overrides.error} onRetry={() => void overrides.refetch()} />}
        <FormErrors error={remove.error} />
        {overrides.data && items.length === 0 && <p>{t('overrides.none')}</p>}
        <ul className="cz-sessions">
          {items.map((one) => (
            <li key={one.id}>
              <Laid one={one} />
              {!managed && (
                <Button
                  size="small"
                  variant="minimal"
                  text={t('overrides.remove')}
                  loading={remove.isPending && remove.variables === one.id}
                  onClick={() => remove.mutate(one.id)}
                />
              )}
            </li>
          ))}
        </ul>
        {!managed && <OverrideForm />}
      </div>
    </section>
  );
}

function Laid({ one }: { one: EntitlementOverride }) {
  const { t } = useTranslation('plan');
  const formats = useFormats();
  const subject = one.scope === 'tenant' ? t('overrides.workspace') : (one.subjectName ?? t('overrides.gone'));
  const value =
    typeof one.value === 'boolean'
      ? t(one.value ? 'overrides.yes' : 'overrides.no')
      : one.value === null
        ? t('overrides.unlimited')
        : t('overrides.atMost', { limit: formats.number(one.value) });
  return (
    <span className="cz-spacer">
      {subject}: {entitlementName(t, one.entitlement)}, {value} {one.reason && <span className="cz-meta">{one.reason}</span>}
    </span>
  );
}

function OverrideForm() {
  const { t } = useTranslation('plan');
  const client = useQueryClient();
  const [scope, setScope] = useState<Scope>('tenant');
  const [subjectId, setSubjectId] = useState('');
  const [entitlement, setEntitlement] = useState<string>(limits[0]);
  const [granted, setGranted] = useState(true);
  const [limit, setLimit] = useState('');
  const [reason, setReason] = useState('');
  const subjects = useSubjects(scope);
  const feature = isFeature(entitlement);
  const wrong = feature || /^\d{0,9}$/.test(limit.trim()) ? undefined : t('overrides.limitWrong');
  const save = useMutation({
    mutationFn: () => {
      const ofLimit = limit.trim() === '' ? null : Number(limit);
      const about = scope === 'tenant' ? {} : { subjectId };
      return api.put('/v1/plan/overrides', { scope, ...about, entitlement, value: feature ? granted : ofLimit, reason });
    },
    onSuccess: async () => {
      setReason('');
      await client.invalidateQueries({ queryKey: planKey });
    },
  });
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong === undefined) save.mutate();
      }}
    >
      <FormErrors error={save.error} />
      <div className="cz-form" data-columns="2">
        <SelectField
          label={t('overrides.for')}
          value={scope}
          choices={scopes.map((value) => ({ value, label: t(`scope.${value}`) }))}
          onChange={(value) => {
            setScope(value);
            setSubjectId('');
          }}
        />
        {scope !== 'tenant' && (
          <SelectField
            label={t('overrides.who')}
            value={subjectId}
            choices={[{ value: '', label: '' }, ...subjects]}
            onChange={setSubjectId}
          />
        )}
        <SelectField
          label={t('overrides.what')}
          value={entitlement}
          choices={[...limits, ...features].map((value) => ({ value, label: entitlementName(t, value) }))}
          onChange={setEntitlement}
        />
        {!feature && (
          <TextField
            label={t('overrides.limit')}
            hint={t('overrides.limitHint')}
            value={limit}
            onChange={setLimit}
            inputMode="numeric"
            error={wrong}
          />
        )}
        <TextField label={t('overrides.reason')} value={reason} onChange={setReason} maxLength={200} />
      </div>
      {feature && <Switch checked={granted} label={t('overrides.grant')} onChange={() => setGranted(!granted)} />}
      <div>
        <Button type="submit" loading={save.isPending} disabled={scope !== 'tenant' && subjectId === ''} text={t('overrides.add')} />
      </div>
    </form>
  );
}

function useSubjects(scope: Scope) {
  const users = useUsers({ status: 'active' });
  const teams = useTeams();
  const people = scope === 'user' ? (users.data?.pages.flatMap((page) => page.items) ?? []) : (teams.data?.items ?? []);
  return people.map((one) => ({ value: one.id, label: one.name }));
}
