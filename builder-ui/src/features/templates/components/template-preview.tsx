import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../../components/banner.tsx';
import { isProblem } from '../../../lib/api/problem.ts';
import { type TemplateDraft, usePreview } from '../templates.ts';

/** The text as it arrives, in a frame without scripts or network, and which values had to be left out. */
export function TemplatePreview({ draft }: { draft: TemplateDraft }) {
  const { t } = useTranslation('templates');
  const settled = useSettled(draft);
  const preview = usePreview(settled);
  const problem = isProblem(preview.error) ? (preview.error.errors[0]?.detail ?? preview.error.message) : undefined;
  const data = preview.data;
  return (
    <section className="cz-panel cz-preview" aria-label={t('preview.title')}>
      <div className="cz-panel-head">
        <h2 className="cz-label">{t('preview.title')}</h2>
        <span className="cz-spacer" />
        <span className="cz-meta">{t('preview.samples')}</span>
      </div>
      {problem && (
        <div className="cz-panel-body">
          <Banner boxed intent="danger">
            {problem}
          </Banner>
        </div>
      )}
      {draft.body.trim() === '' ? (
        <p className="cz-panel-body cz-muted">{t('preview.empty')}</p>
      ) : (
        data && (
          <>
            {draft.channel === 'email' && <p className="cz-preview-subject">{data.subject || t('preview.noSubject')}</p>}
            {data.html === null ? (
              <p className="cz-preview-text">{data.text}</p>
            ) : (
              <iframe className="cz-preview-frame" title={t('preview.title')} sandbox="" srcDoc={framed(data.html)} />
            )}
            {data.unset.length > 0 && <p className="cz-panel-body cz-meta">{t('preview.unset', { names: data.unset.join(', ') })}</p>}
          </>
        )
      )}
    </section>
  );
}

/** Mail is drawn on white paper, whatever the theme of the page around it. */
function framed(html: string): string {
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`;
  return `<!doctype html><html lang="en"><head>${policy}<title>Preview</title><style>body{font:15px/1.5 system-ui,sans-serif;color:#1c2127;background:#fff;margin:16px;overflow-wrap:anywhere}</style></head><body>${html}</body></html>`;
}

function useSettled<T>(value: T, afterMs = 400): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}
