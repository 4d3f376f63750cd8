import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { BusinessCalendar } from '../../../../../domain/calendar/calendar.ts';
import type { CustomField, CustomFieldEntity } from '../../../../../domain/records/custom-field-rules.ts';
import { customFieldEntities } from '../../../../../domain/records/custom-field-rules.ts';
import { type Catalogue, catalogueOf } from '../../../../../domain/records/field-catalogue.ts';
import type { Credential } from '../../../../../api/contracts/credentials.ts';
import type { Pipeline } from '../../../../../api/contracts/pipelines.ts';
import { api, type Page } from '../../../lib/api/fetch-json.ts';

export interface Named {
  readonly id: string;
  readonly name: string;
}
export interface TemplateChoice extends Named {
  readonly status?: string;
  readonly channel?: string;
  /** The version automations send; none as long as no version is approved. */
  readonly approvedNumber?: number | null;
  readonly variables?: readonly string[];
}
export interface Person extends Named {
  readonly status?: string;
}
export interface SegmentNamed extends Named {
  readonly entity: string;
}
export interface Team extends Named {
  readonly memberIds?: readonly string[];
}

/** What pickers offer: people, teams, templates, tags and the tenant's own fields. */
export interface Lookups {
  readonly users: readonly Person[];
  readonly teams: readonly Team[];
  readonly templates: readonly TemplateChoice[];
  readonly tags: readonly string[];
  /** Of every pipeline; named with it when there are several. */
  readonly stages: readonly Named[];
  readonly forms: readonly Named[];
  /** Inbound webhooks; empty for whoever may not see them. */
  readonly webhooks: readonly Named[];
  /** That may be run by others. */
  readonly automations: readonly Named[];
  /** For calls to other systems; empty for whoever may not see them. */
  readonly credentials: readonly (Named & { readonly hosts: readonly string[] })[];
  /** Named conditions of all kinds of records. */
  readonly segments: readonly SegmentNamed[];
  /** Groups of automations of which a record is in one at a time. */
  readonly exclusivityGroups: readonly Named[];
  /** Whether forms, webhooks and credentials are known in full: what was not told must not be reported as gone. */
  readonly sources: {
    readonly forms: boolean;
    readonly webhooks: boolean;
    readonly credentials: boolean;
    readonly segments: boolean;
    readonly exclusivityGroups: boolean;
  };
  readonly catalogue: Catalogue;
  /** The tenant's business hours; undefined until known. */
  readonly calendar: BusinessCalendar | undefined;
  /** Still loading: names may be missing and must not be reported as gone. */
  readonly loading: boolean;
}

const fresh = { staleTime: 60_000 } as const;
const mostOf = { limit: 200 };

/** All pages of a small list; pickers search in what was loaded. */
async function everything<T>(path: string, signal: AbortSignal, pages = 5): Promise<readonly T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const answer = await api.get<Page<T>>(path, { ...mostOf, ...(cursor !== undefined && { cursor }) }, signal);
    items.push(...answer.items);
    if (answer.next === null) break;
    cursor = answer.next;
  }
  return items;
}

