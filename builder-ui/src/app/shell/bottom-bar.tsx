import { PopoverNext } from '@blueprintjs/core';
import { More, Plus } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useSession } from '../../lib/session/session.tsx';
import { navigationFor, navNamespaces, newItemsFor } from './nav-items.ts';
import { NewMenu } from './top-bar.tsx';

/** The thumb's navigation under 768 px: three places, the plus, and everything else. */
export function BottomBar({ onMore }: { onMore: () => void }) {
  const { t } = useTranslation(['app', ...navNamespaces]);
  const session = useSession();
  const places = navigationFor(session)
    .flatMap(({ items }) => items)
    .filter((item) => item.onPhone)
    .slice(0, 3);
  const links = places.map((item) => {
    const Icon = item.icon;
    return (
      <NavLink key={item.id} to={item.path} className="cz-bottom-link">
        <Icon size={18} />
        <span className="cz-truncate">{t(item.label)}</span>
      </NavLink>
    );
  });
  return (
    <nav className="cz-bottom-bar" aria-label={t('app:nav.quick')}>
      {links.slice(0, 2)}
      {newItemsFor(session).length > 0 && (
        <PopoverNext placement="top" content={<NewMenu />} arrow={false}>
          <button type="button" className="cz-bottom-plus" aria-label={t('app:new')}>
            <Plus size={20} />
          </button>
        </PopoverNext>
      )}
      {links.slice(2)}
      <button type="button" className="cz-bottom-link" onClick={onMore}>
        <More size={18} />
        <span>{t('app:nav.more')}</span>
      </button>
    </nav>
  );
}
