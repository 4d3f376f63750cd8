import { Dialog, InputGroup } from '@blueprintjs/core';
import { Search, TickCircle } from '@blueprintjs/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { SearchHit } from '../../../../api/contracts/search.ts';
import { recordIcons, recordPath } from '../../components/record-link.tsx';
import { api } from '../../lib/api/fetch-json.ts';
import type { IconComponent } from '../../lib/feature.ts';
import { useInertRoot } from '../../lib/use-inert-root.ts';
import './search.css';

const kinds = ['lead', 'contact', 'company', 'deal', 'task'] as const satisfies readonly SearchHit['type'][];

const icons: Readonly<Record<SearchHit['type'], IconComponent>> = { ...recordIcons, task: TickCircle };

/** What tells deals and tasks of one name apart is their state. */
const isStatus = ({ type }: SearchHit): boolean => type === 'deal' || type === 'task';

function pathOf({ type, id }: SearchHit): string {
  return type === 'task' ? `/tasks?task=${id}` : recordPath(type, id);
}

/** Finds records by name, e-mail, phone or company while one types: arrows choose, Enter opens, Ctrl+Enter in a new tab. */
export function SearchDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('app');
  const titleId = useId();
  useInertRoot(isOpen);
  return (
    // Blueprint's Dialog takes its name from an element only.
    <Dialog isOpen={isOpen} onClose={onClose} className="cz-search-dialog" aria-labelledby={titleId}>
      <h2 id={titleId} className="cz-hidden">
        {t('search.title')}
      </h2>
      <SearchBox onClose={onClose} />
    </Dialog>
  );
}

function SearchBox({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['app', 'components']);
  const navigate = useNavigate();
  const listId = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const query = useResting(text.trim());
  const groups = useFound(query);
  const flat = groups.flatMap((group) => group.items);
  const chosen = flat[Math.min(active, flat.length - 1)];
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- other words, other list: the first hit is chosen again.
  useEffect(() => setActive(0), [query]);
  const open = (item: SearchHit, inNewTab: boolean) => {
    const path = pathOf(item);
    if (inNewTab) window.open(path, '_blank', 'noopener');
    else {
      onClose();
      void navigate(path);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = Math.max(0, Math.min(flat.length - 1, active + step));
      setActive(next);
      list.current?.querySelector(`[data-index="${next}"]`)?.scrollIntoView({ block: 'nearest' });
    }
    if (event.key === 'Enter' && chosen) open(chosen, event.ctrlKey || event.metaKey);
  };
  return (
    <>
      <InputGroup
        autoFocus
        size="large"
        type="search"
        className="cz-search-input"
        leftElement={
          <span className="cz-search-icon">
            <Search size={16} />
          </span>
        }
        placeholder={t('app:search.hint')}
        aria-label={t('app:search.title')}
        role="combobox"
        aria-expanded={flat.length > 0}
        aria-controls={listId}
        aria-activedescendant={chosen && `${listId}-${chosen.id}`}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={listId} className="cz-search-list" role="listbox" aria-label={t('app:search.results')}>
        {groups.map((group) => (
          <div key={group.type} role="group" aria-label={t(`app:search.kind.${group.type}`)}>
            <p className="cz-label cz-search-kind" aria-hidden>
              {t(`app:search.kind.${group.type}`)}
            </p>
            {group.items.map((item) => {
              const own = flat.findIndex((hit) => hit.id === item.id);
              const Icon = icons[group.type];
              return (
                // The field above owns the keyboard.
                <div
                  key={item.id}
                  id={`${listId}-${item.id}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={item.id === chosen?.id}
                  data-index={own}
                  className="cz-search-hit"
                  onMouseMove={() => setActive(own)}
                  onClick={(event) => open(item, event.ctrlKey || event.metaKey)}
                >
                  <Icon size={14} />
                  <strong className="cz-truncate">{item.name}</strong>
                  <span className="cz-muted cz-truncate">
                    {isStatus(item) ? t(`components:status.${item.type}.${item.detail ?? ''}`) : item.detail}
                  </span>
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {query.length >= 2 && groups.length === 0 && (
        <p className="cz-search-none" role="status">
          {t('app:search.none', { query })}
        </p>
      )}
    </>
  );
}

/** One request for all kinds, grouped in the order of the navigation; within a kind the best match stands first. */
function useFound(query: string): { type: SearchHit['type']; items: readonly SearchHit[] }[] {
  const enabled = query.length >= 2;
  const { data } = useQuery({
    queryKey: ['search', query],
    queryFn: ({ signal }) => api.get<{ readonly items: readonly SearchHit[] }>('/v1/search', { q: query, limit: 20 }, signal),
    enabled,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
  });
  const hits = enabled ? (data?.items ?? []) : [];
  return kinds.map((type) => ({ type, items: hits.filter((hit) => hit.type === type) })).filter((group) => group.items.length > 0);
}

function useResting(text: string, afterMs = 180): string {
  const [resting, setResting] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setResting(text), afterMs);
    return () => clearTimeout(timer);
  }, [text, afterMs]);
  return resting;
}
