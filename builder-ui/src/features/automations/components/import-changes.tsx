import { Button, Dialog, DialogBody, DialogFooter } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { ImportedAutomation } from '../api/automations-api.ts';

/** What an import had to change before the definition became a draft. */
export function ImportChanges({ imported, onClose }: { readonly imported: ImportedAutomation; readonly onClose: () => void }) {
  const { t } = useTranslation(['automations', 'components']);
  const navigate = useNavigate();
  return (
    <Dialog isOpen onClose={onClose} title={t('automations:imported.title', { name: imported.automation.name })}>
      <DialogBody>
        <p>{t('automations:imported.text')}</p>
        <ul>
          {imported.changes.map((one) => (
            <li key={`${one.change} ${one.pointer}`}>
              {t(`automations:imported.${one.change}`)} <code>{one.pointer}</code>
            </li>
          ))}
        </ul>
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text={t('components:close')} onClick={onClose} />
            <Button
              intent="primary"
              text={t('automations:imported.open')}
              onClick={() => void navigate(`/automations/${imported.automation.id}/edit`)}
            />
          </>
        }
      />
    </Dialog>
  );
}
