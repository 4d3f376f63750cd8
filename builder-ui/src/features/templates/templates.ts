import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { listTemplateVariables, previewTemplate, Template } from '../../../../api/contracts/templates.ts';
import { api, type Page } from '../../lib/api/fetch-json.ts';

export type Preview = z.infer<typeof previewTemplate.response>;
export type TemplateVariable = z.infer<typeof listTemplateVariables.response>['items'][number];
export type Channel = Template['channel'];

/** What the editor holds, saved or not. */
export interface TemplateDraft {
  readonly name: string;
  readonly channel: Channel;
  readonly category: Template['category'];
  readonly subject: string;
  readonly body: string;
}

export function useTemplates(filters: Readonly<Record<string, string | undefined>>) {
  return useInfiniteQuery({
    queryKey: ['templates', 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Template>>('/v1/templates', { ...filters, limit: 100, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

export function useTemplateVariables(): readonly TemplateVariable[] {
  const variables = useQuery({
    queryKey: ['template-variables'],
    queryFn: ({ signal }) => api.get<{ items: TemplateVariable[] }>('/v1/template-variables', undefined, signal),
    staleTime: 600_000,
  });
  return variables.data?.items ?? [];
}

/** The text as it would arrive, with readable samples; follows the typing at a distance. */
export function usePreview(draft: TemplateDraft) {
  return useQuery({
    queryKey: ['template-preview', draft.channel, draft.subject, draft.body],
    queryFn: () => api.post<Preview>('/v1/template-previews', { channel: draft.channel, subject: draft.subject, body: draft.body }),
    enabled: draft.body.trim() !== '',
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}
