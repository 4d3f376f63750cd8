import { FormGroup, InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Page } from '../../lib/api/fetch-json.ts';
import './record-picker.css';

export interface PickedRecord {
  readonly id: string;
  readonly name: string;
}

interface RecordPickerProps {
  readonly path: 'contacts' | 'companies' | 'deals' | 'leads';
  readonly label: string;
  readonly value: PickedRecord | null;
  readonly onChange: (record: PickedRecord | null) => void;
  readonly autoFocus?: boolean;
  /** Ids that cannot be chosen: the record itself, or what is linked already. */
  readonly without?: readonly string[];
  readonly error?: string | undefined;
  /** Without a visible label, where one stands beside it. */
  readonly bare?: boolean;
}

/** Finds a record by typing: a combobox over the search of its list. */
export function RecordPicker({ path, label, value, onChange, autoFocus, without = [], error, bare = false }: RecordPickerProps) {
  const { t } = useTranslation('records');
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const words = useRested(text ?? '');
  const found = useQuery({
    queryKey: [path, 'picker', words],
    queryFn: ({ signal }) => api.get<Page<PickedRecord>>(`/v1/${path}`, { q: words || undefined, limit: 8 }, signal),
    enabled: text !== null,
  });
  const items = (found.data?.items ?? []).filter((item) => !without.includes(item.id));
  const open = text !== null;
  const choose = (item: PickedRecord | undefined) => {
    if (item === undefined) return;
    onChange({ id: item.id, name: item.name });
    setText(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!open) setText('');
      else setActive((at) => Math.min(Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1)), items.length - 1));
    } else if (event.key === 'Enter' && open) choose(items[active]);
    else if (event.key === 'Escape' && open) {
      event.stopPropagation();
      setText(null);
    } else return;
    event.preventDefault();
  };
  const field = (
    <div className="cz-picker">
      <InputGroup
        id={id}
        fill
        type="text"
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && items[active] ? `${id}-${items[active].id}` : undefined}
        aria-invalid={error !== undefined || undefined}
        aria-label={bare ? label : undefined}
        autoComplete="off"
        autoFocus={autoFocus}
        placeholder={t('picker.type')}
        value={text ?? value?.name ?? ''}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
          if (event.target.value === '') onChange(null);
        }}
        onFocus={(event) => event.target.select()}
        onBlur={() => setText(null)}
        onKeyDown={onKeyDown}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={label} className="cz-picker-list" hidden={!open}>
        {items.map((item, index) => (
          <li
            key={item.id}
            id={`${id}-${item.id}`}
            role="option"
            aria-selected={index === active}
            className="cz-picker-item"
            // The field must keep the focus, or its blur would close the list before the click.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(item)}
          >
            {item.name}
          </li>
        ))}
      </ul>
      {open && found.isSuccess && items.length === 0 && <p className="cz-meta">{t('picker.none')}</p>}
    </div>
  );
  if (bare) return field;
  return (
    <FormGroup label={label} labelFor={id} helperText={error} intent={error ? 'danger' : 'none'}>
      {field}
    </FormGroup>
  );
}

/** The text once the typing rests. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text.trim()), 150);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
