import { Button, Tab, Tabs } from '@blueprintjs/core';
import { Cross, Plus } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { TriggerNode } from '../../../../../domain/automation/definition/definition.ts';
import { whileActiveAnswers } from '../../../../../domain/automation/definition/definition.ts';
import { triggerTypes } from '../../../../../domain/automation/nodes/node-types.ts';
import type { Condition } from '../../../../../domain/expressions/ast.ts';
import type { Json, JsonObject } from '../../../../../domain/json.ts';
import { subjectTypes } from '../../../../../domain/records/record-types.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import type { Named } from '../api/lookups.ts';
import { useBuilder } from '../model/builder-context.ts';
import { triggerSpecOf } from '../model/step-catalogue.ts';
import { type Loose, looseOf, textOf, textsOf } from '../sentences/words.ts';
import { ExclusivityEditor } from './exclusivity-editor.tsx';
import { ExitEditor } from './exit-editor.tsx';
import { ChangeEnds } from './fields/change-ends.tsx';
import { ConditionEditor } from './fields/condition-editor.tsx';
import { CrossingEditor } from './crossing-editor.tsx';
import { EventsEditor } from './fields/events-editor.tsx';
import { FieldSelect } from './fields/field-select.tsx';
import { MatchingNow } from './fields/matching-now.tsx';
import { SuppressionEditor } from './suppression-editor.tsx';
import { SettingsEditor } from './settings-editor.tsx';
import { TriggerDateEditor } from './trigger-date.tsx';
import { TriggerScheduleEditor } from './trigger-schedule.tsx';
import { TriggerSegmentEditor } from './trigger-segment.tsx';
import { useErrorAt } from './use-error-at.ts';
import { useSettings } from './use-settings.ts';

/** The panel of the first card: what starts it, who gets in, who leaves early, and what holds for the whole. */
export const triggerTabs = ['start', 'enrol', 'exit', 'settings'] as const;
export type TriggerTab = (typeof triggerTabs)[number];

/** The tab on which the member of a definition is edited. */
export function tabOf(pointer: string): TriggerTab {
  if (pointer.startsWith('/enrollment')) return 'enrol';
  if (pointer.startsWith('/exit')) return 'exit';
  return pointer.startsWith('/settings') || pointer.startsWith('/description') ? 'settings' : 'start';
}

export function TriggerPanel() {
  const { t } = useTranslation('builder');
  const [params, setParams] = useSearchParams();
  const tab = triggerTabs.find((one) => one === params.get('tab')) ?? 'start';
  const select = (next: string | number) =>
    setParams(
      (before) => {
        before.set('tab', String(next));
        return new URLSearchParams(before);
      },
      { replace: true },
    );
  return (
    <Tabs id="trigger-tabs" renderActiveTabPanelOnly selectedTabId={tab} onChange={select}>
      <Tab id="start" title={t('trigger.start')} panel={<StartEditor />} />
      <Tab id="enrol" title={t('trigger.enrol')} panel={<EnrolEditor />} />
      <Tab id="exit" title={t('trigger.exit')} panel={<ExitEditor />} />
      <Tab id="settings" title={t('trigger.settings')} panel={<SettingsEditor />} />
    </Tabs>
  );
}

function StartEditor() {
  const { t } = useTranslation('builder');
  const { definition, store, lookups } = useBuilder();
  const errorAt = useErrorAt('/trigger/config');
  const { trigger } = definition;
  const change = (config: JsonObject, pointer: string) => store.dispatch({ type: 'trigger', trigger: { ...trigger, config }, pointer });
  const settings = useSettings();
  return (
    <>
      <SelectField
        label={t('trigger.type')}
        value={trigger.type}
        choices={triggerTypes.map((type) => ({ value: type, label: t(`trigger.types.${type}`) }))}
        onChange={(type) => store.dispatch({ type: 'trigger', trigger: { id: trigger.id, type, config: triggerSpecOf(type).defaults } })}
      />
      <SelectField
        label={t('trigger.subject')}
        value={definition.subject}
        choices={subjectTypes.map((value) => ({ value, label: t(`subjects.${value}`) }))}
        onChange={(subject) => settings({ subject })}
        hint={t('trigger.subjectHint')}
      />
      {trigger.type === 'trigger.event' && (
        <>
          <EventsEditor
            label={t('trigger.when')}
            values={textsOf(trigger.config.events)}
            subject={definition.subject}
            onChange={(events) => change({ ...trigger.config, events }, '/events')}
            error={errorAt('/events')}
            param="events"
          />
          <ChangesEditor
            trigger={trigger}
            onChange={(changes) => change({ ...trigger.config, changes }, '/changes')}
            error={errorAt('/changes')}
          />
          {textsOf(trigger.config.events).includes('lead.score_changed') && (
            <CrossingEditor trigger={trigger} onChange={(config) => change(config, '/crossing')} error={errorAt('/crossing')} />
          )}
        </>
      )}
      {trigger.type === 'trigger.date' && <TriggerDateEditor config={trigger.config} onChange={change} errorAt={errorAt} />}
      {trigger.type === 'trigger.schedule' && <TriggerScheduleEditor config={trigger.config} onChange={change} errorAt={errorAt} />}
      {trigger.type === 'trigger.segment' && <TriggerSegmentEditor config={trigger.config} onChange={change} errorAt={errorAt} />}
      {trigger.type === 'trigger.form' && (
        <SourceEditor
          kind="form"
          value={textOf(trigger.config.formId)}
          choices={lookups.forms}
          onChange={(formId) => change({ formId }, '/formId')}
          error={errorAt('/formId')}
        />
      )}
      {trigger.type === 'trigger.webhook' && (
        <SourceEditor
          kind="webhook"
          value={textOf(trigger.config.webhookId)}
          choices={lookups.webhooks}
          onChange={(webhookId) => change({ webhookId }, '/webhookId')}
          error={errorAt('/webhookId')}
        />
      )}
      {trigger.type === 'trigger.manual' && <p className="cz-muted">{t('trigger.manualHint')}</p>}
    </>
  );
}

