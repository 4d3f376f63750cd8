import { Button, Checkbox, HTMLSelect, InputGroup, Spinner, TextArea } from '@blueprintjs/core';
import { Edit, Tick } from '@blueprintjs/icons';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemWords } from '../../../components/problem-words.ts';
import type { Choice } from '../../../components/select-field.tsx';
import { fromZonedInput, toZonedInput } from '../../../components/zoned-input.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { useTimeZone } from '../../../lib/use-formats.ts';
import { useFieldWords } from './field-words.ts';
import type { Conflict, SaveResult } from './use-record-editor.ts';
import './facts.css';

export type FieldKind = 'text' | 'longtext' | 'email' | 'tel' | 'url' | 'number' | 'date' | 'datetime' | 'boolean' | 'select';

interface EditableFieldProps {
  readonly field: string;
  readonly label: string;
  readonly kind: FieldKind;
  readonly value: unknown;
  readonly choices?: readonly Choice[];
  readonly readOnly?: boolean;
  /** How the value is shown while it is not edited. */
  readonly shown?: ReactNode;
  readonly save: (field: string, value: unknown, force?: boolean) => Promise<SaveResult>;
}

type State =
  | { kind: 'idle' | 'saving' | 'saved' }
  | { kind: 'failed'; message: string }
  | { kind: 'conflict'; mine: unknown; conflict: Conflict };

/** One fact: reads as text, becomes a field when pressed, saves when left, and says so. */
export function EditableField(props: EditableFieldProps) {
  const { field, label, value, readOnly = false, shown, save } = props;
  const { t } = useTranslation(['records', 'components']);
  const words = useFieldWords();
  const id = useId();
  const [editing, setEditing] = useState(false);
  const [state, setState] = useState<State>({ kind: 'idle' });
  const opener = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (state.kind !== 'saved') return;
    const timer = setTimeout(() => setState({ kind: 'idle' }), 2_500);
    return () => clearTimeout(timer);
  }, [state]);
  const commit = async (next: unknown, force = false) => {
    setEditing(false);
    if (!force && JSON.stringify(next ?? null) === JSON.stringify(value ?? null)) return setState({ kind: 'idle' });
    setState({ kind: 'saving' });
    try {
      const result = await save(field, next, force);
      setState(
        result.saved ? { kind: result.quiet === true ? 'idle' : 'saved' } : { kind: 'conflict', mine: next, conflict: result.conflict },
      );
    } catch (error) {
      const { title, detail } = problemWords(t, error);
      const own = isProblem(error) ? error.errors[0]?.detail : undefined;
      setState({ kind: 'failed', message: own ?? detail ?? title });
    }
  };
  const close = () => {
    setEditing(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  const text = shown ?? (value === null || value === undefined || value === '' ? null : words.value(field, value));
  return (
    <div className="cz-fact" data-state={state.kind}>
      <dt id={`${id}-label`}>{label}</dt>
      <dd>
        {readOnly ? (
          <span className="cz-fact-value" data-empty={text === null}>
            {text ?? t('records:emptyValue')}
          </span>
        ) : editing ? (
          <FieldInput {...props} labelId={`${id}-label`} onCommit={(next) => void commit(next)} onCancel={close} />
        ) : (
          <button
            ref={opener}
            type="button"
            className="cz-fact-value cz-fact-button"
            data-empty={text === null}
            onClick={() => setEditing(true)}
          >
            <span className="cz-hidden">{t('records:editField', { name: label })} </span>
            <span className="cz-fact-text">{text ?? t('records:addValue')}</span>
            <Edit size={12} className="cz-fact-pen" />
          </button>
        )}
        <span role="status" className="cz-fact-status">
          {state.kind === 'saving' && <Spinner size={12} />}
          {state.kind === 'saved' && (
            <>
              <Tick size={12} /> {t('records:saved')}
            </>
          )}
        </span>
        {state.kind === 'failed' && (
          <p className="cz-fact-problem" role="alert">
            {state.message} <Button size="small" variant="minimal" text={t('records:editAgain')} onClick={() => setEditing(true)} />
          </p>
        )}
        {state.kind === 'conflict' && (
          <div className="cz-fact-problem" role="alert">
            <p>{t('records:conflict', { theirs: words.value(field, state.conflict.theirs), mine: words.value(field, state.mine) })}</p>
            <Button size="small" text={t('records:keepMine')} onClick={() => void commit(state.mine, true)} />{' '}
            <Button size="small" variant="minimal" text={t('records:takeTheirs')} onClick={() => setState({ kind: 'idle' })} />
          </div>
        )}
      </dd>
    </div>
  );
}

interface FieldInputProps extends EditableFieldProps {
  readonly labelId: string;
  readonly onCommit: (value: unknown) => void;
  readonly onCancel: () => void;
}

function FieldInput({ kind, value, choices = [], labelId, onCommit, onCancel }: FieldInputProps) {
  const timeZone = useTimeZone();
  const start = value === null || value === undefined ? '' : kind === 'datetime' ? toZonedInput(String(value), timeZone) : String(value);
  const [text, setText] = useState(start);
  const cancelled = useRef(false);
  const result = () => {
    const trimmed = text.trim();
    if (trimmed === '') return null;
    if (kind === 'number') return Number(trimmed);
    if (kind === 'datetime') return fromZonedInput(trimmed, timeZone);
    return trimmed;
  };
  const onBlur = () => {
    if (!cancelled.current) onCommit(result());
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      cancelled.current = true;
      onCancel();
    }
    if (event.key === 'Enter' && kind !== 'longtext') event.currentTarget.blur();
  };
  if (kind === 'boolean') {
    return (
      <Checkbox
        autoFocus
        aria-labelledby={labelId}
        defaultChecked={value === true}
        onChange={(event) => onCommit(event.currentTarget.checked)}
      />
    );
  }
  if (kind === 'select') {
    return (
      <HTMLSelect
        autoFocus
        fill
        aria-labelledby={labelId}
        defaultValue={start}
        onKeyDown={onKeyDown}
        onBlur={onCancel}
        onChange={(event) => onCommit(event.target.value || null)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </HTMLSelect>
    );
  }
  if (kind === 'longtext') {
    return (
      <TextArea
        autoFocus
        fill
        rows={3}
        aria-labelledby={labelId}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={onBlur}
        onKeyDown={onKeyDown}
      />
    );
  }
  return (
    <InputGroup
      autoFocus
      fill
      size="small"
      aria-labelledby={labelId}
      type={kind === 'datetime' ? 'datetime-local' : kind}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={onBlur}
      onKeyDown={onKeyDown}
    />
  );
}
