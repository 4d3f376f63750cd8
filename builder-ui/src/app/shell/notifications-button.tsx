import { Button } from '@blueprintjs/core';
import { Notifications } from '@blueprintjs/icons';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnreadCount } from '../../lib/notifications/unread.ts';

const NotificationsDrawer = lazy(() =>
  import('../../features/notifications/notifications-drawer.tsx').then((module) => ({ default: module.NotificationsDrawer })),
);

/** The bell with its number; the drawer is loaded when first opened. */
export function NotificationsButton() {
  const { t } = useTranslation('app');
  const [isOpen, setOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const unread = useUnreadCount();
  return (
    <>
      <Button
        variant="minimal"
        className="cz-bell"
        icon={<Notifications />}
        aria-label={t('notifications.button', { count: unread })}
        onClick={() => {
          setWasOpen(true);
          setOpen(true);
        }}
      >
        {unread > 0 && (
          <span className="cz-bell-count" aria-hidden>
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </Button>
      {wasOpen && (
        <Suspense fallback={null}>
          <NotificationsDrawer isOpen={isOpen} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
