import { Button } from '@blueprintjs/core';
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, Cross } from '@blueprintjs/icons';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SelectField } from '../../../components/select-field.tsx';
import { blankField, type FormContent, type FormField, freeId, type OfferedField, useOfferedFields } from '../forms.ts';
import { FieldSettings } from './field-settings.tsx';

interface FieldsEditorProps {
  readonly content: FormContent;
  readonly onChange: (content: FormContent) => void;
  readonly readOnly: boolean;
}

/** The fields in their order; each opens in place. Everything by keyboard: what moves has buttons. */
export function FieldsEditor({ content, onChange, readOnly }: FieldsEditorProps) {
  const { t } = useTranslation('forms');
  const offered = useOfferedFields(content.makes);
  const [open, setOpen] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const { fields } = content;
  const setFields = (next: readonly FormField[]) => onChange({ ...content, fields: [...next] });
  const move = (index: number, by: number) => {
    const field = fields[index];
    const place = index + by;
    if (!field || place < 0 || place >= fields.length) return;
    setFields(fields.toSpliced(index, 1).toSpliced(place, 0, field));
    setSaid(t('field.moved', { label: field.label, place: place + 1 }));
  };
  const add = (field: FormField) => {
    setFields([...fields, field]);
    setOpen(field.id);
  };
  return (
    <section className="cz-panel" aria-label={t('field.list')}>
      <h2 className="cz-panel-head">{t('field.list')}</h2>
      <ol className="cz-form-fields">
        {fields.map((field, index) => (
          <li key={field.id}>
            <div className="cz-row">
              <button
                type="button"
                className="cz-form-field"
                aria-expanded={open === field.id}
                onClick={() => setOpen(open === field.id ? null : field.id)}
              >
                {open === field.id ? <ChevronDown size={12} /> : <ChevronRight size={12} className="cz-flip" />}
                <span className="cz-truncate">{field.label || field.id}</span>
                <span className="cz-meta cz-truncate">
                  {field.field === null ? t('field.keeps') : t('field.writes', { field: nameOf(field.field, offered, t) })}
                  {field.required && ` · ${t('field.requiredMark')}`}
                  {field.hidden && ` · ${t('field.hiddenMark')}`}
                </span>
              </button>
              {!readOnly && (
                <>
                  <Button
                    variant="minimal"
                    size="small"
                    icon={<ArrowUp />}
                    aria-label={t('field.up', { label: field.label })}
                    disabled={index === 0}
                    onClick={() => move(index, -1)}
                  />
                  <Button
                    variant="minimal"
                    size="small"
                    icon={<ArrowDown />}
                    aria-label={t('field.down', { label: field.label })}
                    disabled={index === fields.length - 1}
                    onClick={() => move(index, 1)}
                  />
                  <Button
                    variant="minimal"
                    size="small"
                    icon={<Cross />}
                    aria-label={t('field.remove', { label: field.label })}
                    onClick={() => setFields(fields.toSpliced(index, 1))}
                  />
                </>
              )}
            </div>
            {open === field.id && (
              <FieldSettings
                field={field}
                offered={offered.find((one) => one.field === field.field)}
                onChange={(next) => setFields(fields.with(index, next))}
                readOnly={readOnly}
              />
            )}
          </li>
        ))}
      </ol>
      <p className="cz-hidden" role="status">
        {said}
      </p>
      {!readOnly && <AddField fields={fields} offered={offered} onAdd={add} />}
    </section>
  );
}

function AddField({
  fields,
  offered,
  onAdd,
}: {
  fields: readonly FormField[];
  offered: readonly OfferedField[];
  onAdd: (field: FormField) => void;
}) {
  const { t } = useTranslation('forms');
  const free = offered.filter((one) => !fields.some((field) => field.field === one.field));
  const add = (name: string) => {
    if (name === '') return;
    if (name === 'answer') return onAdd(blankField(freeId('question', fields), null, t('field.answer')));
    const known = offered.find((one) => one.field === name);
    if (known)
      onAdd(blankField(freeId(name, fields), name, nameOf(name, offered, t), { required: known.required, control: known.control }));
  };
  return (
    <div className="cz-panel-body">
      <SelectField
        label={t('field.add')}
        value=""
        choices={[
          { value: '', label: t('field.choose') },
          ...free.map((one) => ({ value: one.field, label: nameOf(one.field, offered, t) })),
          { value: 'answer', label: t('field.answer') },
        ]}
        onChange={add}
      />
    </div>
  );
}

function nameOf(field: string, offered: readonly OfferedField[], t: TFunction<'forms'>): string {
  return offered.find((one) => one.field === field)?.label ?? t(`builtIn.${field}`, { defaultValue: field });
}
