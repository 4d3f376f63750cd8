import { Button } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Invitation } from '../../../../../api/contracts/access.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, type Page } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';

/** Who was invited and has not come yet; absent when there is nobody. */
export function InvitationsList() {
  const { t } = useTranslation('settings');
  const { can } = useSession();
  const formats = useFormats();
  const client = useQueryClient();
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ['invitations'] });
    void client.invalidateQueries({ queryKey: ['users'] });
  };
  const invitations = useQuery({
    queryKey: ['invitations'],
    queryFn: ({ signal }) => api.get<Page<Invitation>>('/v1/invitations', { limit: 200 }, signal),
  });
  const resend = useMutation({
    mutationFn: (id: string) => api.post(`/v1/invitations/${id}/resend`),
    onSuccess: () => {
      void toast(t('invite.sent'), 'success');
      refresh();
    },
  });
  const revoke = useMutation({ mutationFn: (id: string) => api.delete(`/v1/invitations/${id}`), onSuccess: refresh });
  const items = invitations.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="cz-panel" aria-label={t('invite.waiting')}>
      <div className="cz-panel-head">
        <h2 className="cz-label">{t('invite.waiting')}</h2>
      </div>
      <div className="cz-panel-body">
        <FormErrors error={resend.error ?? revoke.error} />
        <ul className="cz-sessions">
          {items.map((one) => (
            <li key={one.id}>
              <div className="cz-spacer">
                <p className="cz-dense">
                  {one.user.name}, {one.email}
                </p>
                <p className="cz-meta">
                  {t(new Date(one.expiresAt) < new Date() ? 'invite.lapsed' : 'invite.sentAt', {
                    when: formats.relative(one.sentAt),
                    count: one.timesSent,
                  })}
                </p>
              </div>
              {can('users.write') && (
                <>
                  <Button
                    size="small"
                    text={t('invite.again')}
                    aria-label={`${t('invite.again')}: ${one.email}`}
                    onClick={() => resend.mutate(one.id)}
                  />
                  <Button
                    size="small"
                    variant="minimal"
                    intent="danger"
                    text={t('invite.revoke')}
                    aria-label={`${t('invite.revoke')}: ${one.email}`}
                    onClick={() => revoke.mutate(one.id)}
                  />
                </>
              )}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
