import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { columnMapping, ImportJob, ImportRow, KeptChange } from '../../../../api/contracts/imports.ts';
import { api, etagOf, type Page } from '../../lib/api/fetch-json.ts';

export type ColumnMapping = z.infer<typeof columnMapping>;

/** The states in which a workflow is at work and the page looks again by itself. */
export const busyStatuses: ReadonlySet<ImportJob['status']> = new Set(['validating', 'applying', 'undoing']);

export function useImport(id: string) {
  return useQuery({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => api.get<ImportJob>(`/v1/imports/${id}`, undefined, signal),
    refetchInterval: (query) => (query.state.data && busyStatuses.has(query.state.data.status) ? 1_000 : false),
  });
}

export function useImportRows(id: string, show: 'preview' | 'problems', enabled = true) {
  return useInfiniteQuery({
    queryKey: ['imports', id, 'rows', show],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ImportRow>>(
        `/v1/imports/${id}/rows`,
        { show, limit: show === 'preview' ? 20 : 100, cursor: pageParam || undefined },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    enabled,
  });
}

/** The steps of an import, each answered with the import as it then is. */
export function useImportActions(job: Pick<ImportJob, 'id' | 'version'>) {
  const client = useQueryClient();
  const keep = (data: ImportJob) => {
    client.setQueryData(['imports', job.id], data);
    void client.invalidateQueries({ queryKey: ['imports', job.id, 'rows'] });
    void client.invalidateQueries({ queryKey: ['imports', 'list'] });
  };
  const act = (action: string) => api.post<ImportJob>(`/v1/imports/${job.id}/${action}`, {});
  const check = useMutation({
    mutationFn: async (change: Pick<ImportJob, 'onDuplicate' | 'matchBy' | 'createMissing'> & { mapping: ColumnMapping[] }) => {
      const { data } = await api.patch<ImportJob>(`/v1/imports/${job.id}`, change, etagOf(job.version));
      keep(data);
      return act('validate');
    },
    onSuccess: keep,
  });
  const apply = useMutation({ mutationFn: () => act('apply'), onSuccess: keep });
  const cancel = useMutation({ mutationFn: () => act('cancel'), onSuccess: keep });
  const pause = useMutation({ mutationFn: () => act('pause'), onSuccess: keep });
  const resume = useMutation({ mutationFn: () => act('resume'), onSuccess: keep });
  const undo = useMutation({ mutationFn: () => act('undo'), onSuccess: keep });
  return { check, apply, cancel, pause, resume, undo };
}

/** What an undo had to leave, with the reasons. */
export function useKeptChanges(job: Pick<ImportJob, 'id' | 'counts' | 'status'>) {
  return useQuery({
    queryKey: ['imports', job.id, 'kept', job.status],
    queryFn: ({ signal }) => api.get<Page<KeptChange>>(`/v1/imports/${job.id}/kept`, { limit: 200 }, signal),
    enabled: job.status === 'undone' && job.counts.kept > 0,
  });
}

/** The list in which the records of an import are found; notes and activities stand on their records. */
export const listPaths: Readonly<Partial<Record<ImportJob['entity'], string>>> = {
  lead: '/leads',
  contact: '/contacts',
  company: '/companies',
  deal: '/deals',
  task: '/tasks',
};