/** Which form or webhook, or any of them. */
function SourceEditor({
  kind,
  value,
  choices,
  onChange,
  error,
}: {
  kind: 'form' | 'webhook';
  value: string;
  choices: readonly Named[];
  onChange: (id: string | null) => void;
  error: string | undefined;
}) {
  const { t } = useTranslation('builder');
  const known = choices.some((one) => one.id === value) || value === '';
  return (
    <SelectField
      label={t(`trigger.${kind}.which`)}
      value={value}
      choices={[
        { value: '', label: t(`trigger.${kind}.any`) },
        ...choices.map((one) => ({ value: one.id, label: one.name })),
        ...(known ? [] : [{ value, label: t(`trigger.${kind}.gone`) }]),
      ]}
      onChange={(id) => onChange(id === '' ? null : id)}
      hint={t(`trigger.${kind}.hint`)}
      error={error}
    />
  );
}

/** "And the field Status changed from New to Qualified." */
function ChangesEditor({
  trigger,
  onChange,
  error,
}: {
  trigger: TriggerNode;
  onChange: (changes: readonly Json[]) => void;
  error: string | undefined;
}) {
  const { t } = useTranslation('builder');
  const { words, definition } = useBuilder();
  const changes: readonly Loose[] = Array.isArray(trigger.config.changes) ? trigger.config.changes.map((one: Json) => looseOf(one)) : [];
  const own = words.fields.all.filter(
    (field) => field.path.startsWith(`${definition.subject}.`) && field.group === t(`subjects.${definition.subject}`),
  );
  return (
    <div className="cz-stack" data-param="changes">
      {changes.map((change, index) => (
        // changes have no ids and their inputs hold no state.
        <fieldset key={index} className="cz-change">
          <legend className="cz-label">{t('trigger.andChanged')}</legend>
          <div className="cz-row">
            <FieldSelect
              label={t('condition.field')}
              value={textOf(change.field)}
              only={(field) => own.includes(field)}
              onChange={(field) => onChange((changes as readonly Json[]).with(index, { field }))}
            />
            <Button
              variant="minimal"
              icon={<Cross />}
              aria-label={t('trigger.removeChange')}
              onClick={() => onChange((changes as readonly Json[]).toSpliced(index, 1))}
            />
          </div>
          <ChangeEnds
            part={{
              field: textOf(change.field),
              ...(change.from !== undefined && { from: change.from }),
              ...(change.to !== undefined && { to: change.to }),
            }}
            onChange={(next) => onChange((changes as readonly Json[]).with(index, withoutKind(next)))}
          />
        </fieldset>
      ))}
      {error && <p className="cz-field-error">{error}</p>}
      <span>
        <Button
          variant="minimal"
          size="small"
          icon={<Plus />}
          text={t('trigger.addChange')}
          onClick={() => onChange([...(changes as readonly Json[]), { field: own[0]?.path ?? '' }])}
        />
      </span>
    </div>
  );
}

function EnrolEditor() {
  const { t } = useTranslation('builder');
  const { definition } = useBuilder();
  const settings = useSettings();
  const errorAt = useErrorAt('/enrollment');
  const { enrollment } = definition;
  return (
    <>
      <ConditionEditor
        label={t('trigger.filter')}
        value={enrollment.filter}
        onChange={(filter) =>
          settings(
            { enrollment: { ...enrollment, filter: 'of' in filter && filter.of.length === 0 ? null : filter } },
            '/enrollment/filter',
          )
        }
        error={errorAt('/filter')}
      />
      <MatchingNow condition={enrollment.filter} />
      <SelectField
        label={t('trigger.reenroll')}
        value={enrollment.reenroll}
        choices={(['never', 'after_end', 'always'] as const).map((value) => ({ value, label: t(`trigger.reenrollKinds.${value}`) }))}
        onChange={(reenroll) => settings({ enrollment: { ...enrollment, reenroll } })}
      />
      <SelectField
        label={t('trigger.whileActive')}
        value={enrollment.whileActive}
        choices={whileActiveAnswers.map((value) => ({ value, label: t(`trigger.whileActiveKinds.${value}`) }))}
        onChange={(whileActive) => settings({ enrollment: { ...enrollment, whileActive } })}
      />
      <TextField
        label={t('trigger.key')}
        hint={t('trigger.keyHint')}
        value={enrollment.key}
        onChange={(key) => settings({ enrollment: { ...enrollment, key } }, '/enrollment/key')}
        error={errorAt('/key')}
      />
      <SuppressionEditor />
      <ExclusivityEditor />
    </>
  );
}

/** A trigger's change is written without the word that tells conditions apart. */
function withoutKind(change: Extract<Condition, { kind: 'changed' }>): JsonObject {
  return {
    field: change.field,
    ...(change.from !== undefined && { from: change.from }),
    ...(change.to !== undefined && { to: change.to }),
  };
}
