import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useHotkeyScope } from '../../lib/hotkeys/hotkeys.tsx';
import { useSession } from '../../lib/session/session.tsx';
import { navigationFor, navNamespaces } from './nav-items.ts';

/** `g` and a letter go somewhere, `?` lists the keys. */
export function GlobalKeys({ onShowKeys }: { onShowKeys: () => void }) {
  const { t } = useTranslation(['app', ...navNamespaces]);
  const navigate = useNavigate();
  const session = useSession();
  const places = navigationFor(session).flatMap(({ items }) => items);
  useHotkeyScope(
    t('app:keys.scope.goTo'),
    places.flatMap((item) => (item.keys ? [{ combo: item.keys, label: t(item.label), run: () => void navigate(item.path) }] : [])),
    true,
  );
  useHotkeyScope(t('app:keys.scope.everywhere'), [{ combo: '?', label: t('app:keys.title'), run: onShowKeys }], true);
  return null;
}
