import { Button } from '@blueprintjs/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Banner } from '../../../components/banner.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { AuthLayout } from './auth-layout.tsx';

interface Words {
  readonly title: string;
  readonly text: string;
  readonly press: string;
  readonly done: string;
}

/** Programs that follow links in mails change nothing: a person presses the button. */
function PressPage({ path, words }: { path: string; words: Words }) {
  const { t } = useTranslation('auth');
  usePageTitle(words.title);
  const { token } = useParams();
  const press = useMutation({ mutationFn: () => api.post(path, { token }) });
  return (
    <AuthLayout title={words.title} text={words.text} footer={<Link to="/home">{t('continue')}</Link>}>
      <div className="cz-stack">
        <FormErrors error={press.error} />
        {press.isSuccess ? (
          <Banner boxed intent="success">
            {words.done}
          </Banner>
        ) : (
          <Button intent="primary" size="large" fill loading={press.isPending} text={words.press} onClick={() => press.mutate()} />
        )}
      </div>
    </AuthLayout>
  );
}

export function ConfirmEmailPage() {
  const { t } = useTranslation('auth');
  const words = { title: t('newEmail.title'), text: t('newEmail.text'), press: t('newEmail.press'), done: t('newEmail.done') };
  return <PressPage path="/v1/email-change/confirm" words={words} />;
}

export function UndoEmailPage() {
  const { t } = useTranslation('auth');
  const words = { title: t('undoEmail.title'), text: t('undoEmail.text'), press: t('undoEmail.press'), done: t('undoEmail.done') };
  return <PressPage path="/v1/email-change/undo" words={words} />;
}
