import { Button, Dialog, DialogBody, DialogFooter, Radio, RadioGroup } from '@blueprintjs/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { nodeOf, outcomesOf, targetOf } from '../draft/graph.ts';
import { useBuilder } from '../model/builder-context.ts';
import { changesBetween } from '../model/changes.ts';
import { stepCatalogue } from '../model/step-catalogue.ts';
import type { SaveState } from '../model/use-autosave.ts';
import { ChangeList } from './change-list.tsx';

interface RemoveDialogProps {
  /** The step to remove; null: closed. */
  readonly id: string | null;
  readonly onRemove: (id: string, keep: string | null) => void;
  readonly onClose: () => void;
}

/** A step with several branches: which of them stays in its place. */
export function RemoveDialog({ id, onRemove, onClose }: RemoveDialogProps) {
  const { t } = useTranslation('builder');
  const { definition, drawing } = useBuilder();
  const node = id === null ? undefined : nodeOf(definition, id);
  const used =
    node === undefined
      ? []
      : outcomesOf(definition, node.id, stepCatalogue).filter((outcome) => targetOf(definition, node.id, outcome) !== null);
  const [keep, setKeep] = useState<string | null>(null);
  const chosen = keep ?? used[0] ?? 'none';
  const view = node === undefined ? undefined : drawing.views.get(node.id);
  const close = () => {
    setKeep(null);
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen={node !== undefined}
      title={t('remove.title', { step: t('names.stepVerb', { number: view?.number ?? 0, verb: view?.name || view?.verb || '' }) })}
      verb={t('remove.verb')}
      onClose={close}
      onConfirm={() => {
        if (id !== null) onRemove(id, chosen === 'none' ? null : chosen);
        close();
      }}
    >
      <RadioGroup label={t('remove.which')} selectedValue={chosen} onChange={(event) => setKeep(event.currentTarget.value)}>
        {used.map((outcome) => (
          <Radio key={outcome} value={outcome} label={t('remove.keep', { outcome: t(`outcomes.${outcome}`, { defaultValue: outcome }) })} />
        ))}
        <Radio value="none" label={t('remove.none')} />
      </RadioGroup>
    </ConfirmDialog>
  );
}

interface ConflictDialogProps {
  readonly state: SaveState;
  readonly onTakeTheirs: () => void;
  readonly onKeepCopy: () => void;
  readonly onKeepOurs: () => void;
}

/** Somebody else saved this draft meanwhile: what differs, in words, and what to do about it. Nobody's work is lost unseen. */
export function ConflictDialog({ state, onTakeTheirs, onKeepCopy, onKeepOurs }: ConflictDialogProps) {
  const { t } = useTranslation('builder');
  const { definition, words } = useBuilder();
  const formats = useFormats();
  const conflict = state.kind === 'conflict' ? state : null;
  useInertRoot(conflict !== null);
  const theirs: AutomationDefinition = conflict?.theirs.draft ?? definition;
  return (
    <Dialog
      isOpen={conflict !== null}
      title={t('conflict.title')}
      isCloseButtonShown={false}
      canEscapeKeyClose={false}
      canOutsideClickClose={false}
    >
      <DialogBody>
        <p>
          {conflict !== null &&
            t('conflict.who', {
              name: conflict.theirs.updatedBy?.name ?? t('conflict.somebody'),
              time: formats.dateTime(conflict.theirs.updatedAt),
            })}
        </p>
        <h3>{t('conflict.differences')}</h3>
        <ChangeList changes={changesBetween(theirs, definition)} before={theirs} after={definition} words={words} />
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text={t('conflict.ours')} onClick={onKeepOurs} />
            <Button text={t('conflict.copy')} onClick={onKeepCopy} />
            <Button intent="primary" text={t('conflict.theirs')} onClick={onTakeTheirs} />
          </>
        }
      />
    </Dialog>
  );
}
