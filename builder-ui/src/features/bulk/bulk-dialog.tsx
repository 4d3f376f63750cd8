import { Button, Dialog, DialogBody, DialogFooter, ProgressBar } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulkChange } from '../../../../api/contracts/bulk.ts';
import type { ListEntity } from '../../../../domain/records/list-entities.ts';
import { FormErrors } from '../../components/form-errors.tsx';
import { api, type Page } from '../../lib/api/fetch-json.ts';
import { useFormats } from '../../lib/use-formats.ts';
import { useInertRoot } from '../../lib/use-inert-root.ts';
import { BulkForm } from './bulk-form.tsx';
import { type BulkAction, type BulkKind, type BulkSelection, isWorking, useBulkChange } from './bulk.ts';

interface BulkDialogProps {
  readonly entity: ListEntity;
  readonly kind: BulkKind;
  readonly selection: BulkSelection;
  /** `changed`: records are different now. */
  readonly onClose: (changed: boolean) => void;
}

const plurals = { lead: 'leads', contact: 'contacts', company: 'companies', deal: 'deals', task: 'tasks' } as const;

/** What to do, what would happen, how far it is, and back again. */
export function BulkDialog({ entity, kind, selection, onClose }: BulkDialogProps) {
  const { t } = useTranslation('bulk');
  const client = useQueryClient();
  const [id, setId] = useState<string | undefined>();
  const [action, setAction] = useState<BulkAction | null>(kind === 'archive' || kind === 'complete' ? { kind } : null);
  const job = useBulkChange(id).data;
  useInertRoot(true);
  const keep = (next: BulkChange) => {
    setId(next.id);
    client.setQueryData(['bulk-changes', next.id], next);
  };
  const begin = useMutation({
    mutationFn: () => api.post<BulkChange>('/v1/bulk-changes', { entity, action, selection, dryRun: true }),
    onSuccess: keep,
  });
  const step = useMutation({
    mutationFn: (name: 'apply' | 'cancel' | 'undo') => api.post<BulkChange>(`/v1/bulk-changes/${id ?? ''}/${name}`),
    onSuccess: keep,
  });
  const close = () => {
    const changed = job !== undefined && !job.preview && job.changed > 0;
    if (changed) void client.invalidateQueries({ queryKey: [plurals[entity]] });
    onClose(changed);
  };
  const busy = begin.isPending || step.isPending;
  return (
    <Dialog isOpen onClose={close} title={t(`kind.${kind}`)} canOutsideClickClose={false}>
      <DialogBody>
        <div className="cz-stack">
          <FormErrors error={begin.error ?? step.error} />
          {job === undefined ? <BulkForm entity={entity} kind={kind} value={action} onChange={setAction} /> : <Progress job={job} />}
        </div>
      </DialogBody>
      <DialogFooter
        actions={
          <>
            {job !== undefined && isWorking(job) && <Button text={t('stop')} loading={busy} onClick={() => step.mutate('cancel')} />}
            {(job === undefined || !isWorking(job)) && <Button text={t(job?.preview === false ? 'close' : 'cancel')} onClick={close} />}
            {job === undefined && (
              <Button intent="primary" text={t('tryOut')} disabled={action === null} loading={busy} onClick={() => begin.mutate()} />
            )}
            {job?.status === 'previewed' && (
              <Button
                intent={kind === 'archive' ? 'danger' : 'primary'}
                text={t(`do.${kind}`, { count: job.changed })}
                disabled={job.changed === 0}
                loading={busy}
                onClick={() => step.mutate('apply')}
              />
            )}
            {job !== undefined && !job.preview && (job.status === 'completed' || job.status === 'cancelled') && job.changed > 0 && (
              <Button text={t('undo')} loading={busy} onClick={() => step.mutate('undo')} />
            )}
          </>
        }
      />
    </Dialog>
  );
}

function Progress({ job }: { job: BulkChange }) {
  const { t } = useTranslation('bulk');
  const formats = useFormats();
  const number = (count: number) => ({ count, shown: formats.number(count) });
  const when = job.preview ? 'would' : 'did';
  return (
    <>
      <p role="status">{t(`status.${job.status}`, number(job.total))}</p>
      {isWorking(job) && <ProgressBar value={job.total === 0 ? 0 : job.done / job.total} aria-label={t('progress')} />}
      {job.status === 'undone' ? (
        <p>{t('undone', number(job.undone))}</p>
      ) : (
        <ul>
          <li>{t(`${when}.changed`, number(job.changed))}</li>
          {job.unchanged > 0 && <li>{t(`${when}.unchanged`, number(job.unchanged))}</li>}
          {job.refused > 0 && <li>{t(`${when}.refused`, number(job.refused))}</li>}
        </ul>
      )}
      {job.refused > 0 && !isWorking(job) && <Refusals job={job} />}
    </>
  );
}

interface Refusal {
  readonly recordId: string;
  readonly name: string;
  readonly reason: string | null;
}

/** The first records that were refused, each with its reason. */
function Refusals({ job }: { job: BulkChange }) {
  const { t } = useTranslation('bulk');
  const items = useQuery({
    queryKey: ['bulk-changes', job.id, 'refused', job.status],
    queryFn: ({ signal }) => api.get<Page<Refusal>>(`/v1/bulk-changes/${job.id}/items`, { outcome: 'refused', limit: 20 }, signal),
  });
  return (
    <ul aria-label={t('reasons')}>
      {(items.data?.items ?? []).map((item) => (
        <li key={item.recordId}>{t('reason', { name: item.name || t('unnamed'), reason: item.reason ?? '' })}</li>
      ))}
    </ul>
  );
}
