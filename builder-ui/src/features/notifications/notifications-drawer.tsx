import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { SidePanel } from '../../components/side-panel.tsx';
import { ViewTabs } from '../../components/view-tabs.tsx';
import { NotificationList } from './notification-list.tsx';
import { type NotificationView, notificationViews, useMarkRead } from './notifications.ts';

/** What happened meanwhile, over the page at hand. */
export function NotificationsDrawer({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('notifications');
  const [view, setView] = useState<NotificationView>('all');
  const { all } = useMarkRead();
  return (
    <SidePanel
      isOpen={isOpen}
      onClose={onClose}
      title={t('title')}
      footer={
        <>
          <Button variant="minimal" loading={all.isPending} text={t('readAll')} onClick={() => all.mutate()} />
          <Link className="bp6-button" to="/notifications" onClick={onClose}>
            {t('showAll')}
          </Link>
        </>
      }
    >
      <div className="cz-stack">
        <ViewTabs
          label={t('views')}
          tabs={notificationViews.map((id) => ({ id, label: t(`view.${id}`) }))}
          active={view}
          onChange={setView}
        />
        <NotificationList view={view} onOpen={onClose} />
      </div>
    </SidePanel>
  );
}
