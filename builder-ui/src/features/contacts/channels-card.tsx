import { Button, Menu, MenuDivider, MenuItem, PopoverNext, Tag } from '@blueprintjs/core';
import { More, Plus } from '@blueprintjs/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { channelKinds, consents, type Contact } from '../../../../api/contracts/contacts.ts';
import { FormErrors } from '../../components/form-errors.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { api, etagOf } from '../../lib/api/fetch-json.ts';
import { useFormats } from '../../lib/use-formats.ts';
import { VerifyChannel } from './verify-channel.tsx';
import { Card } from '../records/cards/card.tsx';

type Channel = Contact['channels'][number];
type Kind = Channel['kind'];

/** Every way to reach a contact, with what they agreed to; one of each kind is the primary one. */
export function ChannelsCard({ contact, readOnly }: { contact: Contact; readOnly: boolean }) {
  const { t } = useTranslation('contacts');
  const formats = useFormats();
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const change = useMutation({
    mutationFn: (body: object) => api.patch<Contact>(`/v1/contacts/${contact.id}`, body, etagOf(contact.version)),
    onSuccess: ({ data }) => {
      client.setQueryData(['contacts', contact.id], data);
      void client.invalidateQueries({ queryKey: ['timeline', 'contacts', contact.id] });
      setAdding(false);
    },
    onError: () => void client.invalidateQueries({ queryKey: ['contacts', contact.id] }),
  });
  const [verifying, setVerifying] = useState<Channel | undefined>();
  const start = useMutation({
    mutationFn: (channel: Channel) => api.post(`/v1/contacts/${contact.id}/channels/${channel.id}/verify/start`, {}),
    onSuccess: (_answer, channel) => setVerifying(channel),
  });
  const further = contact.channels.filter((one) => !one.isPrimary).map(inputOf);
  const others = (channel: Channel) => further.filter((one) => one.kind !== channel.kind || one.value !== channel.value);
  const makePrimary = (channel: Channel) => {
    const before = contact.channels.filter((one) => one.isPrimary && one.kind === channel.kind).map(inputOf);
    change.mutate({ [channel.kind === 'email' ? 'email' : 'phone']: channel.value, channels: [...others(channel), ...before] });
  };
  return (
    <Card
      title={t('channels.title')}
      count={contact.channels.length}
      action={
        !readOnly && <Button size="small" variant="minimal" icon={<Plus />} text={t('channels.add')} onClick={() => setAdding(true)} />
      }
    >
      <ul>
        {contact.channels.map((channel) => (
          <li key={`${channel.kind}${channel.value}`} className="cz-card-row">
            <span className="cz-row">
              <span className="cz-truncate">{channel.value}</span>
              {channel.isPrimary && <Tag minimal>{t('channels.primary')}</Tag>}
              {channel.verifiedAt && (
                <Tag minimal intent="success">
                  {t('channels.verified')}
                </Tag>
              )}
              <span className="cz-spacer" />
              {!readOnly && (
                <PopoverNext
                  placement="bottom-end"
                  arrow={false}
                  content={
                    <Menu>
                      {consents.map((consent) => (
                        <MenuItem
                          key={consent}
                          text={t(`channels.consent.${consent}`)}
                          selected={channel.consent === consent}
                          onClick={() => change.mutate({ channels: [...others(channel), { ...inputOf(channel), consent }] })}
                        />
                      ))}
                      {isNumber(channel) && !channel.verifiedAt && <MenuDivider />}
                      {isNumber(channel) && !channel.verifiedAt && (
                        <MenuItem text={t('channels.verify')} onClick={() => start.mutate(channel)} />
                      )}
                      {!channel.isPrimary && <MenuDivider />}
                      {!channel.isPrimary && (channel.kind === 'email' || channel.kind === 'phone') && (
                        <MenuItem text={t('channels.makePrimary')} onClick={() => makePrimary(channel)} />
                      )}
                      {!channel.isPrimary && (
                        <MenuItem text={t('channels.remove')} onClick={() => change.mutate({ channels: others(channel) })} />
                      )}
                    </Menu>
                  }
                >
                  <Button size="small" variant="minimal" icon={<More />} aria-label={t('channels.actions', { value: channel.value })} />
                </PopoverNext>
              )}
            </span>
            <span className="cz-meta">
              {[
                channel.label ?? t(`channel.${channel.kind}`),
                t(`channels.consent.${channel.consent}`),
                channel.consentSource,
                channel.consentAt && t('channels.since', { when: formats.date(channel.consentAt) }),
              ]
                .filter(Boolean)
                .join(', ')}
            </span>
          </li>
        ))}
      </ul>
      <FormErrors error={change.error ?? start.error} />
      {verifying && <VerifyChannel key={verifying.id} contact={contact} channel={verifying} onDone={() => setVerifying(undefined)} />}
      {adding && (
        <NewChannel
          busy={change.isPending}
          onAdd={(channel) => change.mutate({ channels: [...further, channel] })}
          onCancel={() => setAdding(false)}
        />
      )}
    </Card>
  );
}

function isNumber({ kind }: Channel): boolean {
  return kind === 'phone' || kind === 'whatsapp';
}

/** Consent is left out: it stays as it is with the address. */
function inputOf(channel: Channel) {
  return { kind: channel.kind, value: channel.value, label: channel.label };
}

interface NewChannelProps {
  readonly busy: boolean;
  readonly onAdd: (channel: { kind: Kind; value: string; label: string | null }) => void;
  readonly onCancel: () => void;
}

function NewChannel({ busy, onAdd, onCancel }: NewChannelProps) {
  const { t } = useTranslation('contacts');
  const [kind, setKind] = useState<Kind>('email');
  const [value, setValue] = useState('');
  const [label, setLabel] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAdd({ kind, value: value.trim(), label: label.trim() || null });
  };
  return (
    <form className="cz-panel-body cz-stack" onSubmit={submit}>
      <SelectField
        label={t('channels.kind')}
        value={kind}
        choices={channelKinds.map((one) => ({ value: one, label: t(`channel.${one}`) }))}
        onChange={setKind}
      />
      <TextField autoFocus required label={t('channels.value')} value={value} onChange={setValue} />
      <TextField label={t('channels.label')} value={label} onChange={setLabel} />
      <div className="cz-row">
        <Button type="submit" intent="primary" loading={busy} disabled={value.trim() === ''} text={t('channels.save')} />
        <Button variant="minimal" text={t('channels.cancel')} onClick={onCancel} />
      </div>
    </form>
  );
}
