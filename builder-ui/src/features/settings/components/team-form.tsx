import { Button, Checkbox } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Team } from '../../../../../api/contracts/teams.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { UserSelect } from '../../records/user-select.tsx';
import { HoursSection } from '../../calendars/components/hours-section.tsx';
import { useColleagues } from '../../records/users.ts';
import '../settings.css';

/** Name, manager and members of a team, new or known. */
export function TeamForm({ team, onDone }: { team?: Team; onDone: () => void }) {
  const { t } = useTranslation(['settings', 'calendars']);
  const { can } = useSession();
  const client = useQueryClient();
  const colleagues = useColleagues();
  const [name, setName] = useState(team?.name ?? '');
  const [manager, setManager] = useState<string | null>(team?.managerUserId ?? null);
  const [members, setMembers] = useState<ReadonlySet<string>>(new Set(team?.memberIds));
  const [archiving, setArchiving] = useState(false);
  const done = () => {
    void client.invalidateQueries({ queryKey: ['teams'] });
    void client.invalidateQueries({ queryKey: ['users'] });
    void toast(t('saved'), 'success');
    onDone();
  };
  const save = useMutation({
    mutationFn: async () => {
      const body = { name: name.trim(), managerUserId: manager, memberIds: [...members] };
      if (team) await api.patch(`/v1/teams/${team.id}`, body, etagOf(team.version));
      else await api.post('/v1/teams', body);
    },
    onSuccess: done,
  });
  const archive = useMutation({
    mutationFn: () => api.post(`/v1/teams/${team?.id}/archive`, {}, { ifMatch: etagOf(team?.version ?? 0) }),
    onSuccess: done,
    onError: () => setArchiving(false),
  });
  const readOnly = !can('teams.write');
  const toggle = (id: string) => {
    const next = new Set(members);
    if (!next.delete(id)) next.add(id);
    setMembers(next);
  };
  const error = (pointer: string) => (isProblem(save.error) ? save.error.fieldError(pointer) : undefined);
  return (
    <div className="cz-stack">
      <form
        className="cz-stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <FormErrors error={save.error ?? archive.error} />
        <TextField label={t('teams.name')} value={name} onChange={setName} error={error('/name')} readOnly={readOnly} required />
        <UserSelect label={t('teams.manager')} value={manager} onChange={setManager} error={error('/managerUserId')} />
        <fieldset className="cz-fieldset">
          <legend>{t('teams.members')}</legend>
          {colleagues.map((user) => (
            <Checkbox key={user.id} checked={members.has(user.id)} disabled={readOnly} label={user.name} onChange={() => toggle(user.id)} />
          ))}
        </fieldset>
        {!readOnly && (
          <div className="cz-row">
            <Button type="submit" intent="primary" loading={save.isPending} text={t(team ? 'save' : 'teams.create')} />
            <span className="cz-spacer" />
            {team && <Button intent="danger" variant="minimal" text={t('teams.archive')} onClick={() => setArchiving(true)} />}
          </div>
        )}
        <ConfirmDialog
          isOpen={archiving}
          title={t('teams.archiveTitle', { name: team?.name ?? '' })}
          verb={t('teams.archive')}
          busy={archive.isPending}
          onConfirm={() => archive.mutate()}
          onClose={() => setArchiving(false)}
        >
          {t('teams.archiveText')}
        </ConfirmDialog>
      </form>
      {team && (
        <section className="cz-stack" aria-label={t('calendars:hours')}>
          <h3 className="cz-label">{t('calendars:hours')}</h3>
          <HoursSection of={{ kind: 'team', id: team.id }} readOnly={!can('calendars.write')} />
        </section>
      )}
    </div>
  );
}
