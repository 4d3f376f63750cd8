import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ListSettings, ListView } from '../../../../api/contracts/lists.ts';
import type { ListEntity } from '../../../../domain/records/list-entities.ts';
import { api } from '../../lib/api/fetch-json.ts';

interface ListState {
  readonly settings: ListSettings;
  readonly views: readonly ListView[];
}

const usual: ListSettings = { columns: null, density: 'dense', defaultViewId: null };

/** The saved view an address opens. Lists have looks of their own (a board, tabs), which stand under `view`. */
export function savedViewOf(url: Readonly<Record<string, string>>): string | undefined {
  return url['saved'];
}

/**
 * What the reader keeps of a list on the server, and the views they may open. An open view brings its own columns; choosing others
 * then is for this visit, until the view is saved.
 */
export function useListLayout(entity: ListEntity, viewId?: string) {
  const client = useQueryClient();
  const queryKey = ['lists', entity];
  const { data: list } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<ListState>(`/v1/lists/${entity}`, {}, signal),
    staleTime: 30_000,
  });
  const view = list?.views.find((one) => one.id === viewId);
  const visit = ['list-visit', viewId];
  const { data: picked } = useQuery<{ readonly columns: string[] | null }>({ queryKey: visit, queryFn: skipToken });
  const { mutate: keep } = useMutation({
    mutationFn: (change: Partial<ListSettings>) => api.put<ListSettings>(`/v1/lists/${entity}/settings`, change),
    // Shown at once: it can be changed back as easily.
    onMutate: (change) =>
      client.setQueryData<ListState>(queryKey, (before) => before && { ...before, settings: { ...before.settings, ...change } }),
    onError: () => void client.invalidateQueries({ queryKey }),
  });
  const settings = list?.settings ?? usual;
  const columns = view === undefined ? settings.columns : (picked?.columns ?? view.columns ?? settings.columns);
  const save = (change: Partial<ListSettings>): void => {
    const { columns: chosen, ...rest } = change;
    if (view === undefined || chosen === undefined) keep(change);
    else {
      client.setQueryData(visit, { columns: chosen });
      if (Object.keys(rest).length > 0) keep(rest);
    }
  };
  /** The columns of the open view were changed and not saved. */
  const columnsChanged = view !== undefined && picked !== undefined && JSON.stringify(picked.columns) !== JSON.stringify(view.columns);
  const forget = (): void => client.removeQueries({ queryKey: visit });
  return { list, settings: { ...settings, columns }, save, columnsChanged, forget };
}

/** Opens the list with the reader's own view, unless its address says something already. */
export function useDefaultView(entity: ListEntity, url: Readonly<Record<string, string>>, open: (view: ListView) => void): void {
  const { list } = useListLayout(entity);
  const decided = useRef(false);
  useEffect(() => {
    if (list === undefined || decided.current) return;
    decided.current = true;
    const view = list.views.find((one) => one.id === list.settings.defaultViewId);
    if (view !== undefined && Object.keys(url).every((key) => key === 'view')) open(view);
  }, [list, url, open]);
}
