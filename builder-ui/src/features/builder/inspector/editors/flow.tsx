import { NumericInput, FormGroup } from '@blueprintjs/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition } from '../../../../../../domain/expressions/ast.ts';
import { SelectField } from '../../../../components/select-field.tsx';
import { TextField } from '../../../../components/text-field.tsx';
import { useBuilder } from '../../model/builder-context.ts';
import { textOf } from '../../sentences/words.ts';
import type { EditorProps } from '../editor-props.ts';
import { ConditionEditor } from '../fields/condition-editor.tsx';
import { MatchingNow } from '../fields/matching-now.tsx';

export function FlowIfEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const condition = (config.condition ?? null) as Condition | null;
  return (
    <>
      <ConditionEditor
        label={t('editors.if')}
        value={condition}
        onChange={(next) => set('/condition', next)}
        error={errorAt('/condition')}
        withChanges
      />
      <MatchingNow condition={condition} />
    </>
  );
}

export function FlowGotoEditor({ config, set, errorAt, nodeId }: EditorProps) {
  const { t } = useTranslation('builder');
  const { definition, drawing } = useBuilder();
  const id = useId();
  const steps = drawing.layout.order.filter((step) => step !== nodeId && step !== definition.trigger.id);
  const target = textOf(config.target);
  return (
    <>
      <SelectField
        label={t('editors.goto')}
        value={target}
        choices={[
          ...(steps.includes(target) ? [] : [{ value: target, label: target === '' ? t('pick.step') : t('gone.step') }]),
          ...steps.map((step) => {
            const view = drawing.views.get(step);
            return { value: step, label: t('names.stepVerb', { number: view?.number ?? 0, verb: view?.name || view?.verb || '' }) };
          }),
        ]}
        onChange={(next) => set('/target', next)}
        error={errorAt('/target')}
      />
      <FormGroup label={t('editors.maxVisits')} labelFor={id} helperText={t('editors.maxVisitsHint')}>
        <NumericInput
          id={id}
          min={1}
          max={1000}
          clampValueOnBlur
          value={typeof config.maxVisits === 'number' ? config.maxVisits : 10}
          onValueChange={(number) => Number.isInteger(number) && number >= 1 && set('/maxVisits', number)}
        />
      </FormGroup>
    </>
  );
}

export function FlowExitEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  return (
    <>
      <SelectField
        label={t('editors.result')}
        value={config.result === 'succeeded' ? 'succeeded' : 'exited'}
        choices={(['succeeded', 'exited'] as const).map((value) => ({ value, label: t(`editors.results.${value}`) }))}
        onChange={(next) => set('/result', next)}
      />
      <TextField
        label={t('editors.reason')}
        value={textOf(config.reason)}
        maxLength={200}
        onChange={(next) => set('/reason', next)}
        error={errorAt('/reason')}
      />
    </>
  );
}
