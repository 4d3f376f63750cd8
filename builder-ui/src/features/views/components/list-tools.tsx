import type { ListView } from '../../../../../api/contracts/lists.ts';
import type { ListEntity } from '../../../../../domain/records/list-entities.ts';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ConditionFilter } from './condition-filter.tsx';
import { ViewsMenu } from './views-menu.tsx';
import { savedViewOf, useDefaultView } from '../use-list-layout.ts';

interface ListToolsProps {
  readonly entity: ListEntity;
  /** What of the address narrows and orders the list. */
  readonly ids: readonly string[];
  readonly url: Readonly<Record<string, string>>;
  readonly setUrl: (change: Readonly<Record<string, string | undefined>>) => void;
}

/** Saved views and conditions of a list; the address holds both. */
export function ListTools({ entity, ids, url, setUrl }: ListToolsProps) {
  // Asked for with the page: words that came later would make the whole page wait, and blink.
  useTranslation(['views', 'bulk', 'builder']);
  const kept = [...new Set([...ids, 'filter', 'sort'])];
  const search = Object.fromEntries(kept.flatMap((id) => (url[id] ? [[id, url[id]]] : [])));
  const names = kept.join();
  const open = useCallback(
    (view: ListView | null) => {
      const cleared = Object.fromEntries(names.split(',').map((id) => [id, undefined]));
      setUrl({ ...cleared, ...view?.search, saved: view?.id });
    },
    [names, setUrl],
  );
  useDefaultView(entity, url, open);
  return (
    <>
      <ViewsMenu entity={entity} search={search} viewId={savedViewOf(url)} onOpen={open} />
      <ConditionFilter entity={entity} value={url['filter']} onChange={(filter) => setUrl({ filter })} />
    </>
  );
}
