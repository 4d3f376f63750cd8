import { Button, Dialog, DialogBody, DialogFooter, FormGroup, NumericInput, Radio, RadioGroup, TextArea } from '@blueprintjs/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../../lib/session/session.tsx';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import type { Automation } from '../../automations/api/automations-api.ts';
import type { ImpactChoice } from '../../operations/api/operations-api.ts';
import { proposedChoices } from '../../operations/components/impact-table.tsx';
import { PublishImpact, useImpact } from '../../operations/components/publish-impact.tsx';
import { PublishReplay, PublishTests, useRequiredScenarios } from '../../simulations/components/publish-tests.tsx';
import { useBuilder } from '../model/builder-context.ts';
import type { Change } from '../model/changes.ts';
import { RunEstimate } from './run-estimate.tsx';
import { NeighbourWarnings } from './neighbour-warnings.tsx';
import { ChangeList } from './change-list.tsx';

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
  readonly onPublish: (runs: readonly ImpactChoice[], canary: number | null, note: string) => void;
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
  const number = automation.nextNumber;
  const [canary, setCanary] = useState<number | null>(null);
  const [note, setNote] = useState('');
  const { can } = useSession();
  const requests = automation.publishNeedsApproval || !can('automations.publish');
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
        <NeighbourWarnings />
        <RunEstimate />
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
        {automation.live !== null && (
          <>
            <h3>{t('publish.newRuns')}</h3>
            <NewRuns automation={automation} canary={canary} onChange={setCanary} />
          </>
        )}
        <h3>{t('publish.runs')}</h3>
        {canary !== null && <p className="cz-muted">{t('publish.afterwards')}</p>}
        {automation.live === null || errors > 0 ? (
          <p>{t('publish.noRuns')}</p>
        ) : (
          <PublishImpact impact={impact} choices={choices} onChange={setChosen} />
        )}
        {requests && (
          <FormGroup label={t('publish.requestNote')} labelFor="cz-publish-note" helperText={t('publish.needsApproval')}>
            <TextArea id="cz-publish-note" fill maxLength={2_000} value={note} onChange={(event) => setNote(event.target.value)} />
          </FormGroup>
        )}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button autoFocus text={t('publish.cancel')} disabled={busy} onClick={close} />
            <Button
              intent="primary"
              loading={busy}
              disabled={errors > 0 || automation.canary !== null || impact.isFetching || required.isFetching || failing > 0}
              text={requests ? t('publish.request') : canary === null ? t('publish.verb') : t('publish.tryVerb', { count: canary })}
              onClick={() => onPublish(choices, canary, note)}
            />
          </>
        }
      >
        {automation.canary !== null && (
          <span className="cz-field-error">
            {t('publish.canaryRuns', { number: automation.canary.version })}{' '}
            <Link to={`/automations/${automation.id}`}>{t('publish.openPage')}</Link>
          </span>
        )}
        {errors > 0 && <span className="cz-field-error">{t('bar.publishBlocked', { count: errors })}</span>}
        {failing > 0 && <span className="cz-field-error">{t('publish.scenariosFail', { count: failing })}</span>}
      </DialogFooter>
    </Dialog>
  );
}

const usualCanary = 25;

/** Whether all new runs go to the version, or the first ones try it. */
function NewRuns({
  automation,
  canary,
  onChange,
}: {
  automation: Automation;
  canary: number | null;
  onChange: (canary: number | null) => void;
}) {
  const { t } = useTranslation('builder');
  return (
    <>
      <RadioGroup
        aria-label={t('publish.newRuns')}
        selectedValue={canary === null ? 'all' : 'first'}
        onChange={(event) => onChange(event.currentTarget.value === 'all' ? null : usualCanary)}
      >
        <Radio value="all" label={t('publish.toAll', { number: automation.nextNumber })} />
        <Radio value="first" label={t('publish.toFirst', { live: automation.liveNumber })} />
      </RadioGroup>
      {canary !== null && (
        <FormGroup label={t('publish.firstCount')} labelFor="cz-canary-size">
          <NumericInput
            id="cz-canary-size"
            buttonPosition="none"
            min={1}
            max={10_000}
            clampValueOnBlur
            minorStepSize={null}
            value={canary}
            onValueChange={(value) => onChange(Math.min(10_000, Math.max(1, Math.round(value) || 1)))}
          />
        </FormGroup>
      )}
    </>
  );
}
