import { Button, FormGroup, InputGroup } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type * as contract from '../../../../../api/contracts/liveness.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { toast } from '../../../components/toaster.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { operationKeys } from '../../operations/api/operations-api.ts';
import type { Automation } from '../api/automations-api.ts';

type Answer = z.infer<typeof contract.getLiveness.response>;

/** After how many hours without a match somebody is told, with a way to change it. */
export function Silence({ automation }: { automation: Automation }) {
  const { t } = useTranslation('automations');
  const { can } = useSession();
  const liveness = useQuery({
    queryKey: [...operationKeys.all, 'liveness'],
    queryFn: ({ signal }) => api.get<Answer>('/v1/liveness', undefined, signal),
    enabled: can('runs.read'),
  });
  const [asking, setAsking] = useState(false);
  const line = liveness.data?.items.find((one) => one.automation.id === automation.id);
  if (line === undefined) return null;
  const { silentAfterHours: set, expectedEveryHours: usual } = line;
  return (
    <>
      <dt>{t('silence.label')}</dt>
      <dd>
        {set !== null ? t('silence.hours', { count: set }) : usual !== null ? t('silence.usualIs', { count: usual }) : t('silence.usual')}{' '}
        {can('automations.write') && <Button size="small" variant="minimal" text={t('silence.change')} onClick={() => setAsking(true)} />}
        {asking && <SilenceDialog id={automation.id} set={set} onClose={() => setAsking(false)} />}
      </dd>
    </>
  );
}

function SilenceDialog({ id, set, onClose }: { id: string; set: number | null; onClose: () => void }) {
  const { t } = useTranslation('automations');
  const client = useQueryClient();
  const fieldId = useId();
  const [hours, setHours] = useState(set === null ? '' : String(set));
  const wrong = hours.trim() !== '' && !(/^\d{1,4}$/.test(hours.trim()) && Number(hours) >= 1 && Number(hours) <= 8_760);
  const save = useMutation({
    mutationFn: () => api.put(`/v1/automations/${id}/alerts`, { silentAfterHours: hours.trim() === '' ? null : Number(hours) }),
    onSuccess: async () => {
      onClose();
      void toast(t('silence.saved'), 'success');
      await client.invalidateQueries({ queryKey: operationKeys.all });
    },
  });
  return (
    <ConfirmDialog
      isOpen
      intent="primary"
      title={t('silence.title')}
      verb={t('silence.save')}
      busy={save.isPending || wrong}
      onConfirm={() => save.mutate()}
      onClose={onClose}
    >
      <p>{t('silence.text')}</p>
      <FormErrors error={save.error} />
      <FormGroup label={t('silence.field')} labelFor={fieldId} helperText={t('silence.empty')} intent={wrong ? 'danger' : 'none'}>
        <InputGroup id={fieldId} inputMode="numeric" maxLength={4} aria-invalid={wrong} value={hours} onValueChange={setHours} />
      </FormGroup>
    </ConfirmDialog>
  );
}
