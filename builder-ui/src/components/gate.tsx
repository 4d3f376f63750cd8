import { Lock } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../lib/session/session.tsx';
import { EmptyState } from './empty-state.tsx';

interface GateProps {
  readonly permission: string;
  readonly children: ReactNode;
  /** `hide` leaves nothing, `explain` says in place what is missing and who can grant it. */
  readonly otherwise?: 'hide' | 'explain';
}

export function Gate({ permission, children, otherwise = 'hide' }: GateProps) {
  const session = useSession();
  if (session.can(permission)) return children;
  return otherwise === 'explain' ? <Forbidden permission={permission} /> : null;
}

/** The answer to an address one may not open: in words and in place, never a redirect. */
export function Forbidden({ permission }: { permission?: string }) {
  const { t } = useTranslation('components');
  const { me } = useSession();
  return (
    <EmptyState page icon={Lock} title={t('forbidden.title')}>
      {t('forbidden.text', { role: me.user.role, tenant: me.tenant.name })}
      {permission && (
        <>
          {' '}
          <code>{permission}</code>
        </>
      )}
    </EmptyState>
  );
}
