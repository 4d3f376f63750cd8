import { Checkbox } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { formControls } from '../../../../../domain/forms/form-content.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import type { FormField, OfferedField } from '../forms.ts';

interface FieldSettingsProps {
  readonly field: FormField;
  /** What the catalogue says of the field it writes. */
  readonly offered: OfferedField | undefined;
  readonly onChange: (field: FormField) => void;
  readonly readOnly: boolean;
}

export function FieldSettings({ field, offered, onChange, readOnly }: FieldSettingsProps) {
  const { t } = useTranslation('forms');
  const set = (change: Partial<FormField>) => onChange({ ...field, ...change });
  const chooses = field.field === null && (field.control === 'select' || field.control === 'multiselect');
  return (
    <fieldset className="cz-form-field-settings" disabled={readOnly}>
      <legend className="cz-hidden">{t('field.edit', { label: field.label })}</legend>
      <TextField label={t('field.label')} value={field.label} maxLength={300} onChange={(label) => set({ label })} />
      {!field.hidden && <TextField label={t('field.help')} value={field.help} maxLength={1_000} onChange={(help) => set({ help })} />}
      {field.field === null && (
        <SelectField
          label={t('field.control')}
          value={field.control}
          choices={formControls.map((value) => ({ value, label: t(`field.controls.${value}`) }))}
          onChange={(control) => set({ control })}
        />
      )}
      {chooses && (
        <TextField
          label={t('field.options')}
          lines={4}
          value={field.options.map((option) => option.label).join('\n')}
          onChange={(text) => set({ options: text.split('\n').map((label) => ({ value: label, label })) })}
        />
      )}
      {offered && offered.options.length > 0 && <p className="cz-meta">{offered.options.map((option) => option.label).join(' · ')}</p>}
      {!field.hidden && (
        <SelectField
          label={t('field.width')}
          value={field.width}
          choices={(['full', 'half'] as const).map((value) => ({ value, label: t(`field.widths.${value}`) }))}
          onChange={(width) => set({ width })}
        />
      )}
      <Checkbox checked={field.required} label={t('field.required')} onChange={(event) => set({ required: event.currentTarget.checked })} />
      <Checkbox checked={field.hidden} label={t('field.hidden')} onChange={(event) => set({ hidden: event.currentTarget.checked })} />
      {field.hidden && (
        <TextField
          label={t('field.param')}
          hint={t('field.paramHint')}
          value={field.param}
          maxLength={100}
          onChange={(param) => set({ param })}
        />
      )}
      <TextField
        label={t('field.default')}
        value={field.defaultValue}
        maxLength={2_000}
        onChange={(defaultValue) => set({ defaultValue })}
      />
    </fieldset>
  );
}
