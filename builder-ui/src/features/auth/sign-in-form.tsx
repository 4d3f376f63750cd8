import { Button } from '@blueprintjs/core';
import { EyeOff, EyeOpen } from '@blueprintjs/icons';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormErrors } from '../../components/form-errors.tsx';
import { TextField } from '../../components/text-field.tsx';
import { isProblem, type ProblemError } from '../../lib/api/problem.ts';
import { SsoButtons } from './sso-buttons.tsx';
import { signIn } from '../../lib/session/sign-in.ts';

interface SignInFormProps {
  /** Of whom is known already. */
  readonly email?: string;
  /** Where to go after an identity provider has sent people back. */
  readonly next?: string;
  readonly onDone: () => void;
}

interface Asked {
  readonly workspace: boolean;
  readonly code: boolean;
  /** The telephone a code was sent to, as far as it is told; null: the code is the authenticator's. */
  readonly sent: string | null;
  readonly via: string;
}

/** Where a code went, when the answer says so. */
function sentBy(error: ProblemError): Partial<Asked> {
  const { to, via } = error.extra;
  return typeof to === 'string' && typeof via === 'string' ? { sent: to, via } : {};
}

export function SignInForm({ email: known = '', next = '/home', onDone }: SignInFormProps) {
  const { t } = useTranslation('auth');
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [workspace, setWorkspace] = useState('');
  const [code, setCode] = useState('');
  const [asked, setAsked] = useState<Asked>({ workspace: false, code: false, sent: null, via: '' });
  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: onDone,
    onError: (error) => {
      // The password was right; one thing more is needed, and nothing has to be typed again.
      const needsWorkspace = isProblem(error) && error.errors.some((item) => item.code === 'workspace_required');
      const needsCode = isProblem(error) && error.code.startsWith('AUTH_2FA');
      if (needsWorkspace) setAsked({ ...asked, workspace: true });
      else if (needsCode) setAsked({ ...asked, code: true, ...sentBy(error) });
      else setPassword('');
      setCode('');
    },
  });
  const [sent, via] = [asked.sent, asked.via];
  const quiet = isProblem(attempt.error) && attempt.error.code === 'AUTH_2FA_REQUIRED';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(code);
  };
  const send = (given: string) => {
    attempt.mutate({
      email: email.trim(),
      password,
      ...(workspace && { workspace: workspace.trim() }),
      ...(given && { code: given.trim() }),
    });
  };
  return (
    <form className="cz-stack" onSubmit={submit}>
      <FormErrors error={quiet ? null : attempt.error} />
      <TextField
        label={t('email')}
        type="email"
        autoComplete="username"
        value={email}
        onChange={setEmail}
        required
        autoFocus={known === ''}
        readOnly={known !== ''}
      />
      <PasswordField
        label={t('password')}
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        autoFocus={known !== ''}
      />
      {asked.workspace && (
        <TextField
          label={t('workspace')}
          hint={t('workspaceHint')}
          value={workspace}
          onChange={setWorkspace}
          autoComplete="organization"
          autoCapitalize="none"
          required
          autoFocus
        />
      )}
      {asked.code && (
        <TextField
          label={t('code')}
          hint={sent === null ? t('codeHint') : t('codeSent', { to: sent, context: via })}
          value={code}
          onChange={setCode}
          autoComplete="one-time-code"
          maxLength={20}
          required
          autoFocus
        />
      )}
      {sent !== null && <Button variant="minimal" text={t('codeAgain')} disabled={attempt.isPending} onClick={() => send('')} />}
      <Button type="submit" intent="primary" size="large" fill loading={attempt.isPending} text={t('signIn')} />
      <SsoButtons email={email} next={next} />
    </form>
  );
}

interface PasswordFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoComplete: 'current-password' | 'new-password';
  readonly autoFocus?: boolean;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly id?: string;
}

/** A password that can be looked at before it is sent. */
export function PasswordField({ label, value, onChange, autoComplete, autoFocus, hint, error, id }: PasswordFieldProps) {
  const { t } = useTranslation('auth');
  const [shown, setShown] = useState(false);
  return (
    <TextField
      label={label}
      id={id}
      type={shown ? 'text' : 'password'}
      autoComplete={autoComplete}
      autoFocus={autoFocus}
      value={value}
      onChange={onChange}
      hint={hint}
      error={error}
      required
      rightElement={
        <Button
          variant="minimal"
          icon={shown ? <EyeOff /> : <EyeOpen />}
          aria-label={t(shown ? 'hidePassword' : 'showPassword')}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
