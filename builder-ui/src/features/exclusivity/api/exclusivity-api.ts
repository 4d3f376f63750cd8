import type { ExclusivityGroup, ExclusivityMember } from '../../../../../api/contracts/exclusivity.ts';
import type { ExclusiveRule } from '../../../../../domain/automation/definition/definition.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { automationsApi } from '../../automations/api/automations-api.ts';

const base = '/v1/exclusivity-groups';
type Items<T> = { readonly items: readonly T[] };

export const groupsApi = {
  list: (signal?: AbortSignal) => api.get<Items<ExclusivityGroup>>(base, undefined, signal),
  members: (id: string, signal?: AbortSignal) => api.get<Items<ExclusivityMember>>(`${base}/${id}/members`, undefined, signal),
  create: (input: { readonly name: string; readonly description: string | null }) => api.post<ExclusivityGroup>(base, input),
  update: (group: ExclusivityGroup, input: { readonly name: string; readonly description: string | null }) =>
    api.patch<ExclusivityGroup>(`${base}/${group.id}`, input, etagOf(group.version)),
  remove: (group: ExclusivityGroup, used: boolean) => api.post(`${base}/${group.id}/remove`, { used }, { ifMatch: etagOf(group.version) }),
  /** Puts an automation's draft into a group, or out of its group; it holds from its next publication. */
  assign: async (automationId: string, exclusive: ExclusiveRule | null) => {
    const { data, etag } = await automationsApi.read(automationId);
    const { exclusive: _before, ...enrollment } = data.draft.enrollment;
    const next = exclusive === null ? enrollment : { ...enrollment, exclusive };
    return automationsApi.save(automationId, { ...data.draft, enrollment: next }, etag ?? etagOf(data.version));
  },
};

export const groupKeys = {
  all: ['exclusivity'] as const,
  list: ['exclusivity', 'list'] as const,
  members: (id: string) => ['exclusivity', id, 'members'] as const,
};
