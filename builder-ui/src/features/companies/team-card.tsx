import { Button, HTMLSelect } from '@blueprintjs/core';
import { Cross, Plus } from '@blueprintjs/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountTeam } from '../../../../api/contracts/account-team.ts';
import { accountRoles } from '../../../../domain/records/account-team.ts';
import { problemWords } from '../../components/problem-words.ts';
import { toast } from '../../components/toaster.ts';
import { api } from '../../lib/api/fetch-json.ts';
import { Card } from '../records/cards/card.tsx';
import { UserSelect } from '../records/user-select.tsx';

/** Who works on a company beside its owner. */
export function TeamCard({ companyId, readOnly }: { companyId: string; readOnly: boolean }) {
  const { t } = useTranslation(['companies', 'components']);
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const key = ['companies', companyId, 'team'];
  const path = `/v1/companies/${companyId}/team`;
  const team = useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<AccountTeam>(path, undefined, signal) });
  const change = useMutation({
    mutationFn: async ({ userId, role }: { userId: string; role: string | null }) =>
      role === null ? api.delete<AccountTeam>(`${path}/${userId}`) : (await api.put<AccountTeam>(`${path}/${userId}`, { role })).data,
    onSuccess: (data) => {
      client.setQueryData(key, data);
      void client.invalidateQueries({ queryKey: ['timeline'] });
      setAdding(false);
    },
    onError: (error) => {
      const words = problemWords(t, error);
      void toast(words.detail || words.title, 'danger');
    },
  });
  const items = team.data?.items ?? [];
  const roles = accountRoles.map((value) => ({ value, label: t(`companies:team.role.${value}`) }));
  return (
    <Card
      title={t('companies:team.title')}
      count={items.length}
      action={
        !readOnly && (
          <Button size="small" variant="minimal" icon={<Plus />} text={t('companies:team.add')} onClick={() => setAdding(!adding)} />
        )
      }
    >
      {team.isSuccess && items.length === 0 && !adding && <p className="cz-card-empty">{t('companies:team.none')}</p>}
      <ul>
        {items.map(({ user, role }) => (
          <li key={user.id} className="cz-card-row">
            <span className="cz-row">
              <span>{user.name}</span>
              <span className="cz-spacer" />
              <HTMLSelect
                minimal
                disabled={readOnly}
                aria-label={t('companies:team.roleOf', { name: user.name })}
                value={role}
                options={roles}
                onChange={(event) => change.mutate({ userId: user.id, role: event.target.value })}
              />
              {!readOnly && (
                <Button
                  size="small"
                  variant="minimal"
                  icon={<Cross size={12} />}
                  aria-label={t('companies:team.remove', { name: user.name })}
                  onClick={() => change.mutate({ userId: user.id, role: null })}
                />
              )}
            </span>
          </li>
        ))}
      </ul>
      {adding && (
        <div className="cz-panel-body">
          <UserSelect
            label={t('companies:team.add')}
            value={null}
            onChange={(userId) => userId !== null && change.mutate({ userId, role: 'other' })}
          />
        </div>
      )}
    </Card>
  );
}
