import { Button, Menu, MenuItem, PopoverNext } from '@blueprintjs/core';
import { CaretDown, Refresh } from '@blueprintjs/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../lib/session/session.tsx';
import type { RunDetail } from '../../runs/api/runs-api.ts';
import { openStatuses, runsApi } from '../../runs/api/runs-api.ts';
import { CorrectDialog } from './correct-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';

interface RunActionsProps {
  readonly run: RunDetail;
  readonly busy: boolean;
  readonly onAct: (work: () => Promise<RunDetail>) => void;
}

type Asking = 'move' | 'start' | 'correct' | null;

/** What a person can do with one run beside cancelling it: retry, move, correct, start from a step. */
export function RunActions({ run, busy, onAct }: RunActionsProps) {
  const { t } = useTranslation('operations');
  const { can } = useSession();
  const [asking, setAsking] = useState<Asking>(null);
  if (!can('runs.write')) return null;
  const open = openStatuses.includes(run.status);
  const retries = (run.status === 'held' && run.holdCode !== 'paused') || run.status === 'failed';
  const newer = run.liveVersion !== null && run.liveVersion !== run.version ? run.liveVersion : null;
  const act = (work: () => Promise<RunDetail>) => {
    setAsking(null);
    onAct(work);
  };
  return (
    <>
      {open && (
        <PopoverNext
          placement="bottom-end"
          content={
            <Menu aria-label={t('run.more')}>
              {newer !== null && <MenuItem text={t('run.moveTo', { number: newer })} onClick={() => setAsking('move')} />}
              {newer === null && <MenuItem text={t('run.move')} onClick={() => setAsking('move')} />}
              <MenuItem text={t('run.correct')} onClick={() => setAsking('correct')} />
              {can('automations.publish') && <MenuItem text={t('run.start')} onClick={() => setAsking('start')} />}
            </Menu>
          }
        >
          <Button text={t('run.more')} endIcon={<CaretDown />} disabled={busy} />
        </PopoverNext>
      )}
      {retries && newer !== null && (
        <Button
          icon={<Refresh />}
          text={t('run.retryOn', { number: newer })}
          loading={busy}
          onClick={() => act(() => runsApi.retry(run.id, 'current'))}
        />
      )}
      {retries && (
        <Button
          intent="primary"
          icon={<Refresh />}
          text={t('run.retry')}
          loading={busy}
          onClick={() => act(() => runsApi.retry(run.id, 'same'))}
        />
      )}
      {(asking === 'move' || asking === 'start') && (
        <MoveDialog run={run} kind={asking} newer={newer} busy={busy} onMove={act} onClose={() => setAsking(null)} />
      )}
      {asking === 'correct' && <CorrectDialog run={run} busy={busy} onCorrect={act} onClose={() => setAsking(null)} />}
    </>
  );
}
