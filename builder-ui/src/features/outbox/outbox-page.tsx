import { Envelope, SendMessage } from '@blueprintjs/icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { listOutbox, OutboxMail } from '../../../../api/contracts/outbox.ts';
import { Banner } from '../../components/banner.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { SearchField } from '../../components/filter-bar.tsx';
import { Gate } from '../../components/gate.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { api } from '../../lib/api/fetch-json.ts';
import { useFormats } from '../../lib/use-formats.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { useUrlState } from '../../lib/use-url-state.ts';
import './outbox.css';

export function OutboxPage() {
  return (
    <Gate permission="outbox.read" otherwise="explain">
      <Outbox />
    </Gate>
  );
}

/** Mail that went to the local folder because no mail server is configured: list and letter. */
function Outbox() {
  const { t } = useTranslation('outbox');
  usePageTitle(t('title'));
  const [url, setUrl] = useUrlState();
  const mails = useQuery({
    queryKey: ['outbox', url.to],
    queryFn: ({ signal }) => api.get<z.infer<typeof listOutbox.response>>('/v1/outbox', { limit: 200, to: url.to }, signal),
    refetchInterval: 15_000,
  });
  const items = mails.data?.items ?? [];
  const shown = items.find((mail) => mail.messageId === url.mail) ?? items[0];
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('title')}</h1>
        <SearchField label={t('to')} value={url.to ?? ''} onChange={(to) => setUrl({ to, mail: undefined })} />
      </header>
      <Banner boxed>{t(mails.data?.enabled === false ? 'server' : 'folder')}</Banner>
      {mails.isPending ? (
        <SkeletonRows rows={8} height={40} />
      ) : mails.error && items.length === 0 ? (
        <ErrorState error={mails.error} onRetry={() => void mails.refetch()} />
      ) : items.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={SendMessage} title={t('empty.title')}>
            {t('empty.text')}
          </EmptyState>
        </div>
      ) : (
        <div className="cz-outbox">
          <ol className="cz-panel cz-outbox-list" aria-label={t('list')}>
            {items.map((mail) => (
              <li key={mail.messageId}>
                <button
                  type="button"
                  className="cz-outbox-row"
                  aria-current={mail.messageId === shown?.messageId || undefined}
                  onClick={() => setUrl({ mail: mail.messageId })}
                >
                  <MailLine mail={mail} />
                </button>
              </li>
            ))}
          </ol>
          {shown && <Letter key={shown.messageId} mail={shown} />}
        </div>
      )}
    </div>
  );
}

function MailLine({ mail }: { mail: OutboxMail }) {
  const formats = useFormats();
  return (
    <>
      <Envelope size={14} />
      <span className="cz-truncate">{mail.to}</span>
      <time className="cz-meta" dateTime={mail.sentAt}>
        {formats.relative(mail.sentAt)}
      </time>
      <strong className="cz-truncate">{mail.subject}</strong>
    </>
  );
}

function Letter({ mail }: { mail: OutboxMail }) {
  const { t } = useTranslation('outbox');
  const formats = useFormats();
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`;
  return (
    <article className="cz-panel cz-letter" aria-label={mail.subject}>
      <header>
        <h2>{mail.subject}</h2>
        <dl>
          <dt>{t('from')}</dt>
          <dd>{mail.from}</dd>
          <dt>{t('recipient')}</dt>
          <dd>{mail.to}</dd>
          <dt>{t('sent')}</dt>
          <dd>{formats.dateTime(mail.sentAt)}</dd>
        </dl>
      </header>
      {mail.html === null ? (
        <p className="cz-letter-text">{mail.text}</p>
      ) : (
        <iframe
          title={mail.subject}
          sandbox=""
          srcDoc={`<!doctype html><html lang="en"><head>${policy}<title>mail</title></head><body>${mail.html}</body></html>`}
        />
      )}
    </article>
  );
}
