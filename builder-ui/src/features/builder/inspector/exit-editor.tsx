import { Button } from '@blueprintjs/core';
import { Cross, Plus } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import type { ExitRule } from '../../../../../domain/automation/definition/definition.ts';
import type { Condition } from '../../../../../domain/expressions/ast.ts';
import { TextField } from '../../../components/text-field.tsx';
import { useBuilder } from '../model/builder-context.ts';
import { ConditionEditor } from './fields/condition-editor.tsx';
import { EventsEditor } from './fields/events-editor.tsx';
import { useErrorAt } from './use-error-at.ts';
import { useSettings } from './use-settings.ts';

/** When a run ends early, by a condition or by an event. */
export function ExitEditor() {
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
        // rules have no ids and their inputs hold no state.
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
              subject={definition.subject}
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
