import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation } from 'react-router';
import { ErrorState } from '../../components/error-state.tsx';
import { BootSkeleton } from '../../components/skeleton.tsx';
import { LiveProvider } from '../../lib/live/live.tsx';
import { usePhone } from '../../lib/use-media.ts';
import { useSessionState } from '../../lib/session/session.tsx';
import { features } from '../features.ts';
import { BottomBar } from './bottom-bar.tsx';
import { FrameBanners } from './frame-banners.tsx';
import { GlobalKeys } from './global-keys.tsx';
import { KeysOverlay } from './keys-overlay.tsx';
import { NavDrawer, NavRail } from './nav-rail.tsx';
import { SessionEndedDialog } from './session-ended-dialog.tsx';
import { TopBar } from './top-bar.tsx';
import './shell.css';

/** Which queries an event about a record type makes stale, gathered from all features. */
function gatherLiveKeys(): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, string[]>();
  for (const feature of features) {
    for (const [type, names] of Object.entries(feature.live ?? {})) keys.set(type, [...(keys.get(type) ?? []), ...names]);
  }
  return keys;
}

const EnrolPage = lazy(async () => ({ default: (await import('../../features/settings/pages/enrol-page.tsx')).EnrolPage }));

/** Everything around a page for somebody who is signed in. */
export function Frame() {
  const { status, session, error, refresh } = useSessionState();
  const location = useLocation();
  if (status === 'loading') return <BootSkeleton />;
  if (status === 'unreachable') return <ErrorState page error={error} onRetry={() => void refresh()} />;
  if (status === 'signed-out') {
    const next = `${location.pathname}${location.search}`;
    return <Navigate to={next === '/home' || next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`} replace />;
  }
  if (session?.me.security.mustEnrol === true) {
    return (
      <Suspense fallback={<BootSkeleton />}>
        <EnrolPage />
      </Suspense>
    );
  }
  return <SignedInFrame />;
}

function SignedInFrame() {
  const { t } = useTranslation('app');
  const phone = usePhone();
  const [keysShown, setKeysShown] = useState(false);
  const [navShown, setNavShown] = useState(false);
  const { pathname } = useLocation();
  const liveKeys = useMemo(gatherLiveKeys, []);
  // A new address closes the drawer that led to it.
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the address is the trigger.
  useEffect(() => setNavShown(false), [pathname]);
  return (
    <LiveProvider staleKeys={liveKeys}>
      <GlobalKeys onShowKeys={() => setKeysShown(true)} />
      <a className="cz-skip" href="#content">
        {t('skip')}
      </a>
      <div className="cz-frame">
        {!phone && <NavRail />}
        <div className="cz-frame-main">
          <TopBar phone={phone} onShowKeys={() => setKeysShown(true)} onShowNav={() => setNavShown(true)} />
          <FrameBanners />
          <main id="content" className="cz-content" tabIndex={-1}>
            <Outlet />
          </main>
        </div>
        {phone && <BottomBar onMore={() => setNavShown(true)} />}
      </div>
      <NavDrawer isOpen={navShown} onClose={() => setNavShown(false)} />
      <KeysOverlay isOpen={keysShown} onClose={() => setKeysShown(false)} />
      <SessionEndedDialog />
    </LiveProvider>
  );
}
