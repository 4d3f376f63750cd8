import { FormGroup, NumericInput } from '@blueprintjs/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { SelectField } from '../../../components/select-field.tsx';
import { useBuilder } from '../model/builder-context.ts';
import { useErrorAt } from './use-error-at.ts';
import { useSettings } from './use-settings.ts';

/** The group of automations of which a record is in one at a time. */
export function ExclusivityEditor() {
  const { t } = useTranslation('builder');
  const { definition, lookups } = useBuilder();
  const change = useSettings();
  const errorAt = useErrorAt('/enrollment/exclusive');
  const priorityId = useId();
  const { exclusive, ...rest } = definition.enrollment;
  const known = exclusive === undefined || lookups.exclusivityGroups.some((one) => one.id === exclusive.group);
  const choose = (group: string) =>
    change({ enrollment: group === '' ? rest : { ...rest, exclusive: { group, priority: exclusive?.priority ?? 0 } } });
  if (exclusive === undefined && lookups.exclusivityGroups.length === 0) return null;
  return (
    <>
      <SelectField
        label={t('trigger.exclusive')}
        hint={t('trigger.exclusiveHint')}
        value={exclusive?.group ?? ''}
        choices={[
          { value: '', label: t('trigger.noGroup') },
          ...lookups.exclusivityGroups.map((one) => ({ value: one.id, label: one.name })),
          ...(known ? [] : [{ value: exclusive.group, label: t('trigger.goneGroup') }]),
        ]}
        onChange={choose}
        error={errorAt('/group')}
      />
      {exclusive !== undefined && (
        <FormGroup label={t('trigger.priority')} labelFor={priorityId} helperText={t('trigger.priorityHint')}>
          <NumericInput
            id={priorityId}
            buttonPosition="none"
            min={0}
            max={100}
            value={exclusive.priority}
            onValueChange={(priority) =>
              Number.isInteger(priority) &&
              priority >= 0 &&
              priority <= 100 &&
              change({ enrollment: { ...rest, exclusive: { ...exclusive, priority } } }, '/enrollment/exclusive/priority')
            }
          />
        </FormGroup>
      )}
    </>
  );
}
