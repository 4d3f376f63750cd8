import { Button, Checkbox } from '@blueprintjs/core';
import { Cross, Plus } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import type { Expression } from '../../../../../../domain/expressions/ast.ts';
import type { Json } from '../../../../../../domain/json.ts';
import { taskKinds, taskPriorities } from '../../../../../../domain/records/task-rules.ts';
import { activityDirections, activityTypes } from '../../../../../../domain/records/touch-rules.ts';
import { SelectField } from '../../../../components/select-field.tsx';
import { TagsField } from '../../../../components/tags-field.tsx';
import { TextField } from '../../../../components/text-field.tsx';
import { useBuilder } from '../../model/builder-context.ts';
import { fieldWords } from '../../sentences/condition-words.ts';
import { type Loose, looseOf, textOf, textsOf } from '../../sentences/words.ts';
import type { EditorProps } from '../editor-props.ts';
import { DueEditor } from '../fields/due-editor.tsx';
import { FieldSelect } from '../fields/field-select.tsx';
import { PersonEditor } from '../fields/person-editor.tsx';
import { PoolEditor } from '../fields/pool-editor.tsx';
import { TextWithValues } from '../fields/text-with-values.tsx';
import { ValueEditor } from '../fields/value-editor.tsx';
import { objectOf } from '../fields/window-editor.tsx';

function useChoices() {
  const { t } = useTranslation('builder');
  return <T extends string>(values: readonly T[], key: string) => values.map((value) => ({ value, label: t(`values.${key}.${value}`) }));
}

export function CreateTaskEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const choices = useChoices();
  return (
    <>
      <TextWithValues
        label={t('editors.title')}
        value={textOf(config.title)}
        onChange={(next) => set('/title', next)}
        error={errorAt('/title')}
        param="title"
      />
      <PersonEditor
        label={t('editors.assignee')}
        value={objectOf(config.assignee, { kind: 'owner' })}
        onChange={(next) => set('/assignee', next)}
        error={errorAt('/assignee')}
        param="assignee"
      />
      <Checkbox
        label={t('editors.standIn')}
        checked={config.whenAway === 'stand_in'}
        onChange={(event) => set('/whenAway', event.currentTarget.checked ? 'stand_in' : undefined)}
      />
      <DueEditor value={config.due ?? null} onChange={(next) => set('/due', next)} error={errorAt('/due')} />
      <div className="cz-pair">
        <SelectField
          label={t('editors.priority')}
          value={taskPriorities.find((one) => one === config.priority) ?? 'medium'}
          choices={choices(taskPriorities, 'priority')}
          onChange={(next) => set('/priority', next)}
        />
        <SelectField
          label={t('editors.kind')}
          value={taskKinds.find((one) => one === config.kind) ?? 'general'}
          choices={choices(taskKinds, 'kind')}
          onChange={(next) => set('/kind', next)}
        />
      </div>
      <TextWithValues
        label={t('editors.description')}
        value={textOf(config.description)}
        onChange={(next) => set('/description', next)}
        error={errorAt('/description')}
        lines={4}
      />
    </>
  );
}

export function TagEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const { lookups } = useBuilder();
  const chosen = textsOf(config.tags);
  const offered = lookups.tags.filter((tag) => !chosen.includes(tag)).slice(0, 12);
  return (
    <div data-param="tags">
      <TagsField
        label={t('editors.tags')}
        values={chosen}
        onChange={(next) => set('/tags', next)}
        placeholder={t('editors.tagsHint')}
        error={errorAt('/tags')}
      />
      {offered.length > 0 && (
        <div className="cz-row cz-row-wrap cz-offers">
          {offered.map((tag) => (
            <Button
              key={tag}
              size="small"
              variant="outlined"
              icon={<Plus size={12} />}
              text={tag}
              onClick={() => set('/tags', [...chosen, tag])}
            />
          ))}
        </div>
      )}
    </div>
  );
}

