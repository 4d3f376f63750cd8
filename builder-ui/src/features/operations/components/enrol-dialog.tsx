import { Button, Checkbox, Dialog, DialogBody, DialogFooter, FormGroup, NumericInput } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../../../components/error-state.tsx';
import { problemWords } from '../../../components/problem-words.ts';
import { isSubjectType, RecordLink } from '../../../components/record-link.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toaster.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import { type EnrolmentPreview, operationKeys, operationsApi, type RecordSelection } from '../api/operations-api.ts';
import './operations.css';

interface EnrolDialogProps {
  readonly automation: { readonly id: string; readonly name: string };
  readonly selection: RecordSelection;
  readonly onClose: () => void;
}

/** Who would come in now and who would not, with the first rule that says no; then all of them, at a pace if wanted. */
export function EnrolDialog({ automation, selection, onClose }: EnrolDialogProps) {
  const { t } = useTranslation(['operations', 'components']);
  const client = useQueryClient();
  const [paced, setPaced] = useState(false);
  const [perHour, setPerHour] = useState(500);
  const [businessHours, setBusinessHours] = useState(true);
  useInertRoot(true);
  const preview = useQuery({
    queryKey: [...operationKeys.of(automation.id), 'enrolment', selection],
    queryFn: () => operationsApi.previewEnrolment(automation.id, selection),
    staleTime: 0,
    gcTime: 0,
  });
  const enrol = useMutation({
    mutationFn: () => operationsApi.enrol(automation.id, selection, paced ? { perHour, businessHours } : null),
    onSuccess: async () => {
      void toast(t('operations:enrol.started'), 'success');
      onClose();
      await client.invalidateQueries({ queryKey: operationKeys.all });
    },
    onError: (error) => {
      const words = problemWords(t, error);
      void toast(`${words.title}. ${words.detail ?? ''}`, 'danger');
    },
  });
  return (
    <Dialog isOpen onClose={onClose} title={t('operations:enrol.title', { name: automation.name })} canOutsideClickClose={!enrol.isPending}>
      <DialogBody>
        {preview.isPending ? (
          <SkeletonRows rows={4} />
        ) : preview.error ? (
          <ErrorState inline error={preview.error} onRetry={() => void preview.refetch()} />
        ) : (
          <Preview preview={preview.data} />
        )}
        <Checkbox checked={paced} label={t('operations:enrol.paced')} onChange={() => setPaced(!paced)} />
        {paced && (
          <>
            <FormGroup label={t('operations:enrol.perHour')} labelFor="enrol-pace">
              <NumericInput
                id="enrol-pace"
                buttonPosition="none"
                min={1}
                max={100_000}
                value={perHour}
                onValueChange={(value) => setPerHour(Math.min(100_000, Math.max(1, Math.round(value) || 1)))}
              />
            </FormGroup>
            <Checkbox
              checked={businessHours}
              label={t('operations:enrol.businessHours')}
              onChange={() => setBusinessHours(!businessHours)}
            />
          </>
        )}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button autoFocus text={t('components:cancel')} disabled={enrol.isPending} onClick={onClose} />
            <Button
              intent="primary"
              loading={enrol.isPending}
              disabled={preview.data === undefined || preview.data.matching === 0}
              text={t('operations:enrol.verb')}
              onClick={() => enrol.mutate()}
            />
          </>
        }
      />
    </Dialog>
  );
}

function Preview({ preview }: { preview: EnrolmentPreview }) {
  const { t } = useTranslation('operations');
  const formats = useFormats();
  return (
    <>
      <p role="status">
        <b>{t('enrol.matching', { count: preview.matching, n: `${formats.number(preview.matching)}${preview.capped ? '+' : ''}` })}</b>{' '}
        {preview.lookedAt < preview.matching && t('enrol.lookedAt', { count: preview.lookedAt })}{' '}
        {t('enrol.enters', { count: preview.enters, n: formats.number(preview.enters) })}
      </p>
      {preview.refused.length > 0 && (
        <ul className="cz-due-steps">
          {preview.refused.map((one) => (
            <li key={one.rule}>
              {t('enrol.refused', { count: one.records, n: formats.number(one.records) })}: {one.detail}
            </li>
          ))}
        </ul>
      )}
      {preview.items.length > 0 && (
        <details>
          <summary>{t('enrol.who')}</summary>
          <ul className="cz-operation-items">
            {preview.items.map(({ record, outcome, detail }) => (
              <li key={record.id}>
                {isSubjectType(record.type) && <RecordLink record={{ type: record.type, id: record.id, name: record.name }} withIcon />}{' '}
                {outcome === 'enrolled' ? t('enrol.comesIn') : detail}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
