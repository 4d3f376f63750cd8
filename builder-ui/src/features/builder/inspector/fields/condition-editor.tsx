import { Button, HTMLSelect } from '@blueprintjs/core';
import { Cross, Plus } from '@blueprintjs/icons';
import { useContext, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition, Expression, Operator, ValueType } from '../../../../../../domain/expressions/ast.ts';
import { operatorsOf } from '../../../../../../domain/records/field-catalogue.ts';
import { useConditionWorld } from '../../model/condition-world.ts';
import { expressionAt, type FieldBook, pathAt } from '../../model/fields.ts';
import { bareOperators, conditionWords, isEmptyCondition, listOperators, spanOperators } from '../../sentences/condition-words.ts';
import { ChangeEnds } from './change-ends.tsx';
import { FieldSelect, typeOfPath } from './field-select.tsx';
import { maxDepth, MoreParts } from './more-parts.tsx';
import { RelatedEditor, SegmentEditor } from './related-editor.tsx';
import { RightEditor, Searched } from './right-editor.tsx';
import '../inspector.css';

type Group = Extract<Condition, { kind: 'all' | 'any' | 'none' }>;
type Compare = Extract<Condition, { kind: 'compare' }>;
type Changed = Extract<Condition, { kind: 'changed' }>;
type Related = Extract<Condition, { kind: 'related' }>;
type InSegment = Extract<Condition, { kind: 'segment' }>;

const groupKinds = ['all', 'any', 'none'] as const;

interface ConditionEditorProps {
  readonly label: string;
  readonly value: Condition | null;
  readonly onChange: (value: Condition) => void;
  readonly error?: string | undefined;
  /** The fields of what is looked for: they stand on the left, and the right side may be worked out. */
  readonly searched?: FieldBook;
  /** "Has changed" makes sense only where an event is at hand. */
  readonly withChanges?: boolean;
}

/** All, any or none of some comparisons, three levels deep, and the whole as a sentence. */
export function ConditionEditor({ label, value, onChange, error, searched, withChanges = false }: ConditionEditorProps) {
  const { words } = useConditionWorld();
  const id = useId();
  const group: Group = value !== null && 'of' in value ? value : { kind: 'all', of: value === null ? [] : [value] };
  return (
    <fieldset className="cz-condition" aria-describedby={`${id}-words`}>
      <legend className="cz-label">{label}</legend>
      <p id={`${id}-words`} className="cz-condition-words" data-empty={isEmptyCondition(group) || undefined}>
        {conditionWords(words, group)}
      </p>
      {error && (
        <p className="cz-field-error" role="alert">
          {error}
        </p>
      )}
      <Searched value={searched}>
        <GroupEditor group={group} depth={1} onChange={onChange} withChanges={withChanges} />
      </Searched>
    </fieldset>
  );
}

interface GroupEditorProps {
  readonly group: Group;
  readonly depth: number;
  readonly onChange: (group: Group) => void;
  readonly onRemove?: () => void;
  readonly withChanges: boolean;
}

function GroupEditor({ group, depth, onChange, onRemove, withChanges }: GroupEditorProps) {
  const { t } = useTranslation('builder');
  const { words } = useConditionWorld();
  const replace = (index: number, part: Condition | null) =>
    onChange({ ...group, of: part === null ? group.of.toSpliced(index, 1) : group.of.with(index, part) });
  const searched = useContext(Searched);
  const fields = searched ?? words.fields;
  const first = fields.all[0]?.path ?? '';
  return (
    <div className="cz-condition-group" data-depth={depth}>
      <div className="cz-row">
        <HTMLSelect
          aria-label={t('condition.kindLabel')}
          value={group.kind}
          onChange={(event) => onChange({ ...group, kind: groupKinds.find((kind) => kind === event.target.value) ?? 'all' })}
        >
          {groupKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`condition.kind.${kind}`)}
            </option>
          ))}
        </HTMLSelect>
        <span className="cz-spacer" />
        {onRemove && <Button variant="minimal" size="small" icon={<Cross />} aria-label={t('condition.removeGroup')} onClick={onRemove} />}
      </div>
      {group.of.map((part, index) => (
        // Conditions have no ids; they are only ever appended or taken away, and the inputs hold no state of their own.
        // see above.
        <PartEditor key={index} part={part} depth={depth} onChange={(next) => replace(index, next)} withChanges={withChanges} />
      ))}
      <div className="cz-row cz-row-wrap">
        <Button
          variant="minimal"
          size="small"
          icon={<Plus />}
          text={t('condition.add')}
          onClick={() => onChange({ ...group, of: [...group.of, comparison(first, typeOfPath(fields, first))] })}
        />
        {withChanges && (
          <Button
            variant="minimal"
            size="small"
            icon={<Plus />}
            text={t('condition.addChange')}
            onClick={() => onChange({ ...group, of: [...group.of, { kind: 'changed', field: first }] })}
          />
        )}
        <MoreParts depth={depth} plain={searched === undefined} onAdd={(part) => onChange({ ...group, of: [...group.of, part] })} />
        {depth < maxDepth && (
          <Button
            variant="minimal"
            size="small"
            icon={<Plus />}
            text={t('condition.addGroup')}
            onClick={() => onChange({ ...group, of: [...group.of, { kind: 'any', of: [] }] })}
          />
        )}
      </div>
    </div>
  );
}

