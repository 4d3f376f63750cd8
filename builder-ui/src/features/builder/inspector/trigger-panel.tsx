import { Button, FormGroup, NumericInput, Tab, Tabs } from '@blueprintjs/core';
import { Cross, Plus } from '@blueprintjs/icons';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { ExitRule, TriggerNode } from '../../../../../domain/automation/definition/definition.ts';
import { triggerTypes } from '../../../../../domain/automation/nodes/node-types.ts';
import type { Condition } from '../../../../../domain/expressions/ast.ts';
import type { Json, JsonObject } from '../../../../../domain/json.ts';
import { subjectTypes } from '../../../../../domain/records/record-types.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import type { SettingsChange } from '../draft/commands.ts';
import { useBuilder } from '../model/builder-context.ts';
import { triggerSpecOf } from '../model/step-catalogue.ts';
import { type Loose, looseOf, textOf, textsOf } from '../sentences/words.ts';
import { ChangeEnds, ConditionEditor } from './fields/condition-editor.tsx';
import { EventsEditor } from './fields/events-editor.tsx';
import { FieldSelect } from './fields/field-select.tsx';
import { useErrorAt } from './use-error-at.ts';

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

function useSettings(): (change: SettingsChange, pointer?: string) => void {
  const { store } = useBuilder();
  return (change, pointer) => store.dispatch({ type: 'settings', change, ...(pointer !== undefined && { pointer }) });
}

function StartEditor() {
  const { t } = useTranslation('builder');
  const { definition, store } = useBuilder();
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
            onChange={(events) => change({ ...trigger.config, events }, '/events')}
            error={errorAt('/events')}
            param="events"
          />
          <ChangesEditor
            trigger={trigger}
            onChange={(changes) => change({ ...trigger.config, changes }, '/changes')}
            error={errorAt('/changes')}
          />
        </>
      )}
      {trigger.type === 'trigger.manual' && <p className="cz-muted">{t('trigger.manualHint')}</p>}
    </>
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
        // biome-ignore lint/suspicious/noArrayIndexKey: changes have no ids and their inputs hold no state.
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
            onChange={({ kind: _, ...next }) => onChange((changes as readonly Json[]).with(index, next))}
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
      <SelectField
        label={t('trigger.reenroll')}
        value={enrollment.reenroll}
        choices={(['never', 'after_end', 'always'] as const).map((value) => ({ value, label: t(`trigger.reenrollKinds.${value}`) }))}
        onChange={(reenroll) => settings({ enrollment: { ...enrollment, reenroll } })}
      />
      <SelectField
        label={t('trigger.whileActive')}
        value={enrollment.whileActive}
        choices={(['ignore', 'beside'] as const).map((value) => ({ value, label: t(`trigger.whileActiveKinds.${value}`) }))}
        onChange={(whileActive) => settings({ enrollment: { ...enrollment, whileActive } })}
      />
      <TextField
        label={t('trigger.key')}
        hint={t('trigger.keyHint')}
        value={enrollment.key}
        onChange={(key) => settings({ enrollment: { ...enrollment, key } }, '/enrollment/key')}
        error={errorAt('/key')}
      />
    </>
  );
}

