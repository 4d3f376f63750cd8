import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../../../app/shell/logo.tsx';
import '../../../app/shell/shell.css';
import '../auth.css';

/** The calm page before the product: the form, and in one picture what the product does. */
export function AuthLayout({ title, text, children, footer }: { title: string; text: string; children: ReactNode; footer: ReactNode }) {
  const { t } = useTranslation('auth');
  return (
    <div className="cz-auth">
      <main className="cz-auth-form">
        <Logo />
        <div className="cz-stack">
          <h1>{title}</h1>
          <p className="cz-muted">{text}</p>
        </div>
        {children}
        <p className="cz-auth-footer">{footer}</p>
      </main>
      <aside className="cz-auth-aside" aria-label={t('story.label')}>
        <p className="cz-auth-claim">{t('story.claim')}</p>
        <ol className="cz-auth-story">
          {(['when', 'task', 'wait', 'else'] as const).map((step) => (
            <li key={step} data-step={step}>
              <strong>{t(`story.${step}.verb`)}</strong> {t(`story.${step}.text`)}
            </li>
          ))}
        </ol>
      </aside>
    </div>
  );
}
