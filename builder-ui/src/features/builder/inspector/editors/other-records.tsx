import { Button, FormGroup, NumericInput } from '@blueprintjs/core';
import { Cross, Plus } from '@blueprintjs/icons';
import { useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { duplicateAnswers, onlyAtBirth } from '../../../../../../domain/automation/nodes/record-create.ts';
import { findSorts, mostFound } from '../../../../../../domain/automation/nodes/record-find.ts';
import type { Condition, Expression } from '../../../../../../domain/expressions/ast.ts';
import type { Json } from '../../../../../../domain/json.ts';
import { catalogueTypes } from '../../../../../../domain/records/field-catalogue.ts';
import { type SubjectType, subjectTypes } from '../../../../../../domain/records/record-types.ts';
import { SelectField } from '../../../../components/select-field.tsx';
import { useBuilder } from '../../model/builder-context.ts';
import { foundFields } from '../../model/catalogue-fields.ts';
import { fieldBook } from '../../model/fields.ts';
import { type Loose, looseOf, textOf } from '../../sentences/words.ts';
import type { EditorProps } from '../editor-props.ts';
import { AboutEditor } from '../fields/about-editor.tsx';
import { ConditionEditor } from '../fields/condition-editor.tsx';
import { FieldSelect } from '../fields/field-select.tsx';
import { TextWithValues } from '../fields/text-with-values.tsx';
import { ValueEditor } from '../fields/value-editor.tsx';

function typeIn(config: EditorProps['config']): SubjectType {
  return subjectTypes.find((type) => type === config.recordType) ?? 'contact';
}

function useTypeChoices() {
  const { t } = useTranslation('builder');
  return subjectTypes.map((value) => ({ value, label: t(`subjects.${value}`) }));
}

/** Fields of a kind of record under `found`, which for a new record means its own. */
function useFieldsOf(type: SubjectType) {
  const { t } = useTranslation('builder');
  const { lookups } = useBuilder();
  return useMemo(() => foundFields(lookups.catalogue, type, t), [lookups.catalogue, type, t]);
}

export function FindEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const id = useId();
  const type = typeIn(config);
  const book = useFieldsOf(type);
  const take = config.take === 'all' ? 'all' : 'first';
  return (
    <>
      <SelectField
        label={t('editors.recordType')}
        value={type}
        choices={useTypeChoices()}
        // Fields of another kind mean something else.
        onChange={(next) => set('', { ...config, recordType: next, condition: { kind: 'all', of: [] } })}
      />
      <ConditionEditor
        label={t('editors.findWhere')}
        value={(config.condition ?? null) as Condition | null}
        onChange={(next) => set('/condition', next)}
        error={errorAt('/condition')}
        searched={book}
      />
      <div className="cz-pair">
        <SelectField
          label={t('editors.find')}
          value={take}
          choices={(['first', 'all'] as const).map((value) => ({ value, label: t(`editors.takes.${value}`) }))}
          onChange={(next) => set('/take', next)}
        />
        <SelectField
          label={t('editors.sort')}
          value={findSorts.find((sort) => sort === config.sort) ?? 'newest'}
          choices={findSorts.map((value) => ({ value, label: t(`values.sort.${value}`) }))}
          onChange={(next) => set('/sort', next)}
        />
      </div>
      {take === 'all' && (
        <FormGroup label={t('editors.limit')} labelFor={id}>
          <NumericInput
            id={id}
            min={1}
            max={mostFound}
            clampValueOnBlur
            value={typeof config.limit === 'number' ? config.limit : 20}
            onValueChange={(number) => Number.isInteger(number) && number >= 1 && number <= mostFound && set('/limit', number)}
          />
        </FormGroup>
      )}
    </>
  );
}

