import { Button } from '@blueprintjs/core';
import { Tick } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { ViewTabs } from '../../components/view-tabs.tsx';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { useUrlState } from '../../lib/use-url-state.ts';
import { NotificationList } from './notification-list.tsx';
import { notificationViews, useMarkRead } from './notifications.ts';

export function NotificationsPage() {
  const { t } = useTranslation('notifications');
  usePageTitle(t('title'));
  const [url, setUrl] = useUrlState();
  const view = notificationViews.find((one) => one === url.view) ?? 'all';
  const { all } = useMarkRead();
  return (
    <div className="cz-page cz-reading">
      <header className="cz-page-head">
        <h1>{t('title')}</h1>
        <ViewTabs
          label={t('views')}
          tabs={notificationViews.map((id) => ({ id, label: t(`view.${id}`) }))}
          active={view}
          onChange={(id) => setUrl({ view: id === 'all' ? undefined : id })}
        />
        <span className="cz-spacer" />
        <Button icon={<Tick />} loading={all.isPending} text={t('readAll')} onClick={() => all.mutate()} />
      </header>
      <div className="cz-panel cz-panel-body">
        <NotificationList view={view} />
      </div>
    </div>
  );
}
