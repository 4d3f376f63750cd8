import { Button, Checkbox } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Team } from '../../../../../api/contracts/teams.ts';
import { ChangedMeanwhile } from '../../../components/changed-meanwhile.tsx';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { type Stand, useConflict } from '../../../lib/api/use-conflict.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { UserSelect } from '../../records/user-select.tsx';
import { HoursSection } from '../../calendars/components/hours-section.tsx';
import { useColleagues, useUserName } from '../../records/users.ts';
import '../settings.css';

interface TeamDraft {
  readonly name: string;
  readonly managerUserId: string | null;
  readonly memberIds: readonly string[];
}

/** Name, manager and members of a team, new or known. */
export function TeamForm({ team, onDone }: { team?: Team; onDone: () => void }) {
  const { t } = useTranslation(['settings', 'calendars']);
  const { can } = useSession();
  const client = useQueryClient();
  const colleagues = useColleagues();
  const userName = useUserName();
  const [draft, setDraft] = useState<TeamDraft>(() => (team ? standOf(team).draft : blank));
  const set = (change: Partial<TeamDraft>) => setDraft({ ...draft, ...change });
  const conflict = useConflict({
    start: team && standOf(team),
    read: async () => standOf(await api.get<Team>(`/v1/teams/${team?.id}`)),
  });
  const [archiving, setArchiving] = useState(false);
  const done = () => {
    void client.invalidateQueries({ queryKey: ['teams'] });
    void client.invalidateQueries({ queryKey: ['users'] });
    void toast(t('saved'), 'success');
    onDone();
  };
  const save = useMutation({
    mutationFn: async (version: number) => {
      const body = { ...draft, name: draft.name.trim() };
      if (team) await api.patch(`/v1/teams/${team.id}`, body, etagOf(version));
      else await api.post('/v1/teams', body);
    },
    onSuccess: done,
    onError: conflict.onError,
  });
  const archive = useMutation({
    mutationFn: () => api.post(`/v1/teams/${team?.id}/archive`, {}, { ifMatch: etagOf(team?.version ?? 0) }),
    onSuccess: done,
    onError: () => setArchiving(false),
  });
  const readOnly = !can('teams.write');
  const toggle = (id: string) => {
    const next = new Set(draft.memberIds);
    if (!next.delete(id)) next.add(id);
    set({ memberIds: [...next].sort() });
  };
  const error = (pointer: string) => (isProblem(save.error) ? save.error.fieldError(pointer) : undefined);
  return (
    <div className="cz-stack">
      <form
        className="cz-stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(conflict.version);
        }}
      >
        <ChangedMeanwhile
          conflict={conflict}
          draft={draft}
          onDraft={setDraft}
          onKeepMine={save.mutate}
          fields={{
            name: { label: t('teams.name') },
            managerUserId: { label: t('teams.manager'), show: ({ managerUserId }) => userName(managerUserId) ?? '' },
            memberIds: { label: t('teams.members'), show: ({ memberIds }) => memberIds.map((id) => userName(id) ?? id).join(', ') },
          }}
        />
        <FormErrors error={conflict.left(save.error) ?? archive.error} />
        <TextField
          label={t('teams.name')}
          value={draft.name}
          onChange={(name) => set({ name })}
          error={error('/name')}
          readOnly={readOnly}
          required
        />
        <UserSelect
          label={t('teams.manager')}
          value={draft.managerUserId}
          onChange={(managerUserId) => set({ managerUserId })}
          error={error('/managerUserId')}
        />
        <fieldset className="cz-fieldset">
          <legend>{t('teams.members')}</legend>
          {colleagues.map((user) => (
            <Checkbox
              key={user.id}
              checked={draft.memberIds.includes(user.id)}
              disabled={readOnly}
              label={user.name}
              onChange={() => toggle(user.id)}
            />
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

const blank: TeamDraft = { name: '', managerUserId: null, memberIds: [] };

function standOf({ version, name, managerUserId, memberIds }: Team): Stand<TeamDraft> {
  return { version, draft: { name, managerUserId, memberIds: [...memberIds].sort() } };
}