export function UpdateEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const { words } = useBuilder();
  const changes: readonly Loose[] = Array.isArray(config.changes) ? config.changes.map((one: Json) => looseOf(one)) : [];
  const writable = words.fields.all.filter((field) => field.writable);
  const add = () =>
    set('/changes', [...(changes as readonly Json[]), { field: writable[0]?.path ?? '', value: { kind: 'literal', value: null } }]);
  return (
    <div className="cz-stack" data-param="changes">
      {errorAt('/changes') && changes.length === 0 && <p className="cz-field-error">{errorAt('/changes')}</p>}
      {changes.map((change, index) => {
        const path = textOf(change.field);
        const field = words.fields.find(path);
        return (
          // changes have no ids and their inputs hold no state.
          <fieldset key={index} className="cz-change">
            <legend className="cz-hidden">{fieldWords(words, path)}</legend>
            <div className="cz-row">
              <FieldSelect
                label={t('editors.field')}
                value={path}
                only={(one) => one.writable}
                onChange={(next) => set(`/changes/${index}`, { field: next, value: { kind: 'literal', value: null } })}
              />
              <Button
                variant="minimal"
                icon={<Cross />}
                aria-label={t('editors.removeChange', { field: fieldWords(words, path) })}
                onClick={() => set(`/changes/${index}`, undefined)}
              />
            </div>
            <ValueEditor
              label={t('editors.newValue')}
              type={field?.type ?? 'unknown'}
              options={field?.options}
              value={change.value as unknown as Expression}
              onChange={(next) => set(`/changes/${index}/value`, next)}
              error={errorAt(`/changes/${index}`)}
            />
          </fieldset>
        );
      })}
      <span>
        <Button icon={<Plus />} text={t('editors.addChange')} onClick={add} />
      </span>
    </div>
  );
}

const modes = ['owner', 'round_robin', 'least_loaded'] as const;

export function AssignEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const mode = modes.find((one) => one === config.mode) ?? 'round_robin';
  const common = { onlyIfUnassigned: config.onlyIfUnassigned === true, reason: textOf(config.reason) };
  const change = (next: (typeof modes)[number]) =>
    set(
      '',
      next === 'owner'
        ? { mode: next, to: { kind: 'manager' }, ...common }
        : { mode: next, pool: config.pool ?? { kind: 'team', teamId: '' }, excludeOwner: config.excludeOwner === true, ...common },
    );
  return (
    <>
      <SelectField
        label={t('editors.assignHow')}
        value={mode}
        choices={modes.map((value) => ({ value, label: t(`editors.assignModes.${value}`) }))}
        onChange={change}
      />
      {mode === 'owner' ? (
        <PersonEditor
          label={t('editors.assignTo')}
          value={objectOf(config.to, { kind: 'manager' })}
          onChange={(next) => set('/to', next)}
          error={errorAt('/to')}
          param="to"
        />
      ) : (
        <>
          <PoolEditor value={looseOf(config.pool)} onChange={(next) => set('/pool', next)} error={errorAt('/pool')} />
          <Checkbox
            label={t('editors.excludeOwner')}
            checked={config.excludeOwner === true}
            onChange={(event) => set('/excludeOwner', event.currentTarget.checked)}
          />
        </>
      )}
      <Checkbox
        label={t('editors.onlyIfUnassigned')}
        checked={common.onlyIfUnassigned}
        onChange={(event) => set('/onlyIfUnassigned', event.currentTarget.checked)}
      />
      <TextField
        label={t('editors.routingReason')}
        hint={t('editors.routingReasonHint')}
        value={common.reason}
        maxLength={200}
        onChange={(next) => set('/reason', next)}
      />
    </>
  );
}

export function LogActivityEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const choices = useChoices();
  return (
    <>
      <div className="cz-pair">
        <SelectField
          label={t('editors.activityType')}
          value={activityTypes.find((one) => one === config.type) ?? 'note'}
          choices={choices(activityTypes, 'type')}
          onChange={(next) => set('/type', next)}
        />
        <SelectField
          label={t('editors.direction')}
          value={activityDirections.find((one) => one === config.direction) ?? ''}
          choices={[{ value: '', label: t('editors.noDirection') }, ...choices(activityDirections, 'direction')]}
          onChange={(next) => set('/direction', next === '' ? null : next)}
        />
      </div>
      <TextWithValues
        label={t('editors.subject')}
        value={textOf(config.subject)}
        onChange={(next) => set('/subject', next)}
        error={errorAt('/subject')}
        param="subject"
      />
      <TextWithValues
        label={t('editors.body')}
        value={textOf(config.body)}
        onChange={(next) => set('/body', next)}
        error={errorAt('/body')}
        lines={5}
      />
    </>
  );
}