export function CreateEditor({ config, set, errorAt }: EditorProps) {
  const { t } = useTranslation('builder');
  const { lookups } = useBuilder();
  const type = typeIn(config);
  const values: readonly Loose[] = Array.isArray(config.values) ? config.values.map((one: Json) => looseOf(one)) : [];
  const all = useFieldsOf(type);
  const writable = new Set([
    ...lookups.catalogue[catalogueTypes.find((one) => one === type) ?? 'contact'].fields
      .filter((field) => field.writable)
      .map((field) => field.key),
    ...onlyAtBirth[type],
  ]);
  const book = fieldBook(all.all.filter((field) => writable.has(field.path.slice('found.'.length))));
  const free = book.all.filter((field) => !values.some((one) => `found.${textOf(one.field)}` === field.path));
  const fieldOf = (path: string) => path.slice('found.'.length);
  return (
    <>
      <SelectField
        label={t('editors.recordType')}
        value={type}
        choices={useTypeChoices()}
        onChange={(next) => set('', { ...config, recordType: next, values: [], stageId: null })}
      />
      <div className="cz-stack" data-param="values">
        {values.length === 0 && errorAt('/values') && <p className="cz-field-error">{errorAt('/values')}</p>}
        {values.map((one, index) => {
          const path = `found.${textOf(one.field)}`;
          const field = all.find(path);
          return (
            // values have no ids and their inputs hold no state.
            <fieldset key={index} className="cz-change">
              <legend className="cz-hidden">{field?.label ?? textOf(one.field)}</legend>
              <div className="cz-row">
                <FieldSelect
                  label={t('editors.field')}
                  value={path}
                  book={book}
                  onChange={(next) => set(`/values/${index}`, { field: fieldOf(next), value: { kind: 'literal', value: null } })}
                />
                <Button
                  variant="minimal"
                  icon={<Cross />}
                  aria-label={t('editors.removeValue', { field: field?.label ?? textOf(one.field) })}
                  onClick={() => set(`/values/${index}`, undefined)}
                />
              </div>
              <ValueEditor
                label={t('editors.newValue')}
                type={field?.type ?? 'unknown'}
                options={field?.options}
                value={one.value as unknown as Expression}
                onChange={(next) => set(`/values/${index}/value`, next)}
                error={errorAt(`/values/${index}`)}
              />
            </fieldset>
          );
        })}
        {values.length > 0 && errorAt('/values') && <p className="cz-field-error">{errorAt('/values')}</p>}
        <span>
          <Button
            icon={<Plus />}
            text={t('editors.addValue')}
            disabled={free.length === 0}
            onClick={() =>
              set('/values', [
                ...(values as readonly Json[]),
                { field: fieldOf(free[0]?.path ?? ''), value: { kind: 'literal', value: null } },
              ])
            }
          />
        </span>
      </div>
      {type === 'deal' && (
        <StageSelect
          value={textOf(config.stageId ?? '')}
          first={t('editors.firstStage')}
          onChange={(next) => set('/stageId', next === '' ? null : next)}
          error={errorAt('/stageId')}
        />
      )}
      <SelectField
        label={t('editors.onDuplicate')}
        value={duplicateAnswers.find((answer) => answer === config.onDuplicate) ?? 'use'}
        choices={duplicateAnswers.map((value) => ({ value, label: t(`editors.duplicates.${value}`) }))}
        onChange={(next) => set('/onDuplicate', next)}
      />
    </>
  );
}

interface StageSelectProps {
  readonly value: string;
  readonly first: string;
  readonly onChange: (id: string) => void;
  readonly error: string | undefined;
}

function StageSelect({ value, first, onChange, error }: StageSelectProps) {
  const { t } = useTranslation('builder');
  const { lookups } = useBuilder();
  const known = value === '' || lookups.stages.some((stage) => stage.id === value);
  return (
    <div data-param="stage">
      <SelectField
        label={t('editors.stage')}
        value={value}
        choices={[
          { value: '', label: first },
          ...(known ? [] : [{ value, label: lookups.loading ? '…' : t('gone.stage') }]),
          ...lookups.stages.map((stage) => ({ value: stage.id, label: stage.name })),
        ]}
        onChange={onChange}
        error={error}
      />
    </div>
  );
}

const linkable = ['contact', 'company', 'deal'] as const;

export function AssociateEditor({ config, set, errorAt, nodeId }: EditorProps) {
  const { t } = useTranslation('builder');
  return (
    <>
      <AboutEditor
        label={t('editors.linkRecord')}
        value={config.record}
        onChange={(next) => set('/record', next)}
        error={errorAt('/record')}
        nodeId={nodeId}
        kinds={linkable}
      />
      <AboutEditor
        label={t('editors.linkWith')}
        value={config.with}
        onChange={(next) => set('/with', next)}
        error={errorAt('/with')}
        nodeId={nodeId}
        kinds={linkable}
      />
      <SelectField
        label={t('editors.ifLinked')}
        value={config.ifLinked === 'keep' ? 'keep' : 'replace'}
        choices={(['replace', 'keep'] as const).map((value) => ({ value, label: t(`editors.ifLinkedKinds.${value}`) }))}
        onChange={(next) => set('/ifLinked', next)}
      />
    </>
  );
}

export function ArchiveEditor({ config, set, errorAt, nodeId }: EditorProps) {
  const { t } = useTranslation('builder');
  return (
    <AboutEditor
      label={t('editors.about')}
      value={config.about}
      onChange={(next) => set('/about', next)}
      error={errorAt('/about')}
      nodeId={nodeId}
      kinds={subjectTypes}
      {...(looseOf(config.about).kind === 'output' ? {} : { hint: t('editors.aboutSubjectEnds') })}
    />
  );
}

export function MoveStageEditor({ config, set, errorAt, nodeId }: EditorProps) {
  const { t } = useTranslation('builder');
  return (
    <>
      <AboutEditor
        label={t('editors.about')}
        value={config.about}
        onChange={(next) => set('/about', next)}
        error={errorAt('/about')}
        nodeId={nodeId}
        kinds={['deal']}
      />
      <StageSelect
        value={textOf(config.stageId)}
        first={t('unset.stage')}
        onChange={(next) => set('/stageId', next)}
        error={errorAt('/stageId')}
      />
      <TextWithValues
        label={t('editors.stageReason')}
        value={textOf(config.reason)}
        onChange={(next) => set('/reason', next)}
        error={errorAt('/reason')}
      />
    </>
  );
}
