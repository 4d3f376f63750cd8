import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { z } from 'zod';
import type { resetPassword, User } from '../../../../../api/contracts/users.ts';
import { Banner } from '../../../components/banner.tsx';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { Absences } from '../../calendars/components/absences.tsx';
import { HoursSection } from '../../calendars/components/hours-section.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { PasswordOnce } from './password-once.tsx';
import { RoleChoice } from './role-choice.tsx';
import '../settings.css';

/** One user: name and roles, and the doors in and out. */
export function UserDetails({ user }: { user: User }) {
  const { t } = useTranslation(['settings', 'calendars']);
  const { can, me } = useSession();
  const formats = useFormats();
  const client = useQueryClient();
  const [name, setName] = useState(user.name);
  const [roles, setRoles] = useState<string[]>([...user.roles]);
  const [asked, setAsked] = useState<'deactivate' | 'reset' | undefined>();
  const refresh = () => void client.invalidateQueries({ queryKey: ['users'] });
  const ifMatch = etagOf(user.version);
  const save = useMutation({
    mutationFn: () => api.patch<User>(`/v1/users/${user.id}`, { name: name.trim(), roles }, ifMatch),
    onSuccess: () => {
      void toast(t('saved'), 'success');
      refresh();
    },
  });
  const door = useMutation({
    mutationFn: () => api.post<User>(`/v1/users/${user.id}/reactivate`, {}, { ifMatch }),
    onSuccess: () => {
      void toast(t('users.reactivated', { name: user.name }), 'success');
      setAsked(undefined);
      refresh();
    },
    onError: () => setAsked(undefined),
  });
  const reset = useMutation({
    mutationFn: () => api.post<z.infer<typeof resetPassword.response>>(`/v1/users/${user.id}/reset-password`, {}),
    onSettled: () => setAsked(undefined),
    onSuccess: refresh,
  });
  const factor = useMutation({
    mutationFn: () => api.post(`/v1/users/${user.id}/reset-two-factor`),
    onSuccess: () => void toast(t('users.factorReset', { name: user.name }), 'success'),
  });
  const readOnly = !can('users.write');
  const self = user.id === me.user.id;
  const changed = name.trim() !== user.name || [...roles].sort().join() !== [...user.roles].sort().join();
  return (
    <div className="cz-stack">
      <div className="cz-row cz-row-wrap">
        <StatusChip of="user" value={user.status} />
        <span>{user.email}</span>
      </div>
      <FormErrors error={save.error ?? door.error ?? reset.error ?? factor.error} />
      {user.lockedUntil && new Date(user.lockedUntil) > new Date() && (
        <Banner boxed intent="warning">
          {t('users.locked', { when: formats.dateTime(user.lockedUntil) })}
        </Banner>
      )}
      {reset.data?.initialPassword && <PasswordOnce password={reset.data.initialPassword} />}
      <form
        className="cz-stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextField label={t('users.name')} value={name} onChange={setName} readOnly={readOnly} required />
        <RoleChoice value={roles} onChange={setRoles} readOnly={readOnly} />
        {!readOnly && (
          <div>
            <Button type="submit" intent="primary" disabled={!changed || roles.length === 0} loading={save.isPending} text={t('save')} />
          </div>
        )}
      </form>
      <dl className="cz-pairs">
        <dt>{t('users.teams')}</dt>
        <dd>{user.teams.map((team) => team.name).join(', ') || t('none')}</dd>
        <dt>{t('users.lastSignIn')}</dt>
        <dd>{user.lastSignInAt ? formats.dateTime(user.lastSignInAt) : t('users.never')}</dd>
        <dt>{t('users.since')}</dt>
        <dd>{formats.date(user.createdAt)}</dd>
      </dl>
      {can('calendars.write') && user.status !== 'deactivated' && (
        <>
          <section className="cz-stack" aria-label={t('calendars:hours')}>
            <h3 className="cz-label">{t('calendars:hours')}</h3>
            <HoursSection of={{ kind: 'user', id: user.id }} />
          </section>
          <section className="cz-stack" aria-label={t('calendars:absences')}>
            <h3 className="cz-label">{t('calendars:absences')}</h3>
            <Absences of={{ kind: 'user', id: user.id }} />
          </section>
        </>
      )}
      {can('audit.read') && (
        <Link className="cz-dense" to={`/settings/audit?record=${user.id}`}>
          {t('audit.open')}
        </Link>
      )}
      {!readOnly && !self && (
        <div className="cz-row cz-row-wrap">
          {user.status === 'invited' ? (
            <span className="cz-muted">{t('users.invitedText')}</span>
          ) : user.status === 'deactivated' ? (
            <Button text={t('users.reactivate')} loading={door.isPending} onClick={() => door.mutate()} />
          ) : (
            <>
              <Button text={t('users.reset')} onClick={() => setAsked('reset')} />
              <Button text={t('users.resetFactor')} loading={factor.isPending} onClick={() => factor.mutate()} />
              <Button intent="danger" variant="minimal" text={t('users.deactivate')} onClick={() => setAsked('deactivate')} />
            </>
          )}
        </div>
      )}
      <LeaveDialog
        user={user}
        isOpen={asked === 'deactivate'}
        onDone={() => {
          void toast(t('users.deactivated', { name: user.name }), 'success');
          setAsked(undefined);
          refresh();
        }}
        onClose={() => setAsked(undefined)}
      />
      <ConfirmDialog
        isOpen={asked === 'reset'}
        intent="primary"
        title={t('users.resetTitle', { name: user.name })}
        verb={t('users.reset')}
        busy={reset.isPending}
        onConfirm={() => reset.mutate()}
        onClose={() => setAsked(undefined)}
      >
        {t('users.resetText')}
      </ConfirmDialog>
    </div>
  );
}
