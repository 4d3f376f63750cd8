import { useTranslation } from 'react-i18next';
import type { TriggerNode } from '../../../../../domain/automation/definition/definition.ts';
import type { JsonObject } from '../../../../../domain/json.ts';
import { scoreRange } from '../../../../../domain/records/lead-rules.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { looseOf } from '../sentences/words.ts';

interface CrossingEditorProps {
  readonly trigger: TriggerNode;
  readonly onChange: (config: JsonObject) => void;
  readonly error: string | undefined;
}

const choices = ['which', 'up', 'down'] as const;

/** Whether any change of the score starts a run, or only the one that goes over a mark. */
export function CrossingEditor({ trigger, onChange, error }: CrossingEditorProps) {
  const { t } = useTranslation('builder');
  const { crossing, ...rest } = trigger.config;
  const { value, direction } = looseOf(crossing ?? null);
  const chosen = crossing === undefined ? 'which' : direction === 'down' ? 'down' : 'up';
  const mark = typeof value === 'number' ? value : 50;
  const write = (next: (typeof choices)[number], at: number) =>
    onChange(next === 'which' ? rest : { ...rest, crossing: { field: 'lead.score', value: at, direction: next } });
  return (
    <>
      <SelectField
        label={t('trigger.crossing.label')}
        value={chosen}
        choices={choices.map((one) => ({ value: one, label: t(`trigger.crossing.${one}`) }))}
        onChange={(next) => write(next, mark)}
        error={error}
      />
      {chosen !== 'which' && (
        <TextField
          type="number"
          {...scoreRange}
          label={t('trigger.crossing.value')}
          value={String(mark)}
          onChange={(text) => write(chosen, Number(text))}
        />
      )}
    </>
  );
}