function ExitEditor() {
  const { t } = useTranslation('builder');
  const { definition } = useBuilder();
  const settings = useSettings();
  const errorAt = useErrorAt('/exit');
  const { exit } = definition;
  const replace = (index: number, rule: ExitRule) => settings({ exit: exit.with(index, rule) }, `/exit/${index}`);
  const emptyCondition: Condition = { kind: 'all', of: [] };
  return (
    <div className="cz-stack">
      <p className="cz-muted cz-dense">{t('trigger.exitHint')}</p>
      {exit.map((rule, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules have no ids and their inputs hold no state.
        <fieldset key={index} className="cz-change">
          <legend className="cz-hidden">{t('trigger.exitRule', { number: index + 1 })}</legend>
          <div className="cz-row">
            <span className="cz-label cz-spacer">{t(`trigger.exitKinds.${rule.kind}`)}</span>
            <Button
              variant="minimal"
              size="small"
              icon={<Cross />}
              aria-label={t('trigger.removeExit', { number: index + 1 })}
              onClick={() => settings({ exit: exit.toSpliced(index, 1) })}
            />
          </div>
          {rule.kind === 'event' && (
            <EventsEditor
              label={t('trigger.exitEvents')}
              values={rule.events}
              onChange={(events) => replace(index, { ...rule, events })}
              error={errorAt(`/${index}/events`)}
            />
          )}
          <ConditionEditor
            label={t(rule.kind === 'event' ? 'editors.onlyIf' : 'trigger.exitWhen')}
            value={rule.when}
            onChange={(when) =>
              replace(
                index,
                rule.kind === 'event' ? { ...rule, when: 'of' in when && when.of.length === 0 ? null : when } : { ...rule, when },
              )
            }
            error={errorAt(`/${index}/when`)}
          />
          <TextField
            label={t('editors.reason')}
            value={rule.reason}
            maxLength={200}
            onChange={(reason) => replace(index, { ...rule, reason })}
            error={errorAt(`/${index}/reason`)}
          />
        </fieldset>
      ))}
      <div className="cz-row cz-row-wrap">
        <Button
          icon={<Plus />}
          text={t('trigger.addExitCondition')}
          onClick={() => settings({ exit: [...exit, { kind: 'condition', reason: t('trigger.exitReason'), when: emptyCondition }] })}
        />
        <Button
          icon={<Plus />}
          text={t('trigger.addExitEvent')}
          onClick={() => settings({ exit: [...exit, { kind: 'event', reason: t('trigger.exitReason'), events: [], when: null }] })}
        />
      </div>
    </div>
  );
}

function SettingsEditor() {
  const { t } = useTranslation('builder');
  const { definition, words } = useBuilder();
  const change = useSettings();
  const errorAt = useErrorAt('/settings');
  const { settings } = definition;
  const [max, hours] = [useId(), useId()];
  const zones = Intl.supportedValuesOf('timeZone');
  return (
    <>
      <TextField
        label={t('trigger.description')}
        lines={3}
        value={definition.description ?? ''}
        onChange={(description) => change({ description }, '/description')}
      />
      <SelectField
        label={t('trigger.timeZone')}
        value={settings.timeZone}
        choices={[
          { value: 'tenant', label: t('trigger.tenantZone', { zone: words.timeZone }) },
          ...(settings.timeZone !== 'tenant' && !zones.includes(settings.timeZone) ? [settings.timeZone, ...zones] : zones).map((zone) => ({
            value: zone,
            label: zone,
          })),
        ]}
        onChange={(timeZone) => change({ settings: { ...settings, timeZone } })}
        error={errorAt('/timeZone')}
      />
      <SelectField
        label={t('trigger.onError')}
        value={settings.onError}
        choices={(['hold', 'fail'] as const).map((value) => ({ value, label: t(`trigger.onErrorKinds.${value}`) }))}
        onChange={(onError) => change({ settings: { ...settings, onError } })}
      />
      <fieldset className="cz-change">
        <legend className="cz-label">{t('trigger.loopGuard')}</legend>
        <div className="cz-pair">
          <FormGroup label={t('trigger.loopMax')} labelFor={max}>
            <NumericInput
              id={max}
              fill
              min={1}
              max={10_000}
              value={settings.loopGuard.max}
              onValueChange={(value) =>
                Number.isInteger(value) &&
                value > 0 &&
                change({ settings: { ...settings, loopGuard: { ...settings.loopGuard, max: value } } }, '/settings/loopGuard')
              }
            />
          </FormGroup>
          <FormGroup label={t('trigger.loopHours')} labelFor={hours}>
            <NumericInput
              id={hours}
              fill
              min={1}
              max={8_760}
              value={settings.loopGuard.perHours}
              onValueChange={(value) =>
                value > 0 &&
                change({ settings: { ...settings, loopGuard: { ...settings.loopGuard, perHours: value } } }, '/settings/loopGuard')
              }
            />
          </FormGroup>
        </div>
      </fieldset>
    </>
  );
}
