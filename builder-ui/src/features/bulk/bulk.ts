import { useQuery } from '@tanstack/react-query';
import type { BulkChange } from '../../../../api/contracts/bulk.ts';
import type { Condition } from '../../../../domain/expressions/ast.ts';
import type { ListEntity } from '../../../../domain/records/list-entities.ts';
import type { Json } from '../../../../domain/json.ts';
import { api } from '../../lib/api/fetch-json.ts';

const bulkKinds = ['assign', 'update', 'add_tag', 'remove_tag', 'archive'] as const;
const taskKinds = ['complete', 'assign', 'reschedule'] as const;
export type BulkKind = (typeof bulkKinds)[number] | (typeof taskKinds)[number];

/** What can be done to many records of a kind, in the order of the menu. */
export function kindsOf(entity: ListEntity): readonly BulkKind[] {
  return entity === 'task' ? taskKinds : bulkKinds;
}

export type BulkSelection =
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | {
      readonly kind: 'matching';
      readonly filter?: Condition;
      readonly q?: string;
      readonly ownerUserId?: string | null;
      readonly timeZone: string;
    };

export type BulkAction =
  | { readonly kind: 'assign'; readonly ownerUserId: string | null }
  | { readonly kind: 'update'; readonly patch: Readonly<Record<string, Json>> }
  | { readonly kind: 'add_tag' | 'remove_tag'; readonly tag: string }
  | { readonly kind: 'archive' | 'complete' }
  | { readonly kind: 'reschedule'; readonly dueAt: string | null };

export const isWorking = (job: BulkChange) => ['collecting', 'previewing', 'applying', 'undoing'].includes(job.status);

/** A bulk change, looked at every second while it works. */
export function useBulkChange(id: string | undefined) {
  return useQuery({
    queryKey: ['bulk-changes', id],
    queryFn: ({ signal }) => api.get<BulkChange>(`/v1/bulk-changes/${id ?? ''}`, {}, signal),
    enabled: id !== undefined,
    refetchInterval: (query) => (query.state.data === undefined || isWorking(query.state.data) ? 1_000 : false),
  });
}
