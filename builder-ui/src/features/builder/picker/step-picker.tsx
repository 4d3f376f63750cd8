import { Dialog, Menu, MenuItem } from '@blueprintjs/core';
import { ArrowRight } from '@blueprintjs/icons';
import { QueryList } from '@blueprintjs/select';
import { Fragment, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import { type NodeType, nodeCategories, nodeTypes } from '../../../../../domain/automation/nodes/node-types.ts';
import { type Place, targetOf } from '../draft/graph.ts';
import { useBuilder } from '../model/builder-context.ts';
import { stepIcons } from '../model/icons.ts';
import { isEnd, specOf } from '../model/step-catalogue.ts';
import './picker.css';

interface StepPickerProps {
  /** Where the step will stand; null: closed. */
  readonly place: Place | null;
  readonly onPick: (type: NodeType) => void;
  /** "Go on at a step that exists". */
  readonly onJoin: () => void;
  readonly onClose: () => void;
  /** It is gone from the screen: the focus goes where the page wants it. */
  readonly onClosed: () => void;
}

interface Entry {
  readonly type: NodeType | 'join';
  readonly label: string;
  readonly about: string;
  readonly words: string;
  readonly group: string;
  /** Why it cannot stand there. */
  readonly refusal: string;
}

const recentKey = 'cadenza.recentSteps';

/** Names, synonyms, recent ones first, by group; what cannot stand there is grey and says why. */
export function StepPicker({ place, onPick, onJoin, onClose, onClosed }: StepPickerProps) {
  const { t } = useTranslation('builder');
  const entries = useEntries(place);
  useInertRoot(place !== null);
  const listId = useId();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState<Entry | null>(null);
  const choose = (entry: Entry) => {
    setQuery('');
    if (entry.type === 'join') return onJoin();
    remember(entry.type);
    onPick(entry.type);
  };
  const optionId = (entry: Entry) => `${listId}-${entry.group}-${entry.type}`.replaceAll(/[^\w-]/g, '-');
  return (
    <Dialog
      isOpen={place !== null}
      onClose={() => {
        setQuery('');
        onClose();
      }}
      className="cz-picker"
      aria-labelledby={`${listId}-title`}
      onClosed={onClosed}
      shouldReturnFocusOnClose={false}
      transitionDuration={100}
    >
      <h2 id={`${listId}-title`} className="cz-hidden">
        {t('picker.title')}
      </h2>
      <QueryList<Entry>
        items={entries}
        query={query}
        onQueryChange={setQuery}
        activeItem={active}
        onActiveItemChange={(item) => setActive(item)}
        itemsEqual={(a, b) => a.type === b.type && a.group === b.group}
        itemDisabled={(entry) => entry.refusal !== ''}
        itemListPredicate={(text, items) => matching(text, items)}
        onItemSelect={choose}
        resetOnQuery
        itemRenderer={(entry, { handleClick, handleFocus, modifiers, ref }) => (
          <MenuItem
            key={`${entry.group} ${entry.type}`}
            ref={ref}
            id={optionId(entry)}
            roleStructure="listoption"
            selected={false}
            active={modifiers.active}
            disabled={modifiers.disabled}
            icon={<EntryIcon type={entry.type} />}
            text={entry.label}
            label={undefined}
            title={entry.refusal || entry.about}
            labelElement={entry.refusal !== '' ? <span className="cz-meta">{entry.refusal}</span> : undefined}
            onClick={handleClick}
            onFocus={handleFocus}
          />
        )}
        itemListRenderer={({ filteredItems, renderItem }) => (
          <Menu id={listId} role="listbox" aria-label={t('picker.title')} className="cz-picker-list">
            {filteredItems.map((entry, index) => (
              <Fragment key={`${entry.group} ${entry.type}`}>
                {entry.group !== filteredItems[index - 1]?.group && (
                  <li role="presentation" className="cz-picker-group" aria-hidden>
                    {entry.group}
                  </li>
                )}
                {renderItem(entry, index)}
              </Fragment>
            ))}
            {filteredItems.length === 0 && <MenuItem disabled roleStructure="listoption" text={t('picker.nothing', { query })} />}
          </Menu>
        )}
        renderer={({ itemList, handleKeyDown, handleKeyUp, handleQueryChange }) => (
          // keys typed in the field steer the list below it.
          <div onKeyDown={handleKeyDown} onKeyUp={handleKeyUp}>
            <input
              className="cz-picker-query"
              // a dialog's focus begins in its field.
              autoFocus
              type="text"
              role="combobox"
              aria-expanded
              aria-controls={listId}
              aria-activedescendant={active === null ? undefined : optionId(active)}
              aria-autocomplete="list"
              aria-label={t('picker.search')}
              placeholder={t('picker.search')}
              value={query}
              onChange={(event) => handleQueryChange(event)}
            />
            {itemList}
            <p className="cz-picker-about" aria-live="polite">
              {active?.refusal || active?.about}
            </p>
          </div>
        )}
      />
    </Dialog>
  );
}

function EntryIcon({ type }: { type: Entry['type'] }) {
  if (type === 'join') return <ArrowRight />;
  const Icon = stepIcons[type];
  return (
    <span className="cz-picker-icon" data-rail={specOf(type).category}>
      <Icon />
    </span>
  );
}

function useEntries(place: Place | null): Entry[] {
  const { t } = useTranslation('builder');
  const { definition } = useBuilder();
  return useMemo(() => {
    if (place === null) return [];
    const follows = 'before' in place || targetOf(definition, place.from, place.outcome) !== null;
    const entry = (type: NodeType, group: string): Entry => ({
      type,
      label: t(`picker.names.${type}`),
      about: t(`picker.about.${type}`),
      words: t(`picker.words.${type}`),
      group,
      refusal: follows && isEnd(type) ? t('picker.onlyAtEnd') : '',
    });
    const recent = recentTypes().map((type) => entry(type, t('picker.recent')));
    const groups = nodeCategories.flatMap((category) =>
      nodeTypes
        .filter((type) => specOf(type).category === category && type !== 'flow.goto')
        .map((type) => entry(type, t(`picker.groups.${category}`))),
    );
    const join: Entry = {
      type: 'join',
      label: t('picker.join'),
      about: t('picker.joinAbout'),
      words: t('picker.joinWords'),
      group: t('picker.groups.flow'),
      refusal: 'before' in place ? t('picker.onlyAtEnd') : '',
    };
    const at = groups.findLastIndex((one) => one.group === join.group) + 1;
    return [...recent, ...groups.toSpliced(at, 0, join)];
  }, [place, definition, t]);
}

const apart = /[\s.,:_-]+/;

/** Every word typed begins a word of the name, the description or the synonyms; searching, each step comes once. */
export function matching(query: string, entries: readonly Entry[]): Entry[] {
  const wanted = query.toLocaleLowerCase().split(apart).filter(Boolean);
  if (wanted.length === 0) return [...entries];
  const seen = new Set<string>();
  const found = entries.filter((entry) => {
    if (seen.has(entry.type)) return false;
    const words = `${entry.label} ${entry.words} ${entry.type}`.toLocaleLowerCase().split(apart);
    const fits = wanted.every((one) => words.some((word) => word.startsWith(one)));
    if (fits) seen.add(entry.type);
    return fits;
  });
  const named = (entry: Entry) => (entry.label.toLocaleLowerCase().startsWith(wanted[0] ?? '') ? 0 : 1);
  return found.toSorted((a, b) => named(a) - named(b));
}

function recentTypes(): NodeType[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(recentKey) ?? '[]');
    return Array.isArray(stored) ? nodeTypes.filter((type) => stored.includes(type)).slice(0, 3) : [];
  } catch {
    return [];
  }
}

function remember(type: NodeType): void {
  try {
    localStorage.setItem(recentKey, JSON.stringify([type, ...recentTypes().filter((one) => one !== type)].slice(0, 3)));
  } catch {
    // Without storage nothing is recent.
  }
}
