import { useQuery } from '@tanstack/react-query';
import type { CustomField } from '../../../../../api/contracts/custom-fields.ts';
import { api, type Page } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';

/** The tenant's own fields of one kind of record, in their order. */
export function useCustomFields(entity: CustomField['entity']): readonly CustomField[] {
  const { can } = useSession();
  const fields = useQuery({
    queryKey: ['custom-fields', entity],
    queryFn: ({ signal }) => api.get<Page<CustomField>>('/v1/custom-fields', { entity, limit: 200 }, signal),
    staleTime: 300_000,
    enabled: can('fields.read'),
  });
  return fields.data?.items ?? [];
}
