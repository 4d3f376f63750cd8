import { Button } from '@blueprintjs/core';
import { Duplicate } from '@blueprintjs/icons';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Form } from '../../../../../api/contracts/form-design.ts';
import { toast } from '../../../components/toaster.ts';

/** The address of the form and the code that puts it on somebody's website. */
export function ShareForm({ form }: { form: Form | undefined }) {
  const { t } = useTranslation('forms');
  if (!form || form.status !== 'published') return <p className="cz-panel cz-panel-body">{t('share.notYet')}</p>;
  const address = new URL(form.url, window.location.href);
  const title = attribute(form.content.title);
  const script = `<script async src="${address.origin}/f/embed.js" data-form="${form.key}" data-title="${title}"></script>`;
  const frame = `<iframe src="${address.href}?embed=1" title="${title}" style="width:100%;min-height:640px;border:0"></iframe>`;
  return (
    <section className="cz-panel cz-panel-body cz-stack" aria-label={t('tabs.share')}>
      <Snippet label={t('share.page')} text={address.href} />
      <p>
        <a href={address.href} target="_blank" rel="noreferrer">
          {t('share.open')}
        </a>
      </p>
      <Snippet label={t('share.script')} hint={t('share.scriptHint')} text={script} />
      <Snippet label={t('share.iframe')} hint={t('share.iframeHint')} text={frame} />
    </section>
  );
}

export function Snippet({ label, hint, text }: { label: string; hint?: string; text: string }) {
  const { t } = useTranslation('forms');
  const id = useId();
  const copy = () => void navigator.clipboard.writeText(text).then(() => toast(t('share.copied'), 'success'));
  return (
    <div className="cz-snippet">
      <label className="cz-label" htmlFor={id}>
        {label}
      </label>
      <div className="cz-row">
        <textarea
          id={id}
          className="bp6-input cz-mono"
          readOnly
          rows={text.length > 80 ? 3 : 1}
          value={text}
          onFocus={(event) => event.target.select()}
        />
        <Button icon={<Duplicate />} text={t('share.copy')} onClick={copy} />
      </div>
      {hint && <p className="cz-meta">{hint}</p>}
    </div>
  );
}

function attribute(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
