import { Button, Checkbox, InputGroup, Menu, MenuItem, PopoverNext } from '@blueprintjs/core';
import { Cross, Filter, Search } from '@blueprintjs/icons';
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './filter-bar.css';

/** One thing a list can be narrowed by. Values stand in the address under `id`, several separated by commas. */
export interface FilterDefinition {
  readonly id: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** One value at a time, e.g. an owner. */
  readonly single?: boolean;
}

interface FilterBarProps {
  readonly filters: readonly FilterDefinition[];
  /** From the address. */
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly onChange: (id: string, value: string | undefined) => void;
  /** Shown when given: the free text under `q`. */
  readonly searchLabel?: string;
  readonly searchRef?: RefObject<HTMLInputElement | null>;
}

const valuesOf = (text: string | undefined) => (text ? text.split(',') : []);

/** What a list is narrowed by, as chips that read like a sentence; the address holds it all. */
export function FilterBar({ filters, values, onChange, searchLabel, searchRef }: FilterBarProps) {
  const { t } = useTranslation('components');
  const active = filters.filter((filter) => values[filter.id]);
  const [opened, setOpened] = useState<string | undefined>();
  const inactive = filters.filter((filter) => !values[filter.id] && filter.id !== opened);
  const fresh = filters.find((filter) => filter.id === opened && !values[filter.id]);
  return (
    <div className="cz-filter-bar" role="search">
      {searchLabel && <SearchField label={searchLabel} value={values.q ?? ''} onChange={(q) => onChange('q', q)} inputRef={searchRef} />}
      {[...active, ...(fresh ? [fresh] : [])].map((filter) => (
        <FilterChip
          key={filter.id}
          filter={filter}
          chosen={valuesOf(values[filter.id])}
          startsOpen={filter.id === opened}
          onChange={(value) => onChange(filter.id, value)}
          onClose={() => setOpened(undefined)}
        />
      ))}
      {inactive.length > 0 && (
        <PopoverNext
          placement="bottom-start"
          arrow={false}
          content={
            <Menu>
              {inactive.map((filter) => (
                <MenuItem key={filter.id} text={filter.label} onClick={() => setOpened(filter.id)} />
              ))}
            </Menu>
          }
        >
          <Button variant="minimal" icon={<Filter />} text={t('filter.add')} />
        </PopoverNext>
      )}
      {active.length > 1 && (
        <Button
          variant="minimal"
          text={t('filter.clear')}
          onClick={() => {
            for (const filter of active) onChange(filter.id, undefined);
          }}
        />
      )}
    </div>
  );
}

interface FilterChipProps {
  readonly filter: FilterDefinition;
  readonly chosen: readonly string[];
  readonly startsOpen: boolean;
  readonly onChange: (value: string | undefined) => void;
  readonly onClose: () => void;
}

function FilterChip({ filter, chosen, startsOpen, onChange, onClose }: FilterChipProps) {
  const { t } = useTranslation('components');
  const [isOpen, setOpen] = useState(startsOpen);
  const names = filter.options.filter((option) => chosen.includes(option.value)).map((option) => option.label);
  const toggle = (value: string) => {
    if (filter.single) {
      onChange(value);
      setOpen(false);
      return;
    }
    const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
    onChange(next.length > 0 ? next.join(',') : undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Backspace' || event.key === 'Delete') onChange(undefined);
  };
  const menu = filter.single ? (
    <Menu>
      {filter.options.map((option) => (
        <MenuItem key={option.value} text={option.label} selected={chosen.includes(option.value)} onClick={() => toggle(option.value)} />
      ))}
    </Menu>
  ) : (
    <fieldset className="cz-filter-options">
      <legend className="cz-hidden">{filter.label}</legend>
      {filter.options.map((option) => (
        <Checkbox key={option.value} checked={chosen.includes(option.value)} label={option.label} onChange={() => toggle(option.value)} />
      ))}
    </fieldset>
  );
  return (
    <span className="cz-filter-chip">
      <PopoverNext
        isOpen={isOpen}
        placement="bottom-start"
        arrow={false}
        content={menu}
        onInteraction={(next) => {
          setOpen(next);
          if (!next) onClose();
        }}
      >
        <button type="button" className="cz-filter-text" onKeyDown={onKeyDown} aria-haspopup="true" aria-expanded={isOpen}>
          <span>{filter.label}</span> <strong>{names.length > 0 ? names.join(t('filter.or')) : t('filter.any')}</strong>
        </button>
      </PopoverNext>
      <button
        type="button"
        className="cz-filter-remove"
        aria-label={t('filter.remove', { name: filter.label })}
        onClick={() => {
          onChange(undefined);
          onClose();
        }}
      >
        <Cross size={12} />
      </button>
    </span>
  );
}

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string | undefined) => void;
  readonly inputRef?: RefObject<HTMLInputElement | null> | undefined;
}

/** Free text; asks the server when the typing rests. */
export function SearchField({ label, value, onChange, inputRef }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => latest.current(text.trim() || undefined), 250);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <InputGroup
      className="cz-search"
      inputRef={inputRef}
      type="search"
      leftElement={
        <span className="cz-search-icon">
          <Search size={14} />
        </span>
      }
      placeholder={label}
      aria-label={label}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
