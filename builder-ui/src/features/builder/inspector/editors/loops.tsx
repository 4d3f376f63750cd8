import { FormGroup, NumericInput } from '@blueprintjs/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { mostAtOnce, mostItems } from '../../../../../../domain/automation/nodes/flow-for-each.ts';
import type { Condition } from '../../../../../../domain/expressions/ast.ts';
import { SelectField } from '../../../../components/select-field.tsx';
import { useBuilder } from '../../model/builder-context.ts';
import { outputsOf } from '../../model/step-catalogue.ts';
import { listName } from '../../sentences/condition-words.ts';
import { looseOf, textOf, textsOf } from '../../sentences/words.ts';
import type { EditorProps } from '../editor-props.ts';
import { ConditionEditor } from '../fields/condition-editor.tsx';
import { EventsEditor } from '../fields/events-editor.tsx';

/** What is gone through: lists of the record, and lists that earlier steps found. */
export function FlowForEachEditor({ config, set, errorAt, nodeId }: EditorProps) {
  const { t } = useTranslation('builder');
  const { definition, drawing, words } = useBuilder();
  const source = looseOf(config.source);
  const current = source.kind === 'related' ? `list ${textOf(source.list)}` : `output ${textOf(source.step)} ${textOf(source.name)}`;
  const found = definition.nodes
    .filter((node) => node.id !== nodeId)
    .flatMap((node) => outputsOf(node).flatMap((output) => (output.listOf === undefined ? [] : [{ node, output }])));
  const choices = [
    ...(words.fields.lists ?? []).map((path) => ({ value: `list ${path}`, label: listName(words, path) })),
    ...found.map(({ node, output }) => ({
      value: `output ${node.id} ${output.name}`,
      label: t('editors.aboutOutput', {
        name: t(`outputs.${output.name}`, { defaultValue: output.name }),
        step: drawing.views.get(node.id)?.number ?? 0,
      }),
    })),
  ];
  if (!choices.some((choice) => choice.value === current)) {
    choices.unshift({ value: current, label: textOf(source.step) === '' ? t('unset.list') : t('gone.step') });
  }
  return (
    <>
      <SelectField
        label={t('editors.forEach')}
        value={current}
        choices={choices}
        onChange={(next) => {
          const [kind, first = '', name = ''] = next.split(' ');
          set('/source', kind === 'list' ? { kind: 'related', list: first } : { kind: 'output', step: first, name });
        }}
        error={errorAt('/source') ?? errorAt('/source/list')}
        hint={t('editors.forEachHint')}
      />
      <Whole label={t('editors.limit')} value={config.limit} fallback={100} max={mostItems} set={(next) => set('/limit', next)} />
      <Whole label={t('editors.atOnce')} value={config.atOnce} fallback={1} max={mostAtOnce} set={(next) => set('/atOnce', next)} />
    </>
  );
}

interface WholeProps {
  readonly label: string;
  readonly value: unknown;
  readonly fallback: number;
  readonly max: number;
  readonly set: (value: number) => void;
}

export function Whole({ label, value, fallback, max, set }: WholeProps) {
  const id = useId();
  return (
    <FormGroup label={label} labelFor={id}>
      <NumericInput
        id={id}
        min={1}
        max={max}
        clampValueOnBlur
        value={typeof value === 'number' ? value : fallback}
        onValueChange={(number) => Number.isInteger(number) && number >= 1 && number <= max && set(number)}
      />
    </FormGroup>
  );
}

/** What ends the way to the goal: values of the record, or something that happens. */
export function FlowGoalEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const { definition } = useBuilder();
  const criterion = looseOf(config.criterion);
  const kind = criterion.kind === 'event' ? 'event' : 'condition';
  return (
    <>
      <SelectField
        label={t('editors.goalKind')}
        value={kind}
        choices={(['condition', 'event'] as const).map((value) => ({ value, label: t(`editors.goalKinds.${value}`) }))}
        onChange={(next) =>
          set(
            '/criterion',
            next === 'event' ? { kind: 'event', events: [], when: null } : { kind: 'condition', when: { kind: 'all', of: [] } },
          )
        }
        hint={t('editors.goalHint')}
      />
      {kind === 'event' && (
        <EventsEditor
          label={t('trigger.exitEvents')}
          values={textsOf(criterion.events)}
          subject={definition.subject}
          onChange={(next) => set('/criterion/events', next)}
          error={errorAt('/criterion/events')}
        />
      )}
      <ConditionEditor
        label={t(kind === 'event' ? 'editors.onlyIf' : 'editors.goalWhen')}
        value={(criterion.when ?? null) as Condition | null}
        onChange={(when) => set('/criterion/when', kind === 'event' && 'of' in when && when.of.length === 0 ? null : when)}
        error={errorAt('/criterion/when')}
        withChanges={kind === 'event'}
      />
    </>
  );
}
