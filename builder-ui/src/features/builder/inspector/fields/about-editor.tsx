import { useTranslation } from 'react-i18next';
import type { Json, JsonObject } from '../../../../../../domain/json.ts';
import type { RecordType } from '../../../../../../domain/records/record-types.ts';
import { SelectField } from '../../../../components/select-field.tsx';
import { useBuilder } from '../../model/builder-context.ts';
import { outputsOf, recordTypeOf } from '../../model/step-catalogue.ts';
import { looseOf, textOf } from '../../sentences/words.ts';

interface AboutEditorProps {
  readonly label: string;
  readonly value: Json | undefined;
  readonly onChange: (value: JsonObject) => void;
  readonly error: string | undefined;
  readonly nodeId: string;
  /** Only records of these kinds. */
  readonly kinds?: readonly RecordType[];
  readonly hint?: string;
}

/** The run's own record, or one an earlier step found or made (the task of step 2). */
export function AboutEditor({ label, value, onChange, error, nodeId, kinds, hint }: AboutEditorProps) {
  const { t } = useTranslation('builder');
  const { definition, drawing } = useBuilder();
  const about = looseOf(value);
  const fits = (type: RecordType | undefined) => kinds === undefined || (type !== undefined && kinds.includes(type));
  const made = definition.nodes
    .filter((node) => node.id !== nodeId)
    .flatMap((node) =>
      outputsOf(node).flatMap((output) =>
        output.type === 'reference' && fits(recordTypeOf(definition, output)) ? [{ node, output }] : [],
      ),
    );
  const current = about.kind === 'output' ? `${textOf(about.step)} ${textOf(about.name)}` : 'subject';
  const subject = {
    value: 'subject',
    label: t('editors.aboutSubject', { subject: t(`subjects.${definition.subject}`).toLocaleLowerCase() }),
  };
  const choices = [
    ...(fits(definition.subject) ? [subject] : []),
    ...made.map(({ node, output }) => ({
      value: `${node.id} ${output.name}`,
      label: t('editors.aboutOutput', {
        name: t(`outputs.${output.name}`, { defaultValue: output.name }),
        step: drawing.views.get(node.id)?.number ?? 0,
      }),
    })),
  ];
  if (!choices.some((choice) => choice.value === current)) {
    choices.push({ value: current, label: textOf(about.step) === '' ? t('unset.record') : t('gone.step') });
  }
  return (
    <SelectField
      label={label}
      value={current}
      choices={choices}
      onChange={(next) => {
        const [step = '', name = ''] = next.split(' ');
        onChange(next === 'subject' ? { kind: 'subject' } : { kind: 'output', step, name });
      }}
      error={error}
      {...(hint === undefined ? {} : { hint })}
    />
  );
}
