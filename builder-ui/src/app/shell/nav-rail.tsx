import { Button, Drawer, Position, Tooltip } from '@blueprintjs/core';
import { Cross, MenuClosed, MenuOpen } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import type { NavItem } from '../../lib/feature.ts';
import { changePreferences, usePreferences } from '../../lib/preferences.ts';
import { useSession } from '../../lib/session/session.tsx';
import { useMedia } from '../../lib/use-media.ts';
import { Logo } from './logo.tsx';
import { navigationFor, navNamespaces } from './nav-items.ts';

/** The navigation at the left: 224 px with words, 48 px with icons. */
export function NavRail() {
  const { t } = useTranslation('app');
  const { navCollapsed } = usePreferences();
  // Between 768 and 1024 px the content needs the room more.
  const tight = useMedia('(max-width: 1023px)');
  const collapsed = navCollapsed || tight;
  return (
    <nav className="cz-nav" data-collapsed={collapsed} aria-label={t('nav.label')}>
      <div className="cz-nav-brand">
        <Logo wordmark={!collapsed} />
      </div>
      <div className="cz-nav-scroll">
        <NavList collapsed={collapsed} />
      </div>
      {!tight && (
        <div className="cz-nav-foot">
          <Button
            variant="minimal"
            icon={collapsed ? <MenuOpen /> : <MenuClosed />}
            aria-label={t(collapsed ? 'nav.expand' : 'nav.collapse')}
            onClick={() => changePreferences({ navCollapsed: !navCollapsed })}
          />
        </div>
      )}
    </nav>
  );
}

function NavList({ collapsed }: { collapsed: boolean }) {
  const { t } = useTranslation(['app', ...navNamespaces]);
  const session = useSession();
  return navigationFor(session).map(({ group, items }) => (
    <section key={group} className="cz-nav-group" aria-label={t(`app:nav.group.${group}`)}>
      {!collapsed && group !== 'work' && <h2 className="cz-label">{t(`app:nav.group.${group}`)}</h2>}
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            <NavEntry item={item} label={t(item.label)} collapsed={collapsed} />
          </li>
        ))}
      </ul>
    </section>
  ));
}

function NavEntry({ item, label, collapsed }: { item: NavItem; label: string; collapsed: boolean }) {
  const Icon = item.icon;
  const link = (
    <NavLink to={item.path} className="cz-nav-link" aria-label={collapsed ? label : undefined}>
      <Icon size={16} />
      {!collapsed && <span className="cz-truncate">{label}</span>}
    </NavLink>
  );
  if (!collapsed) return link;
  return (
    <Tooltip content={label} placement="right" hoverOpenDelay={300} fill>
      {link}
    </Tooltip>
  );
}

/** The same navigation as a drawer, on phones. */
export function NavDrawer({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation(['app', 'components']);
  const { language } = usePreferences();
  return (
    <Drawer
      isOpen={isOpen}
      onClose={onClose}
      position={language === 'ar' ? Position.RIGHT : Position.LEFT}
      size="min(280px, 88vw)"
      transitionDuration={150}
    >
      <div className="cz-nav-drawer" role="dialog" aria-modal="true" aria-label={t('app:nav.label')}>
        <div className="cz-nav-brand">
          <Logo wordmark />
          <span className="cz-spacer" />
          <Button variant="minimal" icon={<Cross />} aria-label={t('components:close')} onClick={onClose} />
        </div>
        <nav className="cz-nav-scroll" aria-label={t('app:nav.label')}>
          <NavList collapsed={false} />
        </nav>
      </div>
    </Drawer>
  );
}
