import { Button, Checkbox, Switch } from '@blueprintjs/core';
import { Plus } from '@blueprintjs/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DecisionPolicyView } from '../../../../../api/contracts/decisions.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { type Stand, useConflict } from '../../../lib/api/use-conflict.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { bodyOf, draftOf, newStep, type PolicyDraft } from './policy-draft.ts';
import { PolicyConflict } from './policy-conflict.tsx';
import { PolicyStepFields } from './policy-step-fields.tsx';
import '../../settings/settings.css';

/** A policy, new or known: when it asks, and whom, step by step. */
export function PolicyForm({ policy, onDone }: { policy?: DecisionPolicyView; onDone: () => void }) {
  const { t } = useTranslation('decisions');
  const { me } = useSession();
  const client = useQueryClient();
  const standOf = (now: DecisionPolicyView): Stand<PolicyDraft> => ({ draft: draftOf(now, me.tenant.currency, ''), version: now.version });
  const [draft, setDraft] = useState<PolicyDraft>(() => draftOf(policy, me.tenant.currency, t('policies.step', { number: 1 })));
  const conflict = useConflict({
    start: policy && standOf(policy),
    read: async () => standOf(await api.get<DecisionPolicyView>(`/v1/decision-policies/${policy?.id}`)),
  });
  const [removing, setRemoving] = useState(false);
  const set = (change: Partial<PolicyDraft>) => setDraft({ ...draft, ...change });
  const done = () => {
    for (const key of ['decision-policies', 'deal-approval']) void client.invalidateQueries({ queryKey: [key] });
    void toast(t('policies.saved'), 'success');
    onDone();
  };
  const save = useMutation({
    mutationFn: async (version: number) => {
      if (policy) await api.patch(`/v1/decision-policies/${policy.id}`, bodyOf(draft), etagOf(version));
      else await api.post('/v1/decision-policies', bodyOf(draft));
    },
    onSuccess: done,
    onError: conflict.onError,
  });
  const remove = useMutation({
    mutationFn: () => api.delete(`/v1/decision-policies/${policy?.id}`),
    onSuccess: done,
    onError: () => setRemoving(false),
  });
  const error = (pointer: string) => (isProblem(save.error) ? save.error.fieldError(pointer) : undefined);
  return (
    <form
      className="cz-stack"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        save.mutate(conflict.version);
      }}
    >
      <PolicyConflict conflict={conflict} draft={draft} onDraft={setDraft} onKeepMine={save.mutate} />
      <FormErrors error={conflict.left(save.error) ?? remove.error} />
      <TextField label={t('policies.name')} value={draft.name} onChange={(name) => set({ name })} error={error('/name')} maxLength={100} />
      <SelectField
        label={t('policies.action')}
        value={draft.action}
        choices={[
          { value: 'deal.terms', label: t('policies.actions.deal_terms') },
          { value: 'deal.win', label: t('policies.actions.deal_win') },
        ]}
        onChange={(action) => set({ action })}
      />
      <fieldset className="cz-fieldset cz-form">
        <legend>{t('policies.conditions')}</legend>
        <TextField
          label={t('policies.discountAbove')}
          inputMode="decimal"
          value={draft.discountAbove}
          onChange={(discountAbove) => set({ discountAbove })}
          error={error('/conditions/discountAbove') ?? error('/conditions')}
        />
        <TextField
          label={t('policies.amountAbove', { currency: draft.currency })}
          hint={t('policies.amountHint')}
          inputMode="decimal"
          value={draft.amountAbove}
          onChange={(amountAbove) => set({ amountAbove })}
          error={error('/conditions/amountAbove/minor')}
        />
        <Checkbox
          label={t('policies.flagged')}
          checked={draft.flagged}
          onChange={(event) => set({ flagged: event.currentTarget.checked })}
        />
      </fieldset>
      {draft.steps.map((step, index) => (
        <PolicyStepFields
          key={step.key}
          step={step}
          index={index}
          error={(name) => error(`/steps/${index}/${name}`)}
          onChange={(change) => set({ steps: draft.steps.map((one, at) => (at === index ? { ...one, ...change } : one)) })}
          onRemove={draft.steps.length > 1 ? () => set({ steps: draft.steps.filter((_, at) => at !== index) }) : undefined}
        />
      ))}
      <div>
        <Button
          icon={<Plus />}
          text={t('policies.addStep')}
          onClick={() => set({ steps: [...draft.steps, newStep(t('policies.step', { number: draft.steps.length + 1 }))] })}
        />
      </div>
      <TextField
        label={t('policies.expires')}
        hint={t('policies.expiresHint')}
        inputMode="numeric"
        value={draft.expiresAfterHours}
        onChange={(expiresAfterHours) => set({ expiresAfterHours })}
        error={error('/expiresAfterHours')}
      />
      <Switch label={t('policies.active')} checked={draft.active} onChange={(event) => set({ active: event.currentTarget.checked })} />
      <div className="cz-row">
        <Button type="submit" intent="primary" loading={save.isPending} text={t('policies.save')} />
        <span className="cz-spacer" />
        {policy && <Button intent="danger" variant="minimal" text={t('policies.remove')} onClick={() => setRemoving(true)} />}
      </div>
      <ConfirmDialog
        isOpen={removing}
        title={t('policies.removeTitle', { name: policy?.name ?? '' })}
        verb={t('policies.remove')}
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setRemoving(false)}
      >
        {t('policies.removeText')}
      </ConfirmDialog>
    </form>
  );
}
