import { Dialog, DialogBody } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { SignInForm } from '../../features/auth/sign-in-form.tsx';
import { useInertRoot } from '../../lib/use-inert-root.ts';
import { useSessionState } from '../../lib/session/session.tsx';

/** The session ended while a page was open: signing in again happens on top of it, and nothing typed is lost. */
export function SessionEndedDialog() {
  const { t } = useTranslation('app');
  const { ended, session, refresh } = useSessionState();
  useInertRoot(ended);
  return (
    <Dialog
      isOpen={ended}
      title={t('sessionEnded.title')}
      isCloseButtonShown={false}
      canEscapeKeyClose={false}
      canOutsideClickClose={false}
    >
      <DialogBody>
        <div className="cz-stack">
          <p className="cz-muted">{t('sessionEnded.text')}</p>
          <SignInForm email={session?.me.user.email ?? ''} onDone={() => void refresh()} />
        </div>
      </DialogBody>
    </Dialog>
  );
}
