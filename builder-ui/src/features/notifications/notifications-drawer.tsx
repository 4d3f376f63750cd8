import { useTranslation } from 'react-i18next';
import { SidePanel } from '../../components/side-panel.tsx';

export function NotificationsDrawer({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('app');
  return (
    <SidePanel isOpen={isOpen} onClose={onClose} title={t('notifications.title')}>
      {null}
    </SidePanel>
  );
}
