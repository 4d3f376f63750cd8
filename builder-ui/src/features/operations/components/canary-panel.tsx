import { Button, Dialog, DialogBody, DialogFooter } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Canary } from '../../../../../api/contracts/canary.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { problemWords } from '../../../components/problem-words.ts';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toaster.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import { type Automation, automationKeys, automationsApi, type CanaryEnd } from '../../automations/api/automations-api.ts';
import { type Impact, type ImpactChoice, operationKeys } from '../api/operations-api.ts';
import { proposedChoices } from './impact-table.tsx';
import { PublishImpact } from './publish-impact.tsx';
import './operations.css';

const figures = ['enrolled', 'open', 'held', 'succeeded', 'failed', 'cancelled', 'exited'] as const;
const listed = {
  open: 'queued,running,waiting',
  held: 'held',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
  exited: 'exited',
};

/** A version that is tried on the first runs: how many it took, how they fare beside the version in force, and what becomes of it. */
export function CanaryPanel({ automation }: { automation: Automation }) {
  const { t } = useTranslation('operations');
  const formats = useFormats();
  const { can } = useSession();
  const [ending, setEnding] = useState<CanaryEnd | null>(null);
  const detail = useQuery({
    queryKey: [...automationKeys.one(automation.id), 'canary'],
    queryFn: ({ signal }) => automationsApi.canary(automation.id, signal),
    refetchInterval: 5_000,
  });
  if (detail.isPending) return <SkeletonRows rows={2} />;
  if (detail.error) return <ErrorState inline error={detail.error} onRetry={() => void detail.refetch()} />;
  const { canary } = detail.data;
  if (canary === null || canary.status !== 'running') return null;
  return (
    <section className="cz-panel cz-panel-body cz-stack" aria-labelledby="cz-canary-title">
      <div className="cz-row cz-row-wrap">
        <h2 id="cz-canary-title">{t('canary.title', { number: canary.version })}</h2>
        <span className="cz-spacer" />
        {can('automations.publish') && (
          <>
            <Button text={t('canary.callBack')} onClick={() => setEnding('call_back')} />
            <Button intent="primary" text={t('canary.confirm')} onClick={() => setEnding('confirm')} />
          </>
        )}
      </div>
      <p role="status">
        {t(canary.taken < canary.size ? 'canary.progress' : 'canary.full', canary)}{' '}
        <span className="cz-muted">
          {t('canary.since', { at: formats.dateTime(canary.startedAt) })}
          {canary.startedBy !== null && ` ${t('canary.by', { name: canary.startedBy.name })}`}
        </span>
      </p>
      <Fares id={automation.id} canary={canary} />
      {ending !== null && <EndDialog automation={automation} canary={canary} end={ending} onClose={() => setEnding(null)} />}
    </section>
  );
}

function Fares({ id, canary }: { id: string; canary: Canary }) {
  const { t } = useTranslation('operations');
  const formats = useFormats();
  const versions = [canary.tried, canary.inForce];
  return (
    <table className="cz-fares">
      <caption className="cz-hidden">{t('canary.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('canary.runs')}</th>
          <th scope="col">{t('canary.tried', { number: canary.version })}</th>
          <th scope="col">{t('canary.inForce', { number: canary.base })}</th>
        </tr>
      </thead>
      <tbody>
        {figures.map((name) => (
          <tr key={name}>
            <th scope="row">{t(`canary.${name}`)}</th>
            {versions.map((of) => (
              <td key={of.version}>
                {name === 'enrolled' || of[name] === 0 ? (
                  formats.number(of[name])
                ) : (
                  <Link to={`/runs?automationId=${id}&version=${of.version}&status=${listed[name]}`}>{formats.number(of[name])}</Link>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface EndDialogProps {
  readonly automation: Automation;
  readonly canary: Canary;
  readonly end: CanaryEnd;
  readonly onClose: () => void;
}

/** Confirm or call back, with what it means for the runs under way. */
function EndDialog({ automation, canary, end, onClose }: EndDialogProps) {
  const { t } = useTranslation(['operations', 'components']);
  const client = useQueryClient();
  useInertRoot(true);
  const [chosen, setChosen] = useState<readonly ImpactChoice[] | null>(end === 'confirm' && canary.runs.length > 0 ? canary.runs : null);
  const impact = useQuery<Impact>({
    queryKey: [...operationKeys.of(automation.id), 'canary', end, chosen],
    queryFn: () => automationsApi.impactOfCanary(automation.id, end, chosen ?? undefined),
    placeholderData: (before) => before,
    staleTime: 0,
    gcTime: 0,
  });
  const choices = everyRow(impact.data, chosen);
  const act = useMutation({
    mutationFn: () => automationsApi.endCanary(automation.id, end, choices),
    onSuccess: async () => {
      onClose();
      void toast(
        t(end === 'confirm' ? 'operations:canary.confirmed' : 'operations:canary.calledBack', { number: canary.version }),
        'success',
      );
      await client.invalidateQueries({ queryKey: automationKeys.all });
      await client.invalidateQueries({ queryKey: operationKeys.all });
    },
  });
  const key = end === 'confirm' ? 'confirm' : 'callBack';
  const refused = act.error === null ? null : problemWords(t, act.error);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      className="cz-publish-dialog"
      canOutsideClickClose={!act.isPending}
      title={t(`operations:canary.${key}Title`, { number: canary.version })}
    >
      <DialogBody className="cz-publish">
        {refused !== null && (
          <p className="cz-field-error" role="alert">
            {refused.title} {refused.detail}
          </p>
        )}
        <p>{t(`operations:canary.${key}Text`, { number: canary.version, base: canary.base })}</p>
        <PublishImpact impact={impact} choices={choices} onChange={setChosen} />
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button autoFocus text={t('components:cancel')} disabled={act.isPending} onClick={onClose} />
            <Button
              intent={end === 'confirm' ? 'primary' : 'danger'}
              loading={act.isPending}
              disabled={impact.isPending}
              text={t(`operations:canary.${key}Verb`, { number: canary.version })}
              onClick={() => act.mutate()}
            />
          </>
        }
      />
    </Dialog>
  );
}

/** A choice for every row there is: what was chosen before, and what is proposed for the others. */
function everyRow(impact: Impact | undefined, chosen: readonly ImpactChoice[] | null): readonly ImpactChoice[] {
  if (impact === undefined) return chosen ?? [];
  return proposedChoices(impact).map((row) => chosen?.find((one) => one.version === row.version && one.step === row.step) ?? row);
}
