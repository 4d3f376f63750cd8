import { Button, Checkbox } from '@blueprintjs/core';
import { Edit } from '@blueprintjs/icons';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomField } from '../../../../../api/contracts/custom-fields.ts';
import { problemWords } from '../../../components/problem-words.ts';
import type { SaveResult } from './use-record-editor.ts';

/** Options by their names, each with its colour. */
export function OptionWords({ field, values }: { field: CustomField; values: readonly unknown[] }) {
  const options = values.map(
    (value) => field.options.find((option) => option.value === value) ?? { value: String(value), label: String(value) },
  );
  return (
    <span className="cz-option-words">
      {options.map((option) => (
        <span key={option.value} className="cz-option">
          {'color' in option && option.color !== undefined && <span className="cz-option-dot" data-color={option.color} />}
          {option.label}
        </span>
      ))}
    </span>
  );
}

interface CustomOptionsProps {
  readonly field: CustomField;
  readonly value: unknown;
  readonly readOnly: boolean;
  readonly save: (field: string, value: unknown, force?: boolean) => Promise<SaveResult>;
}

/** Some of several options: boxes to tick, saved together. */
export function CustomOptions({ field, value, readOnly, save }: CustomOptionsProps) {
  const { t } = useTranslation(['records', 'components']);
  const held: readonly unknown[] = Array.isArray(value) ? value : [];
  const [draft, setDraft] = useState<ReadonlySet<unknown> | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setDraft(null);
    requestAnimationFrame(() => opener.current?.focus());
  };
  const commit = async () => {
    const chosen = field.options.map((option) => option.value).filter((one) => draft?.has(one));
    try {
      const result = await save(`custom.${field.key}`, chosen.length === 0 ? null : chosen);
      setProblem(result.saved ? null : t('records:conflict', { theirs: String(result.conflict.theirs ?? ''), mine: chosen.join(', ') }));
      close();
    } catch (error) {
      const words = problemWords(t, error);
      setProblem(words.detail ?? words.title);
    }
  };
  const toggle = (option: string) => {
    const next = new Set(draft);
    if (!next.delete(option)) next.add(option);
    setDraft(next);
  };
  const words = held.length === 0 ? null : <OptionWords field={field} values={held} />;
  return (
    <div className="cz-fact">
      <dt>{field.label}</dt>
      <dd>
        {readOnly ? (
          <span className="cz-fact-value" data-empty={words === null}>
            {words ?? t('records:emptyValue')}
          </span>
        ) : draft === null ? (
          <button
            ref={opener}
            type="button"
            className="cz-fact-value cz-fact-button"
            data-empty={words === null}
            onClick={() => setDraft(new Set(held))}
          >
            <span className="cz-hidden">{t('records:editField', { name: field.label })} </span>
            <span className="cz-fact-text">{words ?? t('records:addValue')}</span>
            <Edit size={12} className="cz-fact-pen" />
          </button>
        ) : (
          <fieldset
            className="cz-option-boxes"
            onKeyDown={(event) => {
              if (event.key === 'Escape') close();
            }}
          >
            <legend className="cz-hidden">{field.label}</legend>
            {field.options
              .filter((option) => option.archived !== true || held.includes(option.value))
              .map((option, index) => (
                <Checkbox
                  key={option.value}
                  autoFocus={index === 0}
                  checked={draft.has(option.value)}
                  label={option.label}
                  onChange={() => toggle(option.value)}
                />
              ))}
            <div className="cz-row">
              <Button size="small" intent="primary" text={t('records:saveOptions')} onClick={() => void commit()} />
              <Button size="small" variant="minimal" text={t('records:cancel')} onClick={close} />
            </div>
          </fieldset>
        )}
        {problem !== null && (
          <p className="cz-fact-problem" role="alert">
            {problem}
          </p>
        )}
      </dd>
    </div>
  );
}
