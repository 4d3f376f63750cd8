import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Conversion, CustomField, FieldUsage } from '../../../../api/contracts/custom-fields.ts';
import { customFieldEntities, mayEditField } from '../../../../domain/records/custom-field-rules.ts';
import { useSession } from '../../lib/session/session.tsx';
import { api, etagOf, type Page } from '../../lib/api/fetch-json.ts';

export type Entity = CustomField['entity'];
export type FieldType = CustomField['type'];

/** What the form of a field holds; a new one has neither id nor version. */
export type FieldDraft = Pick<
  CustomField,
  'label' | 'type' | 'required' | 'options' | 'description' | 'groupName' | 'defaultValue' | 'rules' | 'editableBy' | 'viewableBy'
>;

export function useFields(entity: Entity, archived = false) {
  return useQuery({
    queryKey: ['custom-fields', entity, archived ? 'archived' : 'list'],
    queryFn: ({ signal }) =>
      api.get<Page<CustomField>>('/v1/custom-fields', { entity, limit: 200, archived: archived || undefined }, signal),
  });
}

export function useFieldUsage(id: string) {
  return useQuery({
    queryKey: ['custom-fields', 'usage', id],
    queryFn: ({ signal }) => api.get<FieldUsage>(`/v1/custom-fields/${id}/usage`, undefined, signal),
    staleTime: 0,
  });
}

/** Everything that changes fields; afterwards every page that knows fields asks again. */
export function useFieldActions() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: ['custom-fields'] });
  const save = useMutation({
    mutationFn: async ({ field, entity, draft }: { field: CustomField | undefined; entity: Entity; draft: FieldDraft }) => {
      const { type, ...rest } = draft;
      if (field === undefined) return api.post<CustomField>('/v1/custom-fields', { entity, type, ...rest });
      return (await api.patch<CustomField>(`/v1/custom-fields/${field.id}`, rest, etagOf(field.version))).data;
    },
    onSuccess,
  });
  const order = useMutation({
    mutationFn: ({ entity, ids }: { entity: Entity; ids: readonly string[] }) => api.post('/v1/custom-fields/order', { entity, ids }),
    onSuccess,
  });
  const archive = useMutation({ mutationFn: (id: string) => api.delete(`/v1/custom-fields/${id}`), onSuccess });
  const restore = useMutation({ mutationFn: (id: string) => api.post<CustomField>(`/v1/custom-fields/${id}/restore`, {}), onSuccess });
  const convert = useMutation({
    mutationFn: ({ id, type, dryRun }: { id: string; type: FieldType; dryRun: boolean }) =>
      api.post<Conversion>(`/v1/custom-fields/${id}/convert`, { type, dryRun }),
    onSuccess: (done) => (done.applied ? onSuccess() : undefined),
  });
  return { save, order, archive, restore, convert };
}

/** Fields of the workspace's own that this person may read and not change, as `custom.budget`: dialogs that write do not offer them. */
export function useLockedFields(entity: string): ReadonlySet<string> {
  const { me } = useSession();
  const known = customFieldEntities.find((one) => one === entity);
  const fields = useQuery({
    queryKey: ['custom-fields', known ?? 'none', 'list'],
    queryFn: ({ signal }) => api.get<Page<CustomField>>('/v1/custom-fields', { entity: known, limit: 200 }, signal),
    enabled: known !== undefined,
  });
  const locked = (fields.data?.items ?? []).filter((field) => !mayEditField(field.editableBy, me.user.roles));
  return new Set(locked.map((field) => `custom.${field.key}`));
}
