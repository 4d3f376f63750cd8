import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomField } from '../../../../../api/contracts/custom-fields.ts';
import { conversionsOf } from '../../../../../domain/records/custom-field-conversion.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { type FieldType, useFieldActions } from '../fields.ts';

/** Another type for a field that holds values: first what would become of them, then the change. */
export function ConvertType({ field }: { field: CustomField }) {
  const { t } = useTranslation('custom-fields');
  const formats = useFormats();
  const { convert } = useFieldActions();
  const types = conversionsOf(field.type);
  const [type, setType] = useState<FieldType | ''>('');
  const preview = convert.data?.applied === false && type !== '' ? convert.data : null;
  if (types.length === 0) return <p className="cz-meta">{t('convert.never')}</p>;
  const choose = (next: FieldType | '') => {
    setType(next);
    convert.reset();
    if (next !== '') convert.mutate({ id: field.id, type: next, dryRun: true });
  };
  return (
    <section className="cz-stack cz-convert" aria-label={t('convert.title')}>
      <SelectField<FieldType | ''>
        label={t('convert.title')}
        value={type}
        onChange={choose}
        choices={[{ value: '', label: t('convert.stays') }, ...types.map((one) => ({ value: one, label: t(`type.${one}`) }))]}
      />
      <FormErrors error={convert.error} />
      {preview && (
        <div className="cz-stack" role="status">
          <p>
            {t('convert.preview', {
              values: formats.number(preview.values),
              kept: formats.number(preview.kept),
              lost: formats.number(preview.lost),
            })}
          </p>
          {preview.examples.length > 0 && (
            <ul className="cz-uses">
              {preview.examples.map((example) => (
                <li key={example.value}>{t('convert.example', { value: example.value, records: formats.number(example.records) })}</li>
              ))}
            </ul>
          )}
          <Button
            intent={preview.lost > 0 ? 'danger' : 'primary'}
            loading={convert.isPending}
            text={t(preview.lost > 0 ? 'convert.lose' : 'convert.apply', { lost: formats.number(preview.lost) })}
            onClick={() =>
              convert.mutate(
                { id: field.id, type: type === '' ? field.type : type, dryRun: false },
                { onSuccess: () => void toast(t('convert.done'), 'success') },
              )
            }
          />
        </div>
      )}
    </section>
  );
}
