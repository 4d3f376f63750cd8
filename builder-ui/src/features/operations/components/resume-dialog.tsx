import { NumericInput, FormGroup, Radio, RadioGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { type CatchUp, catchUps } from '../../automations/api/automations-api.ts';
import { type CatchUpPreview, operationKeys, operationsApi } from '../api/operations-api.ts';
import './operations.css';

interface ResumeDialogProps {
  readonly isOpen: boolean;
  readonly automationId: string;
  readonly busy: boolean;
  readonly onResume: (catchUp: CatchUp, hours: number) => void;
  readonly onClose: () => void;
}

/** What happens to the steps that came due during the pause, counted first. */
export function ResumeDialog({ isOpen, automationId, busy, onResume, onClose }: ResumeDialogProps) {
  const { t } = useTranslation(['builder', 'operations']);
  const formats = useFormats();
  const [catchUp, setCatchUp] = useState<CatchUp>('now');
  const [hours, setHours] = useState(4);
  const preview = useQuery({
    queryKey: [...operationKeys.of(automationId), 'catch-up'],
    queryFn: ({ signal }) => operationsApi.catchUp(automationId, signal),
    enabled: isOpen,
    staleTime: 0,
    gcTime: 0,
    // Whatever falls due while somebody reads this is held too.
    refetchInterval: 5_000,
  });
  const held = preview.data?.held ?? 0;
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={t('builder:resume.title')}
      verb={t('builder:resume.verb')}
      intent="primary"
      busy={busy}
      onConfirm={() => onResume(catchUp, hours)}
      onClose={onClose}
    >
      {preview.data === undefined ? <SkeletonRows rows={2} /> : <Counts preview={preview.data} />}
      {held > 0 && (
        <>
          <RadioGroup
            label={t('builder:resume.how')}
            selectedValue={catchUp}
            onChange={(event) => setCatchUp(catchUps.find((one) => one === event.currentTarget.value) ?? 'now')}
          >
            {catchUps.map((one) => (
              <Radio key={one} value={one} label={t(`builder:resume.kinds.${one}`)} />
            ))}
          </RadioGroup>
          {catchUp === 'window' && preview.data?.nextWindow && (
            <p className="cz-muted">{t('operations:resume.window', { at: formats.dateTime(preview.data.nextWindow) })}</p>
          )}
          {catchUp === 'spread' && (
            <FormGroup label={t('operations:resume.hours')} labelFor="resume-hours">
              <NumericInput
                id="resume-hours"
                buttonPosition="none"
                min={0.5}
                max={168}
                stepSize={1}
                minorStepSize={0.1}
                value={hours}
                onValueChange={(value) => setHours(Number.isFinite(value) && value > 0 ? Math.min(value, 168) : 1)}
              />
            </FormGroup>
          )}
        </>
      )}
    </ConfirmDialog>
  );
}

function Counts({ preview }: { preview: CatchUpPreview }) {
  const { t } = useTranslation(['builder', 'operations']);
  return (
    <>
      <p>{t('builder:resume.held', { count: preview.held })}</p>
      {preview.steps.length > 0 && (
        <ul className="cz-due-steps">
          {preview.steps.map((row) => (
            <li key={`${row.version}/${row.step ?? ''}`}>
              <b>{row.step === null ? t('operations:impact.notBegun') : row.title}</b>{' '}
              <span className="cz-meta">{t('operations:impact.version', { number: row.version })}</span>:{' '}
              {t('operations:runs', { count: row.runs })}
            </li>
          ))}
        </ul>
      )}
      {preview.messages > 0 && <p>{t('operations:resume.messages', { count: preview.messages })}</p>}
      {preview.waitingMessages > 0 && <p>{t('operations:resume.waiting', { count: preview.waitingMessages })}</p>}
    </>
  );
}
