import { Button } from '@blueprintjs/core';
import { Cross, Plus } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import type { InboundWebhook } from '../../../../../api/contracts/inbound-webhooks.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useOfferedFields } from '../../forms/forms.ts';

export type Mapping = InboundWebhook['mapping'];

/** Which values of a request go into which fields, and which become data of the event. */
export function MappingEditor({ mapping, onChange }: { mapping: Mapping; onChange: (mapping: Mapping) => void }) {
  const { t } = useTranslation(['webhooks', 'forms']);
  const offered = useOfferedFields('lead');
  const choices = [
    { value: '', label: t('mapping.choose') },
    ...offered.map((one) => ({ value: one.field, label: one.label ?? t(`forms:builtIn.${one.field}`) })),
  ];
  return (
    <div className="cz-stack">
      <SelectField
        label={t('mapping.target')}
        value={mapping.target}
        choices={(['lead', 'none'] as const).map((value) => ({ value, label: t(`mapping.targets.${value}`) }))}
        onChange={(target) => onChange({ ...mapping, target })}
      />
      {mapping.target === 'lead' && (
        <>
          {mapping.fields.map((row, index) => (
            // rows have no ids and their inputs hold no state.
            <div key={index} className="cz-mapping-row">
              <TextField
                label={t('mapping.path')}
                value={row.path}
                onChange={(path) => onChange({ ...mapping, fields: mapping.fields.with(index, { ...row, path }) })}
              />
              <SelectField
                label={t('mapping.field')}
                value={row.field}
                choices={choices}
                onChange={(field) => onChange({ ...mapping, fields: mapping.fields.with(index, { ...row, field }) })}
              />
              <Button
                variant="minimal"
                icon={<Cross />}
                aria-label={t('mapping.remove', { path: row.path })}
                onClick={() => onChange({ ...mapping, fields: mapping.fields.toSpliced(index, 1) })}
              />
            </div>
          ))}
          <Button
            variant="minimal"
            icon={<Plus />}
            text={t('mapping.addField')}
            onClick={() =>
              onChange({ ...mapping, fields: [...mapping.fields, { path: '', field: mapping.fields.length === 0 ? 'email' : '' }] })
            }
          />
        </>
      )}
      {mapping.data.map((row, index) => (
        // rows have no ids and their inputs hold no state.
        <div key={index} className="cz-mapping-row">
          <TextField
            label={t('mapping.path')}
            value={row.path}
            onChange={(path) => onChange({ ...mapping, data: mapping.data.with(index, { ...row, path }) })}
          />
          <TextField
            label={t('mapping.name')}
            value={row.name}
            onChange={(name) => onChange({ ...mapping, data: mapping.data.with(index, { ...row, name }) })}
          />
          <Button
            variant="minimal"
            icon={<Cross />}
            aria-label={t('mapping.remove', { path: row.path })}
            onClick={() => onChange({ ...mapping, data: mapping.data.toSpliced(index, 1) })}
          />
        </div>
      ))}
      <Button
        variant="minimal"
        icon={<Plus />}
        text={t('mapping.addData')}
        onClick={() => onChange({ ...mapping, data: [...mapping.data, { path: '', name: '' }] })}
      />
    </div>
  );
}