interface PartEditorProps {
  readonly part: Condition;
  readonly depth: number;
  readonly onChange: (part: Condition | null) => void;
  readonly withChanges: boolean;
}

function PartEditor({ part, depth, onChange, withChanges }: PartEditorProps) {
  if ('of' in part)
    return <GroupEditor group={part} depth={depth + 1} onChange={onChange} onRemove={() => onChange(null)} withChanges={withChanges} />;
  if (part.kind === 'changed') return <ChangedEditor part={part} onChange={onChange} />;
  if (part.kind === 'compare') return <CompareEditor part={part} onChange={onChange} />;
  return <OtherPart part={part} depth={depth} onChange={onChange} />;
}

/** Related records and segments. */
function OtherPart({ part, depth, onChange }: Omit<PartEditorProps, 'part' | 'withChanges'> & { readonly part: Related | InSegment }) {
  const { words } = useConditionWorld();
  return (
    <RowFrame words={conditionWords(words, part)} onRemove={() => onChange(null)}>
      {part.kind === 'segment' ? (
        <SegmentEditor segment={part.segment} onChange={(segment) => onChange({ kind: 'segment', segment })} />
      ) : (
        <RelatedEditor
          part={part}
          onChange={onChange}
          group={(group, change) => <GroupEditor group={group} depth={depth + 1} onChange={change} withChanges={false} />}
        />
      )}
    </RowFrame>
  );
}

function RowFrame({ words, onRemove, children }: { words: string; onRemove: () => void; children: React.ReactNode }) {
  const { t } = useTranslation('builder');
  return (
    // a fieldset per row would speak its legend before each of three inputs.
    <div className="cz-condition-row" role="group" aria-label={words}>
      <div className="cz-condition-inputs">{children}</div>
      <Button variant="minimal" size="small" icon={<Cross />} aria-label={t('condition.remove', { condition: words })} onClick={onRemove} />
    </div>
  );
}

function CompareEditor({ part, onChange }: { part: Compare; onChange: (part: Condition | null) => void }) {
  const { t } = useTranslation('builder');
  const { words } = useConditionWorld();
  const searched = useContext(Searched);
  const fields = searched ?? words.fields;
  const path = pathAt(part.left);
  const field = fields.find(path);
  const type = field?.type ?? 'unknown';
  return (
    <RowFrame words={conditionWords(words, part)} onRemove={() => onChange(null)}>
      <FieldSelect
        label={t('condition.field')}
        value={path}
        book={searched}
        withResults
        onChange={(next) => onChange(comparison(next, typeOfPath(fields, next), part))}
      />
      <HTMLSelect
        fill
        aria-label={t('condition.operator')}
        value={part.operator}
        onChange={(event) => {
          const operator = operatorsOf[type].find((one) => one === event.target.value);
          if (operator !== undefined) onChange(withOperator(part, operator));
        }}
      >
        {operatorsOf[type].map((operator) => (
          <option key={operator} value={operator}>
            {t(`operatorNames.${type === 'date' || type === 'datetime' ? 'timely.' : ''}${operator}`, {
              defaultValue: t(`operatorNames.${operator}`),
            })}
          </option>
        ))}
      </HTMLSelect>
      {!bareOperators.has(part.operator) && <RightEditor part={part} type={type} field={field} onChange={onChange} />}
    </RowFrame>
  );
}

function ChangedEditor({ part, onChange }: { part: Changed; onChange: (part: Condition | null) => void }) {
  const { t } = useTranslation('builder');
  const { words } = useConditionWorld();
  return (
    <RowFrame words={conditionWords(words, part)} onRemove={() => onChange(null)}>
      <FieldSelect
        label={t('condition.field')}
        value={part.field}
        only={(field) => !field.path.startsWith('event.') && field.path.split('.').length <= 3}
        onChange={(field) => onChange({ kind: 'changed', field })}
      />
      <ChangeEnds part={part} onChange={onChange} />
    </RowFrame>
  );
}

/** A comparison of a field; what was entered before stays where the new type can still use it. */
function comparison(path: string, type: ValueType, before?: Compare): Compare {
  const allowed = operatorsOf[type];
  const kept = before !== undefined && allowed.includes(before.operator) ? before.operator : undefined;
  const operator = kept ?? allowed[0] ?? 'is';
  const left: Expression = expressionAt(path);
  return withOperator({ kind: 'compare', left, operator }, operator);
}

function withOperator(part: Compare, operator: Operator): Compare {
  const { right, ...rest } = part;
  if (bareOperators.has(operator)) return { ...rest, operator };
  if (operator === 'in_period') return { ...rest, operator, right: { kind: 'literal', value: 'today' } };
  const wasList = listOperators.has(part.operator) || part.operator === 'between';
  const isList = listOperators.has(operator) || operator === 'between';
  const spans = spanOperators.has(operator) !== spanOperators.has(part.operator);
  if (spanOperators.has(operator) && (spans || right === undefined))
    return { ...rest, operator, right: { kind: 'literal', value: { amount: 7, unit: 'days' } } };
  const fitting =
    right !== undefined && part.operator !== 'in_period' && wasList === isList && !spans
      ? right
      : ({ kind: 'literal', value: isList ? [] : null } as const);
  return { ...rest, operator, right: fitting };
}
