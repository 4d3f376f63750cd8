import { Button, Dialog, DialogBody, DialogFooter, Radio, RadioGroup } from '@blueprintjs/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import type { Automation } from '../../automations/api/automations-api.ts';
import type { ImpactChoice } from '../../operations/api/operations-api.ts';
import { proposedChoices } from '../../operations/components/impact-table.tsx';
import { PublishImpact, useImpact } from '../../operations/components/publish-impact.tsx';
import { PublishReplay, PublishTests, useRequiredScenarios } from '../../simulations/components/publish-tests.tsx';
import { nodeOf, outcomesOf, targetOf } from '../draft/graph.ts';
import { useBuilder } from '../model/builder-context.ts';
import { type Change, changesBetween } from '../model/changes.ts';
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

interface PublishDialogProps {
  readonly isOpen: boolean;
  readonly automation: Automation;
  readonly changes: readonly Change[];
  readonly errors: number;
  readonly warnings: number;
  readonly busy: boolean;
  readonly problem: string | undefined;
  /** Saves the draft, so that what is counted is what is published. */
  readonly onBefore: () => Promise<unknown>;
  readonly onPublish: (runs: readonly ImpactChoice[]) => void;
  readonly onShowProblems: () => void;
  readonly onClose: () => void;
}

/** What changes, what the checks say, and what happens to runs under way. */
export function PublishDialog({
  isOpen,
  automation,
  changes,
  errors,
  warnings,
  busy,
  problem,
  onBefore,
  onPublish,
  onShowProblems,
  onClose,
}: PublishDialogProps) {
  const { t } = useTranslation('builder');
  const { definition, words } = useBuilder();
  const number = (automation.liveNumber ?? 0) + 1;
  useInertRoot(isOpen);
  const [chosen, setChosen] = useState<readonly ImpactChoice[] | null>(null);
  const impact = useImpact(automation.id, chosen, onBefore, isOpen && errors === 0 && automation.live !== null);
  const choices = chosen ?? (impact.data === undefined ? [] : proposedChoices(impact.data));
  const required = useRequiredScenarios(automation.id, onBefore, isOpen && errors === 0);
  const failing = required.isFetching ? 0 : (required.data?.failed ?? 0);
  const close = () => {
    setChosen(null);
    onClose();
  };
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      className="cz-publish-dialog"
      title={t('publish.title', { name: definition.name, number })}
      canOutsideClickClose={!busy}
    >
      <DialogBody className="cz-publish">
        {problem && (
          <p className="cz-field-error" role="alert">
            {problem}
          </p>
        )}
        <h3>{t('publish.changes')}</h3>
        {automation.live === null ? (
          <p>{t('publish.first')}</p>
        ) : (
          <ChangeList changes={changes} before={automation.live} after={definition} words={words} />
        )}
        <h3>{t('publish.checks')}</h3>
        <p>
          {t('problems.errors', { count: errors })}, {t('problems.warnings', { count: warnings })}.{' '}
          {errors + warnings > 0 && <Button size="small" variant="outlined" text={t('publish.show')} onClick={onShowProblems} />}
        </p>
        {errors === 0 && (
          <>
            <h3>{t('publish.scenarios')}</h3>
            <PublishTests automationId={automation.id} definition={definition} required={required} />
          </>
        )}
        {errors === 0 && automation.live !== null && (
          <>
            <h3>{t('publish.pastRuns')}</h3>
            <PublishReplay automationId={automation.id} />
          </>
        )}
        <h3>{t('publish.runs')}</h3>
        {automation.live === null || errors > 0 ? (
          <p>{t('publish.noRuns')}</p>
        ) : (
          <PublishImpact impact={impact} choices={choices} onChange={setChosen} />
        )}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button autoFocus text={t('publish.cancel')} disabled={busy} onClick={close} />
            <Button
              intent="primary"
              loading={busy}
              disabled={errors > 0 || impact.isFetching || required.isFetching || failing > 0}
              text={t('publish.verb')}
              onClick={() => onPublish(choices)}
            />
          </>
        }
      >
        {errors > 0 && <span className="cz-field-error">{t('bar.publishBlocked', { count: errors })}</span>}
        {failing > 0 && <span className="cz-field-error">{t('publish.scenariosFail', { count: failing })}</span>}
      </DialogFooter>
    </Dialog>
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
