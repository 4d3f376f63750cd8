import { useTranslation } from 'react-i18next';
import type { Expression } from '../../../../../../domain/expressions/ast.ts';
import type { Json } from '../../../../../../domain/json.ts';
import { DurationField } from '../../../../components/duration-field.tsx';
import { SelectField } from '../../../../components/select-field.tsx';
import { looseOf } from '../../sentences/words.ts';
import { useExample } from '../example.ts';
import { durationFrom } from './duration-from.ts';
import { ValueEditor } from './value-editor.tsx';

interface DueEditorProps {
  readonly value: Json;
  readonly onChange: (value: Json) => void;
  readonly error?: string | undefined;
}

/** Due so long after the step, at an instant that is worked out, or never. */
export function DueEditor({ value, onChange, error }: DueEditorProps) {
  const { t } = useTranslation('builder');
  const due = looseOf(value);
  const kind = due.kind === 'duration' || due.kind === 'expression' ? due.kind : 'none';
  const start: Record<typeof kind, Json> = {
    none: null,
    duration: { kind: 'duration', duration: { amount: 1, unit: 'days', business: true } },
    expression: { kind: 'expression', value: { kind: 'call', fn: 'now', args: [] } },
  };
  const duration = durationFrom(due.duration);
  const example = useExample(kind === 'duration' ? duration : null, 'due');
  return (
    <>
      <SelectField
        label={t('editors.due')}
        value={kind}
        choices={(['none', 'duration', 'expression'] as const).map((one) => ({ value: one, label: t(`editors.dueKinds.${one}`) }))}
        onChange={(next) => onChange(start[next])}
        error={kind === 'none' ? error : undefined}
      />
      {kind === 'duration' && (
        <DurationField
          label={t('editors.dueAfter')}
          value={duration}
          onChange={(next) => onChange({ kind: 'duration', duration: { ...next } })}
          hint={example}
          error={error}
        />
      )}
      {kind === 'expression' && (
        <ValueEditor
          label={t('editors.dueAt')}
          type="datetime"
          value={due.value as unknown as Expression}
          onChange={(next) => onChange({ kind: 'expression', value: next as unknown as Json })}
          error={error}
        />
      )}
    </>
  );
}
