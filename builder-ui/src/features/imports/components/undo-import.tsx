import { Button } from '@blueprintjs/core';
import { Undo } from '@blueprintjs/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ImportJob } from '../../../../../api/contracts/imports.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { listPaths, useImportActions, useKeptChanges } from '../imports.ts';

/** Takes a whole import back, after saying what that means. */
export function UndoImport({ job }: { job: ImportJob }) {
  const { t } = useTranslation('imports');
  const formats = useFormats();
  const { can } = useSession();
  const [asking, setAsking] = useState(false);
  const { undo } = useImportActions(job);
  const done = job.counts.imported + job.counts.updated;
  const again = job.status === 'undone';
  if (!can('imports.write') || done === 0 || (again && job.counts.kept === 0)) return null;
  const verb = t(again ? 'run.undoAgain' : 'run.undo');
  return (
    <>
      <Button icon={<Undo />} text={verb} onClick={() => setAsking(true)} />
      <ConfirmDialog
        isOpen={asking}
        title={t('run.undoTitle')}
        verb={verb}
        busy={undo.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => undo.mutate(undefined, { onSuccess: () => setAsking(false) })}
      >
        <FormErrors error={undo.error} />
        {t('run.undoText', { imported: formats.number(job.counts.imported), updated: formats.number(job.counts.updated) })}
      </ConfirmDialog>
    </>
  );
}

/** What could not be taken back, each with its reason. */
export function KeptChanges({ job }: { job: ImportJob }) {
  const { t } = useTranslation('imports');
  const kept = useKeptChanges(job);
  const rows = kept.data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="cz-panel cz-panel-body cz-stack">
      <h2>{t('run.kept')}</h2>
      <ul className="cz-kept">
        {rows.map((row) => (
          <li key={row.id}>
            <Link to={`${listPaths[row.recordType]}/${row.recordId}`}>{t('run.keptRow', { row: row.row })}</Link> {row.note}
          </li>
        ))}
      </ul>
    </section>
  );
}