export function useLookups(): Lookups {
  const users = useQuery({ queryKey: ['users', 'names'], queryFn: ({ signal }) => everything<Person>('/v1/users', signal), ...fresh });
  const teams = useQuery({ queryKey: ['teams', 'names'], queryFn: ({ signal }) => everything<Team>('/v1/teams', signal), ...fresh });
  const templates = useQuery({
    queryKey: ['templates', 'names'],
    queryFn: ({ signal }) => everything<TemplateChoice>('/v1/templates', signal),
    ...fresh,
  });
  const tags = useQuery({ queryKey: ['tags', 'names'], queryFn: ({ signal }) => everything<Named>('/v1/tags', signal), ...fresh });
  const pipelines = useQuery({
    queryKey: ['pipelines', 'stages'],
    queryFn: ({ signal }) => everything<Pipeline>('/v1/pipelines', signal, 1),
    ...fresh,
  });
  const forms = useQuery({ queryKey: ['forms', 'names'], queryFn: ({ signal }) => everything<Named>('/v1/forms', signal), ...fresh });
  const webhooks = useQuery({
    queryKey: ['inbound-webhooks', 'names'],
    queryFn: ({ signal }) => everything<Named>('/v1/inbound-webhooks', signal),
    ...fresh,
    retry: false,
  });
  const automations = useQuery({
    queryKey: ['automations', 'names'],
    queryFn: ({ signal }) => everything<Named>('/v1/automations', signal),
    ...fresh,
  });
  const credentials = useQuery({
    queryKey: ['credentials', 'names'],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly Credential[] }>('/v1/credentials', undefined, signal)).items,
    ...fresh,
    retry: false,
  });
  const segments = useQuery({
    queryKey: ['segments', 'names'],
    // They come all at once: there are no pages of them.
    queryFn: async ({ signal }) => (await api.get<{ items: readonly SegmentNamed[] }>('/v1/segments', undefined, signal)).items,
    ...fresh,
  });
  const groups = useQuery({
    queryKey: ['exclusivity', 'list'],
    queryFn: ({ signal }) => api.get<{ items: readonly Named[] }>('/v1/exclusivity-groups', undefined, signal),
    ...fresh,
  });
  const custom = useQuery({
    queryKey: ['custom-fields', 'all'],
    queryFn: ({ signal }) => everything<CustomField & { readonly entity: string }>('/v1/custom-fields', signal),
    ...fresh,
  });
  const calendars = useQuery({
    queryKey: ['calendars', 'default'],
    queryFn: ({ signal }) => everything<BusinessCalendar & { readonly isDefault: boolean }>('/v1/calendars', signal, 1),
    ...fresh,
  });
  const calendar = calendars.data?.find((one) => one.isDefault) ?? calendars.data?.[0];
  const catalogue = useMemo(() => catalogueOf(byEntity(custom.data ?? [])), [custom.data]);
  const loading = users.isPending || pipelines.isPending || teams.isPending || templates.isPending || custom.isPending;
  return useMemo(
    () => ({
      users: users.data ?? [],
      teams: teams.data ?? [],
      templates: templates.data ?? [],
      stages: stagesOf(pipelines.data ?? []),
      tags: (tags.data ?? []).map((tag) => tag.name),
      forms: forms.data ?? [],
      webhooks: webhooks.data ?? [],
      automations: automations.data ?? [],
      credentials: credentials.data ?? [],
      sources: {
        forms: forms.isSuccess,
        webhooks: webhooks.isSuccess,
        credentials: credentials.isSuccess,
        segments: segments.isSuccess,
        exclusivityGroups: groups.isSuccess,
      },
      segments: segments.data ?? [],
      exclusivityGroups: groups.data?.items ?? [],
      catalogue,
      calendar,
      loading,
    }),
    [
      users.data,
      teams.data,
      templates.data,
      pipelines.data,
      tags.data,
      forms.data,
      forms.isSuccess,
      webhooks.data,
      webhooks.isSuccess,
      automations.data,
      credentials.data,
      credentials.isSuccess,
      segments.data,
      segments.isSuccess,
      groups.data,
      groups.isSuccess,
      catalogue,
      calendar,
      loading,
    ],
  );
}

function stagesOf(pipelines: readonly Pipeline[]): readonly Named[] {
  return pipelines.flatMap((pipeline) =>
    pipeline.stages.map((stage) => ({ id: stage.id, name: pipelines.length > 1 ? `${pipeline.name}: ${stage.name}` : stage.name })),
  );
}

function byEntity(fields: readonly (CustomField & { readonly entity: string })[]): Partial<Record<CustomFieldEntity, CustomField[]>> {
  const result: Partial<Record<CustomFieldEntity, CustomField[]>> = {};
  for (const field of fields) {
    const entity = customFieldEntities.find((one) => one === field.entity);
    if (entity !== undefined) result[entity] = [...(result[entity] ?? []), field];
  }
  return result;
}
