import { useTranslation } from 'react-i18next';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import type { FieldDraft } from '../fields.ts';
import { sentOptions } from './options-editor.tsx';

interface DefaultFieldProps {
  readonly draft: FieldDraft;
  readonly onChange: (value: FieldDraft['defaultValue']) => void;
  readonly error: string | undefined;
}

/** What a new record gets when nobody says. */
export function DefaultField({ draft, onChange, error }: DefaultFieldProps) {
  const { t } = useTranslation('custom-fields');
  const { type, defaultValue } = draft;
  const label = t('form.default');
  const hint = t('form.defaultHint');
  if (type === 'user') return null;
  if (type === 'boolean') {
    const value = defaultValue === true ? 'yes' : defaultValue === false ? 'no' : 'none';
    return (
      <SelectField
        label={label}
        hint={hint}
        value={value}
        onChange={(next) => onChange(next === 'none' ? null : next === 'yes')}
        choices={(['none', 'yes', 'no'] as const).map((one) => ({ value: one, label: t(`form.defaults.${one}`) }))}
      />
    );
  }
  if (type === 'select' || type === 'multiselect') {
    const value = Array.isArray(defaultValue) ? String(defaultValue[0] ?? '') : String(defaultValue ?? '');
    const offered = sentOptions(draft.options).filter((option) => option.archived !== true);
    return (
      <SelectField
        label={label}
        hint={hint}
        error={error}
        value={value}
        onChange={(next) => onChange(next === '' ? null : type === 'multiselect' ? [next] : next)}
        choices={[{ value: '', label: t('form.defaults.none') }, ...offered]}
      />
    );
  }
  const numeric = type === 'number' || type === 'currency';
  return (
    <TextField
      label={label}
      hint={hint}
      error={error}
      type={numeric ? 'number' : type === 'date' ? 'date' : type === 'url' ? 'url' : 'text'}
      step="any"
      value={defaultValue === null ? '' : String(defaultValue)}
      onChange={(text) => onChange(text === '' ? null : numeric ? Number(text) : text)}
    />
  );
}
