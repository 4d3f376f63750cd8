import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Segment } from '../../../../../api/contracts/lists.ts';
import type { ListEntity } from '../../../../../domain/records/list-entities.ts';
import { api, type Page } from '../../../lib/api/fetch-json.ts';
import { useTimeZone } from '../../../lib/use-formats.ts';
import { useLookups } from '../../builder/api/lookups.ts';
import { fieldsOfList } from '../../builder/model/catalogue-fields.ts';
import type { ConditionWorld } from '../../builder/model/condition-world.ts';

export function useSegments() {
  return useQuery({
    queryKey: ['segments', 'list'],
    queryFn: ({ signal }) => api.get<Page<Segment>>('/v1/segments', {}, signal),
    staleTime: 30_000,
  });
}

/** Fields, people and segments that conditions about a list's records can name, in the reader's words. */
export function useListWorld(entity: ListEntity, without?: string): ConditionWorld {
  const { t, i18n } = useTranslation('builder');
  const timeZone = useTimeZone();
  const lookups = useLookups();
  const all = useSegments().data?.items;
  return useMemo(() => {
    const segments = (all ?? []).filter((segment) => segment.entity === entity && segment.id !== without);
    const nameOf = (list: readonly { readonly id: string; readonly name: string }[]) => (id: string) =>
      list.find((one) => one.id === id)?.name ?? (lookups.loading ? '…' : undefined);
    const names = {
      user: nameOf(lookups.users),
      team: nameOf(lookups.teams),
      template: nameOf(lookups.templates),
      stage: nameOf(lookups.stages),
      form: nameOf(lookups.forms),
      webhook: nameOf(lookups.webhooks),
      step: () => undefined,
      segment: nameOf(all ?? []),
    };
    const fields = fieldsOfList(lookups.catalogue, entity, t);
    const locale = i18n.language === 'ar' ? 'ar-AE-u-nu-latn' : 'en-GB';
    return { words: { t, names, fields, locale, timeZone }, lookups, segments };
  }, [all, entity, without, lookups, t, i18n.language, timeZone]);
}
