import { Button, Switch } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { createUser } from '../../../../../api/contracts/users.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { PasswordOnce } from './password-once.tsx';
import { RoleChoice } from './role-choice.tsx';
import '../settings.css';

type Created = z.infer<typeof createUser.response>;

/** A new colleague: invited by mail, or made with a first password that is shown once, to be handed over. */
export function NewUserForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const id = useId();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [byMail, setByMail] = useState(true);
  const [roles, setRoles] = useState<string[]>(['rep']);
  const create = useMutation({
    mutationFn: async (): Promise<{ name: string; initialPassword: string | null; invited: boolean }> => {
      const body = { name: name.trim(), email: email.trim(), roles };
      if (byMail) {
        await api.post('/v1/invitations', body);
        return { name: body.name, initialPassword: null, invited: true };
      }
      return { ...(await api.post<Created>('/v1/users', body)), invited: false };
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['users'] });
      void client.invalidateQueries({ queryKey: ['invitations'] });
    },
  });
  if (create.data) {
    return (
      <div className="cz-stack">
        <p>{t(create.data.invited ? 'invite.done' : 'users.created', { name: create.data.name })}</p>
        {create.data.initialPassword && <PasswordOnce password={create.data.initialPassword} />}
        <div>
          <Button intent="primary" text={t('done')} onClick={onClose} />
        </div>
      </div>
    );
  }
  const error = (pointer: string) => (isProblem(create.error) ? create.error.fieldError(pointer) : undefined);
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <FormErrors error={create.error} ids={{ '/name': `${id}-name`, '/email': `${id}-email` }} />
      <TextField id={`${id}-name`} label={t('users.name')} value={name} onChange={setName} error={error('/name')} required autoFocus />
      <TextField
        id={`${id}-email`}
        label={t('users.email')}
        type="email"
        value={email}
        onChange={setEmail}
        error={error('/email')}
        required
      />
      <Switch checked={byMail} label={t('invite.byMail')} onChange={() => setByMail(!byMail)} />
      <RoleChoice value={roles} onChange={setRoles} error={error('/roles')} />
      <div className="cz-row">
        <Button
          type="submit"
          intent="primary"
          loading={create.isPending}
          disabled={roles.length === 0}
          text={t(byMail ? 'invite.send' : 'users.create')}
        />
        <Button variant="minimal" text={t('cancel')} onClick={onClose} />
      </div>
    </form>
  );
}
