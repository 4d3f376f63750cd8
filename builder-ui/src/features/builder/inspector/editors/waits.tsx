import { Checkbox } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { mostReminders } from '../../../../../../domain/automation/nodes/wait-for-event.ts';
import type { Condition } from '../../../../../../domain/expressions/ast.ts';
import { DurationField } from '../../../../components/duration-field.tsx';
import { SelectField } from '../../../../components/select-field.tsx';
import { useBuilder } from '../../model/builder-context.ts';
import { looseOf, textOf, textsOf } from '../../sentences/words.ts';
import type { EditorProps } from '../editor-props.ts';
import { useExample } from '../example.ts';
import { AboutEditor } from '../fields/about-editor.tsx';
import { ConditionEditor } from '../fields/condition-editor.tsx';
import { durationFrom } from '../fields/duration-from.ts';
import { EventsEditor } from '../fields/events-editor.tsx';
import { Whole } from './loops.tsx';
import { WindowEditor } from '../fields/window-editor.tsx';

export function WaitDurationEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const duration = durationFrom(config.duration);
  const example = useExample(duration, 'wait');
  return (
    <div data-param="duration">
      <DurationField
        label={t('editors.waitFor')}
        value={duration}
        onChange={(next) => set('/duration', { ...next })}
        error={errorAt('/duration')}
        hint={example}
      />
    </div>
  );
}

export function WaitUntilWindowEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  return (
    <WindowEditor
      label={t('editors.window')}
      value={looseOf(config.window)}
      onChange={(next) => set('/window', next)}
      error={errorAt('/window')}
    />
  );
}

/** Steps beside the wait, again and again while it stays open. */
function Reminders({ config, set, errorAt }: Pick<EditorProps, 'config' | 'set' | 'errorAt'>) {
  const { t } = useTranslation('builder');
  const given = typeof config.reminders === 'object' && config.reminders !== null;
  const reminders = looseOf(config.reminders);
  const { amount, unit } = durationFrom(reminders.every);
  return (
    <>
      <Checkbox
        label={t('editors.reminders')}
        checked={given}
        onChange={(event) => set('/reminders', event.currentTarget.checked ? { every: { amount: 1, unit: 'days' }, times: 3 } : undefined)}
      />
      {given && (
        <>
          <DurationField
            label={t('editors.remindEvery')}
            value={{ amount, unit }}
            business={false}
            onChange={(next) => set('/reminders/every', { amount: next.amount, unit: next.unit })}
            error={errorAt('/reminders/every')}
          />
          <Whole
            label={t('editors.remindTimes')}
            value={reminders.times}
            fallback={3}
            max={mostReminders}
            set={(next) => set('/reminders/times', next)}
          />
        </>
      )}
    </>
  );
}

export function WaitForEventEditor({ config, set, errorAt, nodeId }: EditorProps) {
  const { t } = useTranslation('builder');
  const { definition, drawing } = useBuilder();
  const timeout = config.timeout === null || config.timeout === undefined ? null : durationFrom(config.timeout);
  const example = useExample(timeout, 'timeout');
  const since = textOf(config.since);
  const steps = definition.nodes.filter((node) => node.id !== nodeId && node.type !== 'flow.goto' && node.type !== 'flow.exit');
  const name = (id: string) => {
    const view = drawing.views.get(id);
    return t('names.stepVerb', { number: view?.number ?? 0, verb: view?.name || view?.verb || '' });
  };
  return (
    <>
      <EventsEditor
        label={t('editors.until')}
        values={textsOf(config.events)}
        onChange={(next) => set('/events', next)}
        error={errorAt('/events')}
        param="events"
      />
      <AboutEditor
        label={t('editors.about')}
        value={config.about}
        onChange={(next) => set('/about', next)}
        error={errorAt('/about')}
        nodeId={nodeId}
      />
      <ConditionEditor
        label={t('editors.onlyIf')}
        value={(config.filter ?? null) as Condition | null}
        onChange={(next) => set('/filter', 'of' in next && next.of.length === 0 ? null : next)}
        error={errorAt('/filter')}
        withChanges
      />
      <div data-param="timeout">
        <DurationField
          label={t('editors.atMost')}
          value={timeout ?? { amount: 3, unit: 'days' }}
          onChange={(next) => set('/timeout', { ...next })}
          error={errorAt('/timeout')}
          hint={example}
        />
      </div>
      <SelectField
        label={t('editors.since')}
        value={since}
        choices={[
          { value: '', label: t('editors.sinceNow') },
          ...steps.map((node) => ({ value: node.id, label: t('editors.sinceStep', { step: name(node.id) }) })),
        ]}
        onChange={(next) => set('/since', next === '' ? null : next)}
        error={errorAt('/since')}
      />
      <Reminders config={config} set={set} errorAt={errorAt} />
    </>
  );
}
