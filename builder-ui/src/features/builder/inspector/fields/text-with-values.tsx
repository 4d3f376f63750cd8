import { Button, FormGroup, InputGroup, Menu, MenuDivider, MenuItem, PopoverNext, TextArea } from '@blueprintjs/core';
import { Add } from '@blueprintjs/icons';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { parseText } from '../../../../../../domain/expressions/text.ts';
import { useBuilder } from '../../model/builder-context.ts';
import type { FieldInfo } from '../../model/fields.ts';
import { fieldWords } from '../../sentences/condition-words.ts';

interface TextWithValuesProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
  readonly lines?: number;
  readonly param?: string;
}

/** Text into which values of the record can be put; below it, how it reads. */
export function TextWithValues({ label, value, onChange, error, lines = 1, param }: TextWithValuesProps) {
  const { t } = useTranslation('builder');
  const { words } = useBuilder();
  const id = useId();
  const box = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const put = (field: FieldInfo) => {
    // What may be missing asks for the text that stands in; it is selected, ready to be typed over.
    const fallback = t('values.fallback');
    const text = field.maybe ? `{{default ${field.path} "${fallback}"}}` : `{{${field.path}}}`;
    const from = box.current?.selectionStart ?? value.length;
    const to = box.current?.selectionEnd ?? from;
    onChange(value.slice(0, from) + text + value.slice(to));
    const start = field.maybe ? from + text.indexOf('"') + 1 : from + text.length;
    const end = field.maybe ? start + fallback.length : start;
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(start, end);
    });
  };
  const shared = { id, value, 'data-param': param, 'aria-invalid': error !== undefined || undefined, 'aria-describedby': `${id}-help` };
  return (
    <FormGroup
      label={label}
      labelFor={id}
      labelInfo={<ValueMenu onPick={put} />}
      intent={error ? 'danger' : 'none'}
      className="cz-text-values"
      helperText={
        <span id={`${id}-help`}>
          {error}
          {!error && /\{\{/.test(value) && <Preview text={value} words={(path) => fieldWords(words, path)} />}
        </span>
      }
    >
      {lines > 1 ? (
        <TextArea
          {...shared}
          inputRef={box}
          fill
          rows={lines}
          intent={error ? 'danger' : 'none'}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <InputGroup {...shared} inputRef={box} fill intent={error ? 'danger' : 'none'} onChange={(event) => onChange(event.target.value)} />
      )}
    </FormGroup>
  );
}

function Preview({ text, words }: { text: string; words: (path: string) => string }) {
  const { t } = useTranslation('builder');
  return (
    <span className="cz-preview">
      {t('values.reads')}{' '}
      {parseText(text).map((part, index) => {
        const key = `${index}`;
        if (part.kind === 'text') return <span key={key}>{part.text.replaceAll(/<[^>]*>/g, ' ')}</span>;
        if (part.kind === 'other') return <code key={key}>{part.source}</code>;
        return (
          <span key={key} className="cz-pill">
            {words(part.path)}
          </span>
        );
      })}
    </span>
  );
}

function ValueMenu({ onPick }: { onPick: (field: FieldInfo) => void }) {
  const { t } = useTranslation('builder');
  return (
    <PopoverNext
      placement="bottom-end"
      content={<FieldMenu onPick={onPick} />}
      renderTarget={({ isOpen, ...target }) => (
        <Button {...target} active={isOpen} variant="minimal" size="small" icon={<Add size={14} />} text={t('values.insert')} />
      )}
    />
  );
}

function FieldMenu({ onPick }: { onPick: (field: FieldInfo) => void }) {
  const { words } = useBuilder();
  const fields = words.fields.all.filter((field) => !['reference', 'tags', 'unknown'].includes(field.type));
  return (
    <Menu className="cz-scroll-menu">
      {fields.map((field, index) => (
        <span key={field.path} role="none">
          {fields[index - 1]?.group !== field.group && <MenuDivider title={field.group} />}
          <MenuItem text={field.label} onClick={() => onPick(field)} />
        </span>
      ))}
    </Menu>
  );
}
