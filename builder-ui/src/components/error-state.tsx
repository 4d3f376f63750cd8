import { Button } from '@blueprintjs/core';
import { Error as ErrorIcon, Lock, Offline, Refresh, Search } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../lib/api/problem.ts';
import { EmptyState } from './empty-state.tsx';
import { problemWords } from './problem-words.ts';

/** What failed, in words by the problem's code, with a retry and the id to quote. */
export function ErrorState({
  error,
  onRetry,
  inline = false,
  page = false,
}: {
  error: unknown;
  onRetry?: () => void;
  inline?: boolean;
  page?: boolean;
}) {
  const { t } = useTranslation('components');
  const words = problemWords(t, error);
  const code = isProblem(error) ? error.code : '';
  const icon = code === 'network' ? Offline : code === 'forbidden' ? Lock : code === 'not_found' ? Search : ErrorIcon;
  return (
    <div role="alert">
      <EmptyState
        icon={icon}
        title={words.title}
        inline={inline}
        page={page}
        action={
          <span className="cz-stack">
            {onRetry && code !== 'forbidden' && (
              <span>
                <Button icon={<Refresh />} onClick={onRetry} text={t('retry')} />
              </span>
            )}
            {words.requestId && <span className="cz-meta">{t('requestId', { id: words.requestId })}</span>}
          </span>
        }
      >
        {words.detail}
      </EmptyState>
    </div>
  );
}
