import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../../../api/contracts/contacts.ts';
import { FormErrors } from '../../components/form-errors.tsx';
import { TextField } from '../../components/text-field.tsx';
import { api } from '../../lib/api/fetch-json.ts';
import { isProblem } from '../../lib/api/problem.ts';

interface VerifyChannelProps {
  readonly contact: Contact;
  readonly channel: Contact['channels'][number];
  readonly onDone: () => void;
}

/** The code that was sent to the contact, as they tell it. */
export function VerifyChannel({ contact, channel, onDone }: VerifyChannelProps) {
  const { t } = useTranslation('contacts');
  const client = useQueryClient();
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () => api.post<Contact>(`/v1/contacts/${contact.id}/channels/${channel.id}/verify/confirm`, { code: code.trim() }),
    onSuccess: (data) => {
      client.setQueryData(['contacts', contact.id], data);
      void client.invalidateQueries({ queryKey: ['timeline', 'contacts', contact.id] });
      onDone();
    },
  });
  return (
    <form
      className="cz-stack"
      aria-label={t('channels.verify')}
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate();
      }}
    >
      <FormErrors error={confirm.error} />
      <p className="cz-meta">{t('channels.codeSent', { value: channel.value })}</p>
      <TextField
        label={t('channels.code')}
        value={code}
        onChange={setCode}
        inputMode="numeric"
        autoComplete="off"
        maxLength={20}
        error={isProblem(confirm.error) ? confirm.error.fieldError('/code') : undefined}
        required
      />
      <div className="cz-row">
        <Button type="submit" size="small" intent="primary" loading={confirm.isPending} text={t('channels.confirm')} />
        <Button size="small" variant="minimal" text={t('channels.notNow')} onClick={onDone} />
      </div>
    </form>
  );
}
