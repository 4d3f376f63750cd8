import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ListSettings, ListView } from '../../../../api/contracts/lists.ts';
import type { ListEntity } from '../../../../domain/records/list-entities.ts';
import { api } from '../../lib/api/fetch-json.ts';

interface ListState {
  readonly settings: ListSettings;
  readonly views: readonly ListView[];
}

const usual: ListSettings = { columns: null, density: 'dense', defaultViewId: null };

/** What the reader keeps of a list on the server, and the views they may open. */
export function useListLayout(entity: ListEntity) {
  const client = useQueryClient();
  const queryKey = ['lists', entity];
  const { data: list } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<ListState>(`/v1/lists/${entity}`, {}, signal),
    staleTime: 30_000,
  });
  const { mutate: save } = useMutation({
    mutationFn: (change: Partial<ListSettings>) => api.put<ListSettings>(`/v1/lists/${entity}/settings`, change),
    // Shown at once: it can be changed back as easily.
    onMutate: (change) =>
      client.setQueryData<ListState>(queryKey, (before) => before && { ...before, settings: { ...before.settings, ...change } }),
    onError: () => void client.invalidateQueries({ queryKey }),
  });
  return { list, settings: list?.settings ?? usual, save };
}

/** Opens the list with the reader's own view, unless its address says something already. */
export function useDefaultView(entity: ListEntity, url: Readonly<Record<string, string>>, open: (view: ListView) => void): void {
  const { list } = useListLayout(entity);
  const decided = useRef(false);
  useEffect(() => {
    if (list === undefined || decided.current) return;
    decided.current = true;
    const view = list.views.find((one) => one.id === list.settings.defaultViewId);
    if (view !== undefined && Object.keys(url).length === 0) open(view);
  }, [list, url, open]);
}
