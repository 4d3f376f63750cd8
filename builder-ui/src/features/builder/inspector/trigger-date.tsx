import { Button, Checkbox, ControlGroup, FormGroup, HTMLSelect, NumericInput } from '@blueprintjs/core';
import { Cross, Plus } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { offsetUnits } from '../../../../../domain/automation/due/date-due.ts';
import type { Json, JsonObject } from '../../../../../domain/json.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useBuilder } from '../model/builder-context.ts';
import { type Loose, looseOf, textOf } from '../sentences/words.ts';
import { FieldSelect, typeOfPath } from './fields/field-select.tsx';

export interface TriggerEditorProps {
  readonly config: JsonObject;
  readonly onChange: (config: JsonObject, pointer: string) => void;
  readonly errorAt: (pointer: string) => string | undefined;
}

const directions = ['on', 'before', 'after'] as const;
const zones = ['automation', 'owner'] as const;

/** Which date, so long before or after it, at what time of the day and where. */
export function TriggerDateEditor({ config, onChange, errorAt }: TriggerEditorProps) {
  const { t } = useTranslation('builder');
  const { words, definition } = useBuilder();
  const set = (pointer: string, value: Json) => onChange({ ...config, [pointer.slice(1)]: value }, pointer);
  const path = textOf(config.field);
  const own = new RegExp(`^${definition.subject}[.](custom[.])?[^.]+$`);
  const timed = typeOfPath(words.fields, path) === 'datetime' && config.yearly !== true;
  const fieldError = errorAt('/field');
  return (
    <>
      <FormGroup label={t('trigger.date.field')} intent={fieldError ? 'danger' : 'none'} helperText={fieldError} data-param="field">
        <FieldSelect
          label={t('trigger.date.field')}
          value={path}
          only={(field) => own.test(field.path) && (field.type === 'date' || field.type === 'datetime')}
          onChange={(next) => set('/field', next)}
        />
      </FormGroup>
      <Checkbox
        checked={config.yearly === true}
        label={t('trigger.date.yearly')}
        onChange={(event) => set('/yearly', event.currentTarget.checked)}
      />
      <OffsetsEditor
        offsets={Array.isArray(config.offsets) ? config.offsets.map((one: Json) => looseOf(one)) : []}
        onChange={(next) => set('/offsets', next)}
        error={errorAt('/offsets')}
      />
      {timed && (
        <Checkbox
          checked={config.at === null}
          label={t('trigger.date.ownTime')}
          onChange={(event) => set('/at', event.currentTarget.checked ? null : '09:00')}
        />
      )}
      {(!timed || config.at !== null) && (
        <TextField
          label={t('editors.timeOfDay')}
          value={textOf(config.at ?? '09:00')}
          onChange={(next) => set('/at', next)}
          error={errorAt('/at')}
        />
      )}
      <SelectField
        label={t('trigger.date.zone')}
        value={config.zone === 'owner' ? 'owner' : 'automation'}
        choices={zones.map((value) => ({ value, label: t(`trigger.date.zones.${value}`) }))}
        onChange={(zone) => set('/zone', zone)}
      />
      <p className="cz-muted">{t('trigger.date.hint')}</p>
    </>
  );
}

interface OffsetsEditorProps {
  readonly offsets: readonly Loose[];
  readonly onChange: (offsets: JsonObject[]) => void;
  readonly error: string | undefined;
}

function OffsetsEditor({ offsets, onChange, error }: OffsetsEditorProps) {
  const { t } = useTranslation('builder');
  const all = offsets.map((one): JsonObject => ({ amount: 0, unit: 'days', direction: 'after', ...one }));
  const change = (index: number, next: JsonObject) => onChange(all.with(index, { ...all[index], ...next }));
  return (
    <FormGroup label={t('trigger.date.when')} intent={error ? 'danger' : 'none'} helperText={error} data-param="offsets">
      {all.map((one, index) => {
        const direction = one.amount === 0 ? 'on' : textOf(one.direction);
        const place = { number: index + 1 };
        return (
          // Distances have no ids and their inputs hold no state.
          <ControlGroup key={index} className="cz-row">
            {direction !== 'on' && (
              <>
                <NumericInput
                  aria-label={t('trigger.date.amount', place)}
                  min={1}
                  value={Number(one.amount)}
                  buttonPosition="none"
                  style={{ width: 64 }}
                  onValueChange={(amount) => Number.isInteger(amount) && amount > 0 && change(index, { amount })}
                />
                <HTMLSelect
                  aria-label={t('trigger.date.unit', place)}
                  value={textOf(one.unit)}
                  onChange={(event) => change(index, { unit: event.target.value })}
                  options={offsetUnits.map((value) => ({ value, label: t(`trigger.date.units.${value}`) }))}
                />
              </>
            )}
            <HTMLSelect
              aria-label={t('trigger.date.direction', place)}
              value={direction}
              onChange={({ target }) =>
                change(
                  index,
                  target.value === 'on' ? { amount: 0, direction: 'after' } : { amount: one.amount || 1, direction: target.value },
                )
              }
              options={directions.map((value) => ({ value, label: t(`trigger.date.directions.${value}`) }))}
            />
            <Button
              variant="minimal"
              icon={<Cross />}
              aria-label={t('trigger.date.remove', place)}
              onClick={() => onChange(all.toSpliced(index, 1))}
            />
          </ControlGroup>
        );
      })}
      <Button
        variant="minimal"
        size="small"
        icon={<Plus />}
        text={t('trigger.date.add')}
        onClick={() => onChange([...all, { direction: 'before', amount: 1, unit: 'days' }])}
      />
    </FormGroup>
  );
}
