import { Button, Dialog, DialogBody, DialogFooter } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useInertRoot } from '../lib/use-inert-root.ts';

interface ConfirmDialogProps {
  readonly isOpen: boolean;
  /** The effect as a question or statement: "Cancel 12 runs?" */
  readonly title: string;
  readonly children?: ReactNode;
  /** The verb on the button, never "OK". */
  readonly verb: string;
  readonly intent?: 'primary' | 'danger';
  readonly busy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Names the effect before it happens; the focus begins on Cancel. */
export function ConfirmDialog({ isOpen, title, children, verb, intent = 'danger', busy = false, onConfirm, onClose }: ConfirmDialogProps) {
  const { t } = useTranslation('components');
  useInertRoot(isOpen);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={title} canOutsideClickClose={!busy} canEscapeKeyClose={!busy}>
      {children && <DialogBody>{children}</DialogBody>}
      <DialogFooter
        actions={
          <>
            <Button autoFocus disabled={busy} onClick={onClose} text={t('cancel')} />
            <Button intent={intent} loading={busy} onClick={onConfirm} text={verb} />
          </>
        }
      />
    </Dialog>
  );
}
