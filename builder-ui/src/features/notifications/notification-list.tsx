import { Button } from '@blueprintjs/core';
import { Dot, InfoSign, Notifications, TickCircle, WarningSign } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Notification } from '../../../../api/contracts/notifications.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { isSubjectType, recordPath } from '../../components/record-link.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import type { IconComponent } from '../../lib/feature.ts';
import { useFormats } from '../../lib/use-formats.ts';
import { inView, type NotificationView, useMarkRead, useNotifications } from './notifications.ts';
import './notifications.css';

const icons: Readonly<Record<Notification['severity'], IconComponent>> = {
  info: InfoSign,
  success: TickCircle,
  warning: WarningSign,
  danger: WarningSign,
};

/** Where a notification leads, if anywhere. */
export function targetOf(item: Notification): string | undefined {
  const { record } = item;
  if (item.kind.startsWith('export.')) return '/exports';
  if (item.kind.startsWith('decision.') && typeof item.data['decisionId'] === 'string') return `/decisions/${item.data['decisionId']}`;
  if (!record) return undefined;
  if (isSubjectType(record.type)) return recordPath(record.type, record.id);
  if (record.type === 'task') return `/tasks?task=${record.id}`;
  if (['run', 'automation', 'import'].includes(record.type)) return `/${record.type}s/${record.id}`;
  return undefined;
}

/** Newest first; opening one marks it read. */
export function NotificationList({ view, onOpen }: { view: NotificationView; onOpen?: () => void }) {
  const { t } = useTranslation('notifications');
  const pages = useNotifications();
  const { one } = useMarkRead();
  const items = inView(pages.data?.pages.flatMap((page) => page.items) ?? [], view);
  if (pages.isPending) return <SkeletonRows rows={6} height={40} />;
  if (pages.error && !pages.data) return <ErrorState inline error={pages.error} onRetry={() => void pages.refetch()} />;
  if (items.length === 0) {
    return (
      <EmptyState inline icon={Notifications} title={t(view === 'unread' ? 'empty.unread' : 'empty.title')}>
        {t('empty.text')}
      </EmptyState>
    );
  }
  return (
    <>
      <ol className="cz-notifications">
        {items.map((item) => (
          <NotificationRow
            key={item.id}
            item={item}
            onOpen={() => {
              if (item.readAt === null) one.mutate(item.id);
              onOpen?.();
            }}
            onRead={() => one.mutate(item.id)}
          />
        ))}
      </ol>
      {pages.hasNextPage && (
        <Button variant="minimal" fill loading={pages.isFetchingNextPage} text={t('more')} onClick={() => void pages.fetchNextPage()} />
      )}
    </>
  );
}

function NotificationRow({ item, onOpen, onRead }: { item: Notification; onOpen: () => void; onRead: () => void }) {
  const { t } = useTranslation('notifications');
  const formats = useFormats();
  const Icon = icons[item.severity];
  const target = targetOf(item);
  const title =
    item.title ?? t(`kind.${item.kind.replaceAll('.', '_')}`, { ...item.data, defaultValue: item.kind.replaceAll(/[._]/g, ' ') });
  return (
    <li className="cz-notification" data-unread={item.readAt === null} data-severity={item.severity}>
      <span className="cz-notification-icon" aria-hidden>
        <Icon size={14} />
      </span>
      <div className="cz-notification-main">
        {target ? (
          <Link to={target} onClick={onOpen}>
            {title}
          </Link>
        ) : (
          <span className="cz-notification-title">{title}</span>
        )}
        {item.body && <p className="cz-dense">{item.body}</p>}
        <time className="cz-meta" dateTime={item.createdAt} title={formats.dateTime(item.createdAt)}>
          {formats.relative(item.createdAt)}
        </time>
      </div>
      {item.readAt === null && (
        <Button size="small" variant="minimal" icon={<Dot />} aria-label={t('markRead', { title })} onClick={onRead} />
      )}
    </li>
  );
}
