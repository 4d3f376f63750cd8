import { useTranslation } from 'react-i18next';
import type { Expression } from '../../../../../../domain/expressions/ast.ts';
import { DurationField } from '../../../../components/duration-field.tsx';
import { SelectField } from '../../../../components/select-field.tsx';
import { TextField } from '../../../../components/text-field.tsx';
import { looseOf, textOf } from '../../sentences/words.ts';
import type { EditorProps } from '../editor-props.ts';
import { durationFrom } from '../fields/duration-from.ts';
import { ValueEditor } from '../fields/value-editor.tsx';

const offsets = ['on', 'before', 'after'] as const;
const missing = ['go_on', 'branch', 'fail'] as const;
const past = ['go_on', 'branch'] as const;

export function WaitUntilDateEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const offset = looseOf(config.offset);
  const direction = offset.direction === 'before' || offset.direction === 'after' ? offset.direction : 'on';
  const chosen = missing.find((one) => one === config.ifMissing);
  return (
    <>
      <div data-param="date">
        <ValueEditor
          label={t('editors.date')}
          type="date"
          value={(config.date ?? { kind: 'literal', value: null }) as unknown as Expression}
          onChange={(next) => set('/date', next)}
          error={errorAt('/date')}
        />
      </div>
      <SelectField
        label={t('editors.offset')}
        value={direction}
        choices={offsets.map((value) => ({ value, label: t(`editors.offsets.${value}`) }))}
        onChange={(next) => set('/offset', next === 'on' ? null : { amount: 1, unit: 'days', ...offset, direction: next })}
      />
      {direction !== 'on' && (
        <DurationField
          label={t('editors.offsetLength')}
          value={durationFrom(config.offset)}
          business={false}
          onChange={(next) => set('/offset', { direction, amount: next.amount, unit: next.unit })}
          error={errorAt('/offset')}
        />
      )}
      <TextField
        label={t('editors.timeOfDay')}
        hint={t('editors.timeOfDayHint')}
        value={textOf(config.at ?? '09:00')}
        onChange={(next) => set('/at', next)}
        error={errorAt('/at')}
      />
      <SelectField
        label={t('editors.ifMissing')}
        value={chosen ?? ''}
        choices={[
          ...(chosen === undefined ? [{ value: '' as const, label: t('editors.ifMissingKinds.none') }] : []),
          ...missing.map((value) => ({ value, label: t(`editors.ifMissingKinds.${value}`) })),
        ]}
        onChange={(next) => set('/ifMissing', next === '' ? null : next)}
        error={errorAt('/ifMissing')}
      />
      <SelectField
        label={t('editors.ifPast')}
        value={past.find((one) => one === config.ifPast) ?? 'go_on'}
        choices={past.map((value) => ({ value, label: t(`editors.ifPastKinds.${value}`) }))}
        onChange={(next) => set('/ifPast', next)}
      />
    </>
  );
}
