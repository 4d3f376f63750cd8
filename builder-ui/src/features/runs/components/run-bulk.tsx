import { Button, FormGroup, InputGroup, Radio, RadioGroup } from '@blueprintjs/core';
import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { problemWords } from '../../../components/problem-words.ts';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toaster.ts';
import { operationKeys, operationsApi, type RunAction, type RunSelection } from '../../operations/api/operations-api.ts';
import { useSession } from '../../../lib/session/session.tsx';
import type { Run } from '../api/runs-api.ts';

type Query = Readonly<Record<string, string | undefined>>;

/** Everything that matches the list's filters, as an operation selects it; null where the list shows several automations. */
function everythingOf({ automationId, status, version, step, holdCode, subjectType, subjectId, stuck }: Query): RunSelection | null {
  if (automationId === undefined || automationId === '') return null;
  type Filter = Extract<RunSelection, { kind: 'matching' }>['filter'];
  const open = (status ?? '').split(',').filter((one): one is NonNullable<Filter['status']>[number] => bulkStatuses.includes(one));
  return {
    kind: 'matching',
    filter: {
      automationId,
      ...(status ? { status: open } : {}),
      ...(version ? { version: Number(version) } : {}),
      ...(step ? { step } : {}),
      ...(holdCode ? { holdCode } : {}),
      ...(subjectType ? { subjectType: subjectType as NonNullable<Filter['subjectType']> } : {}), // the filter offers no others
      ...(subjectId ? { subjectId } : {}),
      ...(stuck ? { stuck: true as const } : {}),
    },
  };
}

const bulkStatuses: readonly string[] = ['queued', 'running', 'waiting', 'held', 'failed'];

/** The chosen runs by automation: an operation is about one. */
function selectionsOf(runs: readonly Run[]): readonly RunSelection[] {
  const ids = new Map<string, string[]>();
  for (const run of runs) ids.set(run.automation.id, [...(ids.get(run.automation.id) ?? []), run.id]);
  return [...ids.values()].map((some) => ({ kind: 'ids', ids: some }));
}

/** So many can be sent through the draft at once, and their ids still fit into an address. */
const mostReplayed = 50;

interface RunBulkBarProps {
  readonly runs: readonly Run[];
  readonly query: Query;
  readonly onClear: () => void;
}

/** What can be done to the chosen runs, or to all that match the filters. */
export function RunBulkBar({ runs, query, onClear }: RunBulkBarProps) {
  const { t } = useTranslation('runs');
  const [all, setAll] = useState(false);
  const [asking, setAsking] = useState<'retry' | 'cancel' | null>(null);
  const { can } = useSession();
  const navigate = useNavigate();
  const automations = new Set(runs.map((run) => run.automation.id));
  const everything = everythingOf(query);
  // A list of runs that ended otherwise has nothing that could be acted on.
  const acts = everything === null || everything.kind !== 'matching' || everything.filter.status?.length !== 0;
  const selections = all && everything !== null ? [everything] : selectionsOf(runs);
  return (
    <div className="cz-row cz-row-wrap" role="toolbar" aria-label={t('bulk.label')}>
      <strong role="status">{all ? t('bulk.chosenAll') : t('bulk.chosen', { count: runs.length })}</strong>
      {everything !== null && acts && !all && (
        <Button size="small" variant="minimal" text={t('bulk.everything')} onClick={() => setAll(true)} />
      )}
      <Button size="small" text={t('bulk.retry')} onClick={() => setAsking('retry')} />
      <Button size="small" text={t('bulk.cancel')} onClick={() => setAsking('cancel')} />
      {can('automations.write') && !all && automations.size === 1 && runs.length <= mostReplayed && (
        <Button
          size="small"
          text={t('bulk.replay')}
          onClick={() =>
            void navigate(`/automations/${[...automations][0] ?? ''}/simulation?tab=replay&runs=${runs.map((run) => run.id).join(',')}`)
          }
        />
      )}
      <Button size="small" variant="minimal" text={t('bulk.clear')} onClick={onClear} />
      {everything === null && <span className="cz-meta">{t('bulk.oneAutomation')}</span>}
      {asking !== null && <RunBulkDialog what={asking} selections={selections} onDone={onClear} onClose={() => setAsking(null)} />}
    </div>
  );
}

interface RunBulkDialogProps {
  readonly what: 'retry' | 'cancel';
  readonly selections: readonly RunSelection[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** The counts first, then durable work that can be followed and stopped. */
function RunBulkDialog({ what, selections, onDone, onClose }: RunBulkDialogProps) {
  const { t } = useTranslation(['runs', 'components']);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [on, setOn] = useState<'same' | 'current'>('same');
  const [reason, setReason] = useState('');
  const reasonId = useId();
  const counted = useQueries({
    queries: selections.map((selection) => ({
      queryKey: [...operationKeys.all, 'counts', selection],
      queryFn: () => operationsApi.countRuns(selection),
      staleTime: 0,
      gcTime: 0,
    })),
  });
  const failedToCount = counted.find((one) => one.error !== null);
  const counts = counted.flatMap((one) => (one.data === undefined ? [] : [one.data]));
  const sum = (of: (one: (typeof counts)[number]) => number) => counts.reduce((total, one) => total + of(one), 0);
  const open = sum((one) => one.runs);
  const held = sum((one) => one.held);
  const failed = sum((one) => one.failed);
  const meant = what === 'cancel' ? open : held + failed;
  const act = useMutation({
    mutationFn: async () => {
      const action: RunAction = what === 'cancel' ? { kind: 'cancel', reason } : { kind: 'retry', on };
      for (const selection of selections) await operationsApi.changeRuns(selection, action);
    },
    onSuccess: () => {
      void toast(t('runs:bulk.started'), 'success', { text: t('runs:bulk.show'), onClick: () => void navigate('/operations') });
      onDone();
    },
    onError: (error) => {
      const words = problemWords(t, error);
      void toast(`${words.title}. ${words.detail ?? ''}`, 'danger');
    },
    onSettled: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: operationKeys.all });
      await client.invalidateQueries({ queryKey: ['runs'] });
    },
  });
  const ready = counts.length === selections.length;
  return (
    <ConfirmDialog
      isOpen
      intent={what === 'cancel' ? 'danger' : 'primary'}
      title={t(`runs:bulk.${what}Title`)}
      verb={t(`runs:bulk.${what}Verb`, { count: meant })}
      busy={act.isPending || !ready || meant === 0}
      onConfirm={() => act.mutate()}
      onClose={onClose}
    >
      {failedToCount !== undefined ? (
        <ErrorState inline error={failedToCount.error} onRetry={() => void failedToCount.refetch()} />
      ) : ready ? (
        <p role="status">{t('runs:bulk.counts', { open, held, failed })}</p>
      ) : (
        <SkeletonRows rows={1} />
      )}
      <p>{t(`runs:bulk.${what}Text`)}</p>
      {what === 'retry' ? (
        <RadioGroup
          label={t('runs:bulk.where')}
          selectedValue={on}
          onChange={(event) => setOn(event.currentTarget.value === 'current' ? 'current' : 'same')}
        >
          <Radio value="same" label={t('runs:bulk.same')} />
          <Radio value="current" label={t('runs:bulk.current')} />
        </RadioGroup>
      ) : (
        <FormGroup label={t('runs:bulk.reason')} labelFor={reasonId}>
          <InputGroup id={reasonId} maxLength={500} value={reason} onValueChange={setReason} />
        </FormGroup>
      )}
    </ConfirmDialog>
  );
}
