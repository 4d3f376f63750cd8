import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../../../components/toaster.ts';
import { useBuilder, useDraft } from '../model/builder-context.ts';

/** Says what undo and redo did, and why something was refused: aloud for those who do not see the canvas move. */
export function Announcer() {
  const { t } = useTranslation('builder');
  const { store, drawing } = useBuilder();
  const { notice } = useDraft(store);
  const refusal = notice?.kind === 'refused' ? notice.refusal : undefined;
  // the serial makes the same refusal speak again.
  useEffect(() => {
    if (refusal !== undefined) void toast(t(`refusals.${refusal}`), 'warning');
  }, [notice?.serial, refusal, t]);
  const entry = notice?.entry;
  const view = entry === undefined || entry.nodeId === null ? undefined : drawing.views.get(entry.nodeId);
  const what =
    entry === undefined
      ? ''
      : t(`log.${entry.label}`, {
          step: view === undefined ? t('log.aStep') : t('names.stepVerb', { number: view.number, verb: view.name || view.verb }),
        });
  return (
    <p className="cz-hidden" role="status">
      {notice !== null && notice.kind !== 'refused' && entry !== undefined && t(`log.${notice.kind}`, { what })}
    </p>
  );
}
