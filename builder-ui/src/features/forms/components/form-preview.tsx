import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormContent } from '../forms.ts';
import { usePreview } from '../forms.ts';

/** The very page that people will see, in a frame that can run nothing. */
export function FormPreview({ content }: { content: FormContent }) {
  const { t } = useTranslation('forms');
  const preview = usePreview(useDeferredValue(content));
  return (
    <section className="cz-panel cz-form-preview" aria-label={t('preview.title')}>
      <h2 className="cz-panel-head">{t('preview.title')}</h2>
      {preview.data ? (
        <iframe title={t('preview.frame')} sandbox="" srcDoc={preview.data.html} />
      ) : (
        <p className="cz-panel-body cz-muted">{preview.isError ? t('preview.failed') : ''}</p>
      )}
    </section>
  );
}
