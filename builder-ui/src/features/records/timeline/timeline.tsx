import { Button, HTMLSelect } from '@blueprintjs/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineItem } from '../../../../../api/contracts/activities.ts';
import { History } from '@blueprintjs/icons';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { api, type Page } from '../../../lib/api/fetch-json.ts';
import { dayKey } from '../../../lib/format.ts';
import { useFormats, useTimeZone } from '../../../lib/use-formats.ts';
import { TimelineEntry } from './timeline-entry.tsx';
import './timeline.css';

/** Kinds of entries a reader may narrow the history to, as the event types they stand for. */
const kinds = {
  all: undefined,
  contact: 'activity.logged,message.sent,message.failed,message.bounced',
  notes: 'note.created',
  tasks: 'task.created,task.completed,task.cancelled,task.rescheduled,task.assigned',
  changes:
    'lead.created,lead.updated,lead.assigned,lead.status_changed,contact.created,contact.updated,company.created,company.updated,deal.created,deal.updated,deal.stage_changed,deal.status_changed,tag.added,tag.removed',
} as const;
type Kind = keyof typeof kinds;
const isKind = (text: string): text is Kind => Object.hasOwn(kinds, text);

/** The history of a record by day, the latest first; every entry a system made says why. */
export function Timeline({ path, id }: { path: 'leads' | 'contacts' | 'companies' | 'deals'; id: string }) {
  const { t } = useTranslation('records');
  const formats = useFormats();
  const timeZone = useTimeZone();
  const [kind, setKind] = useState<Kind>('all');
  const types = kinds[kind];
  const pages = useInfiniteQuery({
    queryKey: ['timeline', path, id, kind],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<TimelineItem>>(`/v1/${path}/${id}/timeline`, { limit: 40, cursor: pageParam || undefined, types }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const items = withoutEchoes(pages.data?.pages.flatMap((page) => page.items) ?? []);
  const days = groupByDay(items, timeZone);
  return (
    <section className="cz-timeline" aria-label={t('timeline.label')}>
      <div className="cz-timeline-head">
        <h2 className="cz-label">{t('timeline.label')}</h2>
        <span className="cz-spacer" />
        <HTMLSelect
          aria-label={t('timeline.show')}
          minimal
          value={kind}
          onChange={(event) => isKind(event.target.value) && setKind(event.target.value)}
        >
          {Object.keys(kinds).map((one) => (
            <option key={one} value={one}>
              {t(`timeline.kinds.${one}`)}
            </option>
          ))}
        </HTMLSelect>
      </div>
      {pages.isPending && (
        <div className="cz-panel-body">
          <SkeletonRows rows={6} height={28} />
        </div>
      )}
      {pages.error && <ErrorState inline error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isSuccess && items.length === 0 && (
        <EmptyState inline icon={History} title={t('timeline.empty')}>
          {t('timeline.emptyText')}
        </EmptyState>
      )}
      {days.map((day) => (
        <section key={day.key}>
          <h3 className="cz-timeline-day">{formats.day(day.items[0]?.occurredAt ?? '')}</h3>
          <ol>
            {day.items.map((item) => (
              <TimelineEntry key={item.id} item={item} />
            ))}
          </ol>
        </section>
      ))}
      {pages.hasNextPage && (
        <div className="cz-timeline-more">
          <Button
            variant="minimal"
            loading={pages.isFetchingNextPage}
            text={t('timeline.more')}
            onClick={() => void pages.fetchNextPage()}
          />
        </div>
      )}
    </section>
  );
}

/** A task's first owner is part of its creation and not told twice. */
export function withoutEchoes(items: readonly TimelineItem[]): TimelineItem[] {
  const created = new Set(items.filter((item) => item.type === 'task.created').map((item) => `${item.task?.id} ${item.occurredAt}`));
  return items.filter((item) => item.type !== 'task.assigned' || !created.has(`${item.task?.id} ${item.occurredAt}`));
}

export function groupByDay<T extends { readonly occurredAt: string }>(
  items: readonly T[],
  timeZone: string,
): { key: string; items: T[] }[] {
  const days: { key: string; items: T[] }[] = [];
  for (const item of items) {
    const key = dayKey(item.occurredAt, timeZone);
    const last = days.at(-1);
    if (last?.key === key) last.items.push(item);
    else days.push({ key, items: [item] });
  }
  return days;
}
