import { Button, Menu, MenuDivider, MenuItem, PopoverNext } from '@blueprintjs/core';
import { Cog, Contrast, Flash, KeyCommand, LogOut, Moon, ListColumns, Tick, Translate } from '@blueprintjs/icons';
import { useQueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Avatar } from '../../components/person.tsx';
import { toast } from '../../components/toaster.ts';
import { signOut } from '../../lib/session/sign-in.ts';
import { changePreferences, type Density, type Language, type Theme, usePreferences } from '../../lib/preferences.ts';
import { useSession } from '../../lib/session/session.tsx';

export function UserMenu({ onShowKeys }: { onShowKeys: () => void }) {
  const { t } = useTranslation('app');
  const { me } = useSession();
  return (
    <PopoverNext placement="bottom-end" arrow={false} content={<UserMenuContent onShowKeys={onShowKeys} />}>
      <Button variant="minimal" icon={<Avatar name={me.user.name} />}>
        <span className="cz-hidden">{t('user.menu', { name: me.user.name })}</span>
      </Button>
    </PopoverNext>
  );
}

const themes: readonly Theme[] = ['system', 'light', 'dark', 'contrast'];
const densities: readonly Density[] = ['dense', 'comfortable'];
const languages: readonly { id: Language; name: string }[] = [
  { id: 'en', name: 'English' },
  { id: 'ar', name: 'العربية' },
];

function UserMenuContent({ onShowKeys }: { onShowKeys: () => void }) {
  const { t } = useTranslation('app');
  const { me } = useSession();
  const preferences = usePreferences();
  const navigate = useNavigate();
  const client = useQueryClient();
  const mark = (on: boolean) => (on ? <Tick /> : undefined);
  const leave = async () => {
    try {
      await signOut();
    } catch {
      void toast(t('user.signOutFailed'), 'danger');
      return;
    }
    client.clear();
    location.assign('/sign-in');
  };
  return (
    <Menu>
      <li className="cz-user-head">
        <strong>{me.user.name}</strong>
        <span className="cz-meta">{me.user.email}</span>
        <span className="cz-meta">
          {me.tenant.name}, {t(`role.${me.user.role}`, { defaultValue: me.user.role })}
        </span>
      </li>
      <MenuDivider />
      <MenuItem icon={<Cog />} text={t('user.profile')} onClick={() => void navigate('/settings/me')} />
      <MenuItem icon={<Moon />} text={t('user.theme')}>
        {themes.map((theme) => (
          <MenuItem
            key={theme}
            icon={theme === 'contrast' ? <Contrast /> : undefined}
            text={t(`user.themes.${theme}`)}
            labelElement={mark(preferences.theme === theme)}
            shouldDismissPopover={false}
            onClick={() => changePreferences({ theme })}
          />
        ))}
      </MenuItem>
      <MenuItem icon={<ListColumns />} text={t('user.density')}>
        {densities.map((density) => (
          <MenuItem
            key={density}
            text={t(`user.densities.${density}`)}
            labelElement={mark(preferences.density === density)}
            shouldDismissPopover={false}
            onClick={() => changePreferences({ density })}
          />
        ))}
      </MenuItem>
      <MenuItem icon={<Translate />} text={t('user.language')}>
        {languages.map(({ id, name }) => (
          <MenuItem
            key={id}
            text={<span lang={id}>{name}</span>}
            labelElement={mark(preferences.language === id)}
            onClick={() => void i18next.changeLanguage(id).then(() => changePreferences({ language: id }))}
          />
        ))}
      </MenuItem>
      <MenuItem
        icon={<Flash />}
        text={t('user.singleKeys')}
        labelElement={mark(preferences.singleKeys)}
        shouldDismissPopover={false}
        onClick={() => changePreferences({ singleKeys: !preferences.singleKeys })}
      />
      <MenuItem icon={<KeyCommand />} text={t('keys.title')} label="?" onClick={onShowKeys} />
      <MenuDivider />
      <MenuItem icon={<LogOut />} text={t('user.signOut')} onClick={() => void leave()} />
    </Menu>
  );
}
