import { Button, Checkbox } from '@blueprintjs/core';
import { Trash } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { UserSelect } from '../../records/user-select.tsx';
import { useRoles, useTeams } from '../../settings/people.ts';
import type { StepDraft } from './policy-draft.ts';

interface PolicyStepFieldsProps {
  readonly step: StepDraft;
  readonly index: number;
  readonly error: (name: string) => string | undefined;
  readonly onChange: (change: Partial<StepDraft>) => void;
  readonly onRemove: (() => void) | undefined;
}

const approvers = ['role', 'user', 'team', 'owner_manager'] as const;
const quorums = ['any', 'all', 'count'] as const;

/** One step of a policy: whom it asks, how many of them approve, and by when. */
export function PolicyStepFields({ step, index, error, onChange, onRemove }: PolicyStepFieldsProps) {
  const { t } = useTranslation('decisions');
  const roles = useRoles().map((role) => ({ value: role.code, label: role.name }));
  const number = index + 1;
  return (
    <fieldset className="cz-fieldset cz-form">
      <legend>{t('policies.step', { number })}</legend>
      <TextField
        label={t('policies.stepName')}
        value={step.name}
        maxLength={100}
        error={error('name')}
        onChange={(name) => onChange({ name })}
      />
      <SelectField
        label={t('policies.approver')}
        value={step.approver}
        choices={approvers.map((value) => ({ value, label: t(`policies.approvers.${value}`) }))}
        error={error('approver')}
        onChange={(approver) => onChange({ approver })}
      />
      {step.approver === 'role' && (
        <SelectField label={t('policies.role')} value={step.role} choices={roles} onChange={(role) => onChange({ role })} />
      )}
      {step.approver === 'user' && (
        <UserSelect
          label={t('policies.person')}
          value={step.userId}
          error={error('approver/userId')}
          onChange={(userId) => onChange({ userId })}
        />
      )}
      {step.approver === 'team' && <TeamChoice value={step.teamId} error={error('approver/teamId')} onChange={onChange} />}
      <SelectField
        label={t('policies.quorum')}
        value={step.quorum}
        choices={quorums.map((value) => ({ value, label: t(`policies.quorums.${value}`) }))}
        onChange={(quorum) => onChange({ quorum })}
      />
      {step.quorum === 'count' && (
        <TextField
          label={t('policies.count')}
          inputMode="numeric"
          value={step.count}
          error={error('quorum/count')}
          onChange={(count) => onChange({ count })}
        />
      )}
      <TextField
        label={t('policies.sla')}
        inputMode="numeric"
        value={step.slaHours}
        error={error('slaHours')}
        onChange={(slaHours) => onChange({ slaHours })}
      />
      <Checkbox
        label={t('policies.approversHours')}
        checked={step.approversHours}
        onChange={(event) => onChange({ approversHours: event.currentTarget.checked })}
      />
      <SelectField
        label={t('policies.escalateTo')}
        value={step.escalateTo}
        choices={[{ value: '', label: t('policies.nobody') }, ...roles]}
        error={error('escalateTo')}
        onChange={(escalateTo) => onChange({ escalateTo })}
      />
      {index > 0 && (
        <Checkbox
          label={t('policies.parallel')}
          checked={step.parallel}
          onChange={(event) => onChange({ parallel: event.currentTarget.checked })}
        />
      )}
      {onRemove && <Button icon={<Trash />} variant="minimal" text={t('policies.removeStep', { number })} onClick={onRemove} />}
    </fieldset>
  );
}

function TeamChoice({
  value,
  error,
  onChange,
}: {
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: PolicyStepFieldsProps['onChange'];
}) {
  const { t } = useTranslation('decisions');
  const teams = useTeams().data?.items ?? [];
  return (
    <SelectField
      label={t('policies.team')}
      value={value}
      choices={[{ value: '', label: '' }, ...teams.map((team) => ({ value: team.id, label: team.name }))]}
      error={error}
      onChange={(teamId) => onChange({ teamId })}
    />
  );
}
