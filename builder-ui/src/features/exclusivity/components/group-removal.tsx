import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ExclusivityGroup } from '../../../../../api/contracts/exclusivity.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { groupKeys, groupsApi } from '../api/exclusivity-api.ts';

/** Names who lives in the group before it is gone. */
export function GroupRemoval({ group, onGone, onClose }: { group: ExclusivityGroup; onGone: () => void; onClose: () => void }) {
  const { t } = useTranslation('exclusivity');
  const client = useQueryClient();
  const members = useQuery({ queryKey: groupKeys.members(group.id), queryFn: ({ signal }) => groupsApi.members(group.id, signal) });
  const items = members.data?.items ?? [];
  const live = items.filter((one) => one.live !== null);
  const drafts = items.filter((one) => one.draft !== null);
  const remove = useMutation({
    mutationFn: () => groupsApi.remove(group, live.length > 0),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: groupKeys.all });
      onGone();
    },
  });
  const names = (list: typeof items) => list.map((one) => one.name).join(', ');
  return (
    <ConfirmDialog
      isOpen
      title={t('deleteTitle', { name: group.name })}
      verb={t('delete')}
      busy={remove.isPending || members.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <FormErrors error={remove.error ?? members.error} />
      <p>{live.length === 0 ? t('deleteText') : t('deleteUsed', { names: names(live) })}</p>
      {drafts.length > 0 && <p>{t('deleteDrafts', { names: names(drafts) })}</p>}
    </ConfirmDialog>
  );
}
