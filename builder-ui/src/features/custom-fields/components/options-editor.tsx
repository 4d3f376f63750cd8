import { Button, HTMLSelect, InputGroup } from '@blueprintjs/core';
import { ArrowDown, ArrowUp, Plus } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import type { CustomField } from '../../../../../api/contracts/custom-fields.ts';
import { optionColors } from '../../../../../domain/records/custom-field-rules.ts';

type Option = CustomField['options'][number];

/** The values to choose from: named, coloured, put in order, retired. What records hold is never taken from them. */
export function OptionsEditor({ options, onChange }: { options: readonly Option[]; onChange: (options: Option[]) => void }) {
  const { t } = useTranslation('custom-fields');
  const set = (index: number, change: Partial<Option>) =>
    onChange(options.map((option, at) => (at === index ? { ...option, ...change } : option)));
  const move = (index: number, by: -1 | 1) => {
    const next = [...options];
    const [moved] = next.splice(index, 1);
    if (moved) next.splice(index + by, 0, moved);
    onChange(next);
  };
  return (
    <fieldset className="cz-fieldset">
      <legend>{t('options.title')}</legend>
      <ol className="cz-options">
        {options.map((option, index) => {
          const name = option.label || t('options.nth', { n: index + 1 });
          return (
            <li key={index} data-archived={option.archived === true}>
              <span className="cz-option-dot" data-color={option.color ?? 'gray'} />
              <InputGroup
                fill
                aria-label={t('options.label', { n: index + 1 })}
                value={option.label}
                maxLength={200}
                onChange={(event) => set(index, { label: event.target.value })}
              />
              <HTMLSelect
                aria-label={t('options.color', { name })}
                value={option.color ?? 'gray'}
                onChange={(event) => set(index, { color: optionColors.find((color) => color === event.target.value) })}
              >
                {optionColors.map((color) => (
                  <option key={color} value={color}>
                    {t(`color.${color}`)}
                  </option>
                ))}
              </HTMLSelect>
              <Button
                variant="minimal"
                icon={<ArrowUp />}
                aria-label={t('up', { name })}
                disabled={index === 0}
                onClick={() => move(index, -1)}
              />
              <Button
                variant="minimal"
                icon={<ArrowDown />}
                aria-label={t('down', { name })}
                disabled={index === options.length - 1}
                onClick={() => move(index, 1)}
              />
              <Button
                variant="minimal"
                text={t(option.archived === true ? 'options.offer' : 'options.retire')}
                aria-label={t(option.archived === true ? 'options.offerOne' : 'options.retireOne', { name })}
                onClick={() => set(index, { archived: option.archived !== true })}
              />
            </li>
          );
        })}
      </ol>
      <Button icon={<Plus />} text={t('options.add')} onClick={() => onChange([...options, { value: '', label: '' }])} />
      <p className="cz-meta">{t('options.hint')}</p>
    </fieldset>
  );
}

/** Options as they are sent: a new one is stored under its first name, whatever it is called later. */
export function sentOptions(options: readonly Option[]): Option[] {
  return options
    .filter((option) => option.label.trim() !== '')
    .map((option) => ({ ...option, value: option.value || option.label.trim() }));
}
