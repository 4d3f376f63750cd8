import { Button } from '@blueprintjs/core';
import { EyeOff, EyeOpen } from '@blueprintjs/icons';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormErrors } from '../../components/form-errors.tsx';
import { TextField } from '../../components/text-field.tsx';
import { signIn } from '../../lib/session/sign-in.ts';

export function SignInForm({ email: known = '', onDone }: { email?: string; onDone: () => void }) {
  const { t } = useTranslation('auth');
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const attempt = useMutation({ mutationFn: signIn, onSuccess: onDone, onError: () => setPassword('') });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    attempt.mutate({ email: email.trim(), password });
  };
  return (
    <form className="cz-stack" onSubmit={submit}>
      <FormErrors error={attempt.error} />
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
      <Button type="submit" intent="primary" size="large" fill loading={attempt.isPending} text={t('signIn')} />
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
