import { Checkbox } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { DurationField } from '../../../../components/duration-field.tsx';
import { SelectField } from '../../../../components/select-field.tsx';
import { useBuilder } from '../../model/builder-context.ts';
import { textOf } from '../../sentences/words.ts';
import type { EditorProps } from '../editor-props.ts';
import { AboutEditor } from '../fields/about-editor.tsx';
import { durationFrom } from '../fields/duration-from.ts';

/** Which automation, for which record, and whether its end is waited for. */
export function RunAutomationEditor({ config, set, errorAt, nodeId }: EditorProps) {
  const { t } = useTranslation('builder');
  const { lookups } = useBuilder();
  const chosen = textOf(config.automationId);
  const known = lookups.automations.some((one) => one.id === chosen);
  return (
    <>
      <SelectField
        label={t('editors.automation')}
        value={chosen}
        choices={[
          ...(known ? [] : [{ value: chosen, label: chosen === '' ? t('unset.automation') : t('gone.automation') }]),
          ...lookups.automations.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(next) => set('/automationId', next)}
        error={errorAt('/automationId')}
      />
      <AboutEditor
        label={t('editors.about')}
        value={config.about}
        onChange={(next) => set('/about', next)}
        error={errorAt('/about')}
        nodeId={nodeId}
        kinds={['lead', 'contact', 'company', 'deal']}
      />
      <Checkbox
        label={t('editors.waitForEnd')}
        checked={config.wait !== null && config.wait !== undefined}
        onChange={(event) => set('/wait', event.currentTarget.checked ? { amount: 7, unit: 'days' } : null)}
      />
      {config.wait !== null && config.wait !== undefined && (
        <DurationField
          label={t('editors.atMost')}
          value={durationFrom(config.wait)}
          onChange={(next) => set('/wait', { ...next })}
          error={errorAt('/wait')}
        />
      )}
    </>
  );
}
