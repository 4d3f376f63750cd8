import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkCounts, transferWork } from '../../../../../api/contracts/access.ts';
import type { z } from 'zod';
import type { User } from '../../../../../api/contracts/users.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { useTeams, useUsers } from '../people.ts';

const total = (counts: WorkCounts | undefined) => Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0);

/** Deactivates somebody: first the counts of what they would leave behind and who takes it, then the end of their sessions. */
export function LeaveDialog({ user, isOpen, onDone, onClose }: { user: User; isOpen: boolean; onDone: () => void; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const users = useUsers({ status: 'active' });
  const teams = useTeams();
  const [to, setTo] = useState('');
  const work = useQuery({
    queryKey: ['users', user.id, 'open-work'],
    queryFn: ({ signal }) => api.get<WorkCounts>(`/v1/users/${user.id}/open-work`, undefined, signal),
    enabled: isOpen,
  });
  const leave = useMutation({
    mutationFn: async () => {
      const [kind = '', id = ''] = to.split(':');
      // A part at a time: whatever stops it, what was moved stays moved and the rest is still there to be moved.
      for (let left = to === '' ? 0 : total(work.data); left > 0; ) {
        const answer = await api.post<z.infer<typeof transferWork.response>>(`/v1/users/${user.id}/transfer-work`, {
          to: kind === 'team' ? { teamId: id } : { userId: id },
        });
        left = answer.moved === 0 ? 0 : total(answer.remaining);
      }
      return api.post<User>(`/v1/users/${user.id}/deactivate`, {}, { ifMatch: etagOf(user.version) });
    },
    onSuccess: onDone,
  });
  const counts = work.data;
  const people = (users.data?.pages.flatMap((page) => page.items) ?? []).filter((one) => one.id !== user.id);
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={t('users.deactivateTitle', { name: user.name })}
      verb={t('users.deactivate')}
      busy={leave.isPending || work.isPending}
      onConfirm={() => leave.mutate()}
      onClose={onClose}
    >
      <div className="cz-stack">
        <p>{t('users.deactivateText')}</p>
        <FormErrors error={work.error ?? leave.error} />
        {counts && total(counts) > 0 && (
          <>
            <ul className="cz-list">
              {(['lead', 'deal', 'task', 'contact', 'company'] as const)
                .filter((kind) => counts[kind] > 0)
                .map((kind) => (
                  <li key={kind}>{t(`users.open.${kind}`, { count: counts[kind] })}</li>
                ))}
            </ul>
            <SelectField
              label={t('users.takes')}
              value={to}
              onChange={setTo}
              choices={[
                { value: '', label: t('users.takesNobody') },
                ...people.map((one) => ({ value: `user:${one.id}`, label: one.name })),
                ...(teams.data?.items ?? []).map((team) => ({
                  value: `team:${team.id}`,
                  label: t('users.takesTeam', { name: team.name }),
                })),
              ]}
            />
          </>
        )}
      </div>
    </ConfirmDialog>
  );
}
