import { Button, Menu, MenuItem, PopoverNext, Tooltip } from '@blueprintjs/core';
import { CaretDown, KeyCommand, Menu as MenuIcon, Plus, Search } from '@blueprintjs/icons';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useHotkeyScope } from '../../lib/hotkeys/hotkeys.tsx';
import { useSession } from '../../lib/session/session.tsx';
import { Logo } from './logo.tsx';
import { navNamespaces, newItemsFor } from './nav-items.ts';
import { NotificationsButton } from './notifications-button.tsx';
import { UserMenu } from './user-menu.tsx';

const SearchDialog = lazy(() => import('../search/search-dialog.tsx').then((module) => ({ default: module.SearchDialog })));

interface TopBarProps {
  readonly phone: boolean;
  readonly onShowKeys: () => void;
  readonly onShowNav: () => void;
}

export function TopBar({ phone, onShowKeys, onShowNav }: TopBarProps) {
  const { t } = useTranslation('app');
  const { me } = useSession();
  return (
    <header className="cz-top-bar">
      {phone ? (
        <>
          <Button variant="minimal" icon={<MenuIcon />} aria-label={t('nav.open')} onClick={onShowNav} />
          <Logo wordmark={false} />
        </>
      ) : (
        <span className="cz-tenant cz-truncate">{me.tenant.name}</span>
      )}
      <span className="cz-spacer" />
      <SearchButton phone={phone} />
      {!phone && <NewMenuButton />}
      <NotificationsButton />
      {!phone && (
        <Tooltip content={t('keys.title')} hoverOpenDelay={300}>
          <Button variant="minimal" icon={<KeyCommand />} aria-label={t('keys.title')} onClick={onShowKeys} />
        </Tooltip>
      )}
      <UserMenu onShowKeys={onShowKeys} />
    </header>
  );
}

/** Looks like a field, opens the search; `/` does the same. */
function SearchButton({ phone }: { phone: boolean }) {
  const { t } = useTranslation('app');
  const [isOpen, setOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const open = () => {
    setWasOpen(true);
    setOpen(true);
  };
  useHotkeyScope(
    t('keys.scope.everywhere'),
    [
      { combo: '/', label: t('search.title'), run: open },
      { combo: 'mod+k', label: t('search.title'), run: open, inFields: true },
    ],
    true,
  );
  return (
    <>
      {phone ? (
        <Button variant="minimal" icon={<Search />} aria-label={t('search.title')} onClick={open} />
      ) : (
        <button type="button" className="cz-search-button" onClick={open}>
          <Search size={14} />
          <span className="cz-spacer">{t('search.title')}</span>
          <kbd className="cz-key" aria-hidden>
            /
          </kbd>
        </button>
      )}
      {wasOpen && (
        <Suspense fallback={null}>
          <SearchDialog isOpen={isOpen} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function NewMenuButton() {
  const { t } = useTranslation('app');
  const session = useSession();
  const [isOpen, setOpen] = useState(false);
  const any = newItemsFor(session).length > 0;
  useHotkeyScope(t('keys.scope.everywhere'), any ? [{ combo: 'n', label: t('new'), run: () => setOpen(true) }] : [], true);
  if (!any) return null;
  return (
    <PopoverNext isOpen={isOpen} onInteraction={setOpen} placement="bottom-end" content={<NewMenu />} arrow={false}>
      <Button icon={<Plus />} endIcon={<CaretDown />} text={t('new')} />
    </PopoverNext>
  );
}

/** Everything that can be made from anywhere; the phone's plus button shows the same list. */
export function NewMenu() {
  const { t } = useTranslation(['app', ...navNamespaces]);
  const session = useSession();
  const navigate = useNavigate();
  return (
    <Menu aria-label={t('app:new')}>
      {newItemsFor(session).map((item) => {
        const Icon = item.icon;
        return <MenuItem key={item.id} icon={<Icon />} text={t(item.label)} onClick={() => void navigate(item.path)} />;
      })}
    </Menu>
  );
}
