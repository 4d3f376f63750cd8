import { Button, Checkbox } from '@blueprintjs/core';
import { Cross } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { SelectField } from '../../../components/select-field.tsx';
import { useBuilder } from '../model/builder-context.ts';
import { useErrorAt } from './use-error-at.ts';
import { useSettings } from './use-settings.ts';

/** Segments whose members never get in, and whether they leave when they come to be in one. */
export function SuppressionEditor() {
  const { t } = useTranslation('builder');
  const { definition, lookups } = useBuilder();
  const change = useSettings();
  const errorAt = useErrorAt('/enrollment/suppression/segments');
  const { suppression, ...rest } = definition.enrollment;
  const chosen = suppression?.segments ?? [];
  const choices = lookups.segments.filter((one) => one.entity === definition.subject && !chosen.includes(one.id));
  const set = (segments: readonly string[], leave = suppression?.leave ?? false) =>
    change({ enrollment: segments.length === 0 ? rest : { ...rest, suppression: { segments, leave } } });
  const nameOf = (id: string) => lookups.segments.find((one) => one.id === id)?.name ?? t('trigger.goneSegment');
  if (chosen.length === 0 && choices.length === 0) return null;
  return (
    <fieldset className="cz-change">
      <legend className="cz-label">{t('trigger.suppression')}</legend>
      {chosen.map((id, index) => (
        <div key={id} className="cz-stack">
          <div className="cz-row">
            <span className="cz-spacer">{nameOf(id)}</span>
            <Button
              variant="minimal"
              size="small"
              icon={<Cross />}
              aria-label={t('trigger.removeSuppressed', { name: nameOf(id) })}
              onClick={() => set(chosen.toSpliced(index, 1))}
            />
          </div>
          {errorAt(`/${index}`) && <p className="cz-field-error">{errorAt(`/${index}`)}</p>}
        </div>
      ))}
      {choices.length > 0 && (
        <SelectField
          label={t('trigger.addSuppressed')}
          value=""
          choices={[{ value: '', label: t('trigger.chooseSegment') }, ...choices.map((one) => ({ value: one.id, label: one.name }))]}
          onChange={(id) => id !== '' && set([...chosen, id])}
        />
      )}
      {chosen.length > 0 && (
        <Checkbox
          checked={suppression?.leave ?? false}
          label={t('trigger.suppressionLeave')}
          onChange={(event) => set(chosen, event.currentTarget.checked)}
        />
      )}
    </fieldset>
  );
}
