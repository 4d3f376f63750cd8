import { Button, Switch } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { listMySessions } from '../../../../../api/contracts/identity.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { changePreferences, type Density, type Language, type Theme, usePreferences } from '../../../lib/preferences.ts';
import { meKey, useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { PasswordField } from '../../auth/sign-in-form.tsx';
import { Absences } from '../../calendars/components/absences.tsx';
import { HoursSection } from '../../calendars/components/hours-section.tsx';
import { EmailForm } from '../components/email-form.tsx';
import { PhoneSection } from '../components/phone-section.tsx';
import { SecuritySection } from '../components/security-section.tsx';
import { deviceName } from '../device-name.ts';
import '../settings.css';

export function MePage() {
  const { t } = useTranslation(['settings', 'calendars']);
  usePageTitle(t('me.title'));
  return (
    <div className="cz-page cz-reading">
      <header className="cz-page-head">
        <h1>{t('me.title')}</h1>
      </header>
      <Profile />
      <Section title={t('calendars:hours')}>
        <HoursSection of={{ kind: 'me' }} />
      </Section>
      <Section title={t('calendars:absences')}>
        <Absences of={{ kind: 'me' }} />
      </Section>
      <Appearance />
      <Section title={t('email.title')}>
        <EmailForm />
      </Section>
      <Password />
      <Section title={t('security.title')}>
        <SecuritySection />
      </Section>
      <Section title={t('phone.title')}>
        <PhoneSection />
      </Section>
      <Sessions />
    </div>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="cz-panel" aria-label={title}>
      <div className="cz-panel-head">
        <h2 className="cz-label">{title}</h2>
      </div>
      <div className="cz-panel-body">{children}</div>
    </section>
  );
}

const timeZones = Intl.supportedValuesOf('timeZone');

function Profile() {
  const { t } = useTranslation('settings');
  const { me } = useSession();
  const client = useQueryClient();
  const [name, setName] = useState(me.user.name);
  const [timezone, setTimezone] = useState(me.user.timeZone ?? '');
  const save = useMutation({
    mutationFn: () => api.patch('/v1/me', { name: name.trim(), timezone: timezone || null }, etagOf(me.user.version)),
    onSuccess: () => {
      void toast(t('saved'), 'success');
      void client.invalidateQueries({ queryKey: meKey });
    },
  });
  return (
    <Section title={t('me.profile')}>
      <form
        className="cz-stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <FormErrors error={save.error} />
        <div className="cz-form" data-columns="2">
          <TextField label={t('users.name')} value={name} onChange={setName} autoComplete="name" required />
          <TextField label={t('users.email')} value={me.user.email} onChange={() => undefined} readOnly />
          <SelectField
            label={t('me.timeZone')}
            hint={t('me.timeZoneHint', { zone: me.tenant.timeZone })}
            value={timezone}
            onChange={setTimezone}
            choices={[{ value: '', label: t('me.asBrowser') }, ...timeZones.map((value) => ({ value, label: value }))]}
          />
        </div>
        <div>
          <Button type="submit" intent="primary" loading={save.isPending} text={t('save')} />
        </div>
      </form>
    </Section>
  );
}

const themes: readonly Theme[] = ['system', 'light', 'dark', 'contrast'];
const densities: readonly Density[] = ['dense', 'comfortable'];
const languages: readonly { value: Language; label: string }[] = [
  { value: 'en', label: 'English' },
  { value: 'ar', label: 'العربية' },
];

function Appearance() {
  const { t } = useTranslation(['settings', 'app']);
  const preferences = usePreferences();
  return (
    <Section title={t('settings:me.appearance')}>
      <div className="cz-form" data-columns="2">
        <SelectField
          label={t('app:user.theme')}
          value={preferences.theme}
          choices={themes.map((value) => ({ value, label: t(`app:user.themes.${value}`) }))}
          onChange={(theme) => changePreferences({ theme })}
        />
        <SelectField
          label={t('app:user.density')}
          value={preferences.density}
          choices={densities.map((value) => ({ value, label: t(`app:user.densities.${value}`) }))}
          onChange={(density) => changePreferences({ density })}
        />
        <SelectField
          label={t('app:user.language')}
          value={preferences.language}
          choices={languages}
          onChange={(language) => void i18next.changeLanguage(language).then(() => changePreferences({ language }))}
        />
        <Switch
          className="cz-wide"
          checked={preferences.singleKeys}
          label={t('settings:me.singleKeys')}
          onChange={() => changePreferences({ singleKeys: !preferences.singleKeys })}
        />
      </div>
    </Section>
  );
}

function Password() {
  const { t } = useTranslation('settings');
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => api.post('/v1/me/password', { current, next }),
    onSuccess: () => {
      setCurrent('');
      setNext('');
      void toast(t('me.passwordChanged'), 'success');
    },
  });
  const error = (pointer: string) => (isProblem(change.error) ? change.error.fieldError(pointer) : undefined);
  return (
    <Section title={t('me.password')}>
      <form
        className="cz-stack"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <FormErrors error={change.error} />
        <div className="cz-form" data-columns="2">
          <PasswordField
            label={t('me.current')}
            value={current}
            onChange={setCurrent}
            autoComplete="current-password"
            error={error('/current')}
          />
          <PasswordField label={t('me.next')} value={next} onChange={setNext} autoComplete="new-password" error={error('/next')} />
        </div>
        <div>
          <Button type="submit" loading={change.isPending} disabled={current === '' || next === ''} text={t('me.change')} />
        </div>
      </form>
    </Section>
  );
}

function Sessions() {
  const { t } = useTranslation('settings');
  const formats = useFormats();
  const client = useQueryClient();
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => api.get<z.infer<typeof listMySessions.response>>('/v1/me/sessions', undefined, signal),
  });
  const end = useMutation({
    mutationFn: (id: string) => api.delete(`/v1/me/sessions/${id}`),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['sessions'] }),
  });
  const others = useMutation({
    mutationFn: () => api.post('/v1/me/sessions/revoke-others'),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['sessions'] }),
  });
  return (
    <Section title={t('me.sessions')}>
      <FormErrors error={sessions.error ?? end.error ?? others.error} />
      <ul className="cz-sessions">
        {sessions.data?.items.map((session) => (
          <li key={session.id}>
            <div className="cz-spacer">
              <p className="cz-dense">{deviceName(session.userAgent) ?? t('me.unknownDevice')}</p>
              <p className="cz-meta">
                {[session.ip, t('me.lastSeen', { when: formats.relative(session.lastSeenAt) })].filter(Boolean).join(', ')}
              </p>
            </div>
            {session.current ? (
              <span className="cz-meta">{t('me.thisOne')}</span>
            ) : (
              <Button size="small" text={t('me.end')} onClick={() => end.mutate(session.id)} />
            )}
          </li>
        ))}
      </ul>
      {(sessions.data?.items.length ?? 0) > 1 && (
        <Button size="small" loading={others.isPending} text={t('me.endOthers')} onClick={() => others.mutate()} />
      )}
    </Section>
  );
}
