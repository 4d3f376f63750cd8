import { Button, ProgressBar } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ErrorState } from '../../../components/error-state.tsx';
import { problemWords } from '../../../components/problem-words.ts';
import { isSubjectType, RecordLink } from '../../../components/record-link.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toaster.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { type Operation, type OperationItem, openOperations, operationKeys, operationsApi } from '../api/operations-api.ts';
import './operations.css';

/** Work on many runs, the newest first: how far it is, and what became of each. */
export function OperationList({ automationId, onlyOpen = false }: { automationId?: string; onlyOpen?: boolean }) {
  const { t } = useTranslation('operations');
  const list = useQuery({
    queryKey: [...operationKeys.all, automationId ?? 'all', onlyOpen],
    queryFn: ({ signal }) => operationsApi.list({ automationId, open: onlyOpen ? 'true' : undefined, limit: 50 }, signal),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => openOperations.includes(one.status)) ? 2_000 : 15_000),
  });
  if (list.isPending) return <SkeletonRows rows={3} />;
  if (list.error) return <ErrorState inline error={list.error} onRetry={() => void list.refetch()} />;
  const { items } = list.data;
  if (items.length === 0) return <p className="cz-muted">{t(onlyOpen ? 'noneOpen' : 'none')}</p>;
  return (
    <ul className="cz-panel cz-lines">
      {items.map((one) => (
        <OperationLine key={one.id} operation={one} withAutomation={automationId === undefined} />
      ))}
    </ul>
  );
}

function OperationLine({ operation, withAutomation }: { operation: Operation; withAutomation: boolean }) {
  const { t } = useTranslation(['operations', 'components']);
  const formats = useFormats();
  const { can } = useSession();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const act = useMutation({
    mutationFn: (what: 'pause' | 'continue' | 'cancel' | 'undo') => operationsApi.act(operation.id, what),
    onError: (error) => {
      const words = problemWords(t, error);
      void toast(`${words.title}. ${words.detail ?? ''}`, 'danger');
    },
    onSettled: () => client.invalidateQueries({ queryKey: operationKeys.all }),
  });
  const { kind, status } = operation;
  const own = can('runs.write') && kind !== 'resume';
  const button = (what: 'pause' | 'continue' | 'cancel' | 'undo') => (
    <Button key={what} size="small" text={t(`operations:act.${what}`)} loading={act.isPending} onClick={() => act.mutate(what)} />
  );
  return (
    <li>
      <b>{t(`operations:kinds.${kind}`)}</b>
      <span>{t(`operations:status.${status}`)}</span>
      {withAutomation && <Link to={`/automations/${operation.automation.id}`}>{operation.automation.name}</Link>}
      <span className="cz-meta">
        {formats.dateTime(operation.createdAt)}
        {operation.createdBy !== null && `, ${t('operations:by', { name: operation.createdBy.name })}`}
      </span>
      <span className="cz-spacer" />
      {own && (status === 'working' || status === 'collecting') && button('pause')}
      {own && status === 'paused' && button('continue')}
      {own && openOperations.includes(status) && button('cancel')}
      {own && operation.canUndo && button('undo')}
      <Button size="small" variant="minimal" aria-expanded={open} text={t('operations:details')} onClick={() => setOpen(!open)} />
      <div className="cz-operation-figures">
        {openOperations.includes(status) && (
          <ProgressBar
            aria-label={t(`operations:kinds.${kind}`)}
            value={operation.total === 0 ? 0 : operation.done / operation.total}
            animate={status !== 'paused'}
            stripes={status !== 'paused'}
          />
        )}
        <span>
          {t('operations:progress', {
            done: operation.done,
            total: operation.total,
            changed: operation.changed,
            refused: operation.refused,
          })}
          {operation.undone > 0 && ` ${t('operations:undone', { count: operation.undone })}`}
          {operation.nextAt !== null && ` ${t('operations:next', { at: formats.dateTime(operation.nextAt) })}`}
        </span>
      </div>
      {open && <Items id={operation.id} kind={kind} done={operation.done} />}
    </li>
  );
}

function Items({ id, kind, done }: { id: string; kind: Operation['kind']; done: number }) {
  const { t } = useTranslation('operations');
  const items = useQuery({
    queryKey: [...operationKeys.all, id, 'items', done],
    queryFn: ({ signal }) => operationsApi.items(id, { limit: 100 }, signal),
  });
  if (items.isPending) return <SkeletonRows rows={3} />;
  if (items.error) return <ErrorState inline error={items.error} onRetry={() => void items.refetch()} />;
  if (items.data.items.length === 0) return <p className="cz-muted">{t('noItems')}</p>;
  return (
    <ul className="cz-operation-items">
      {items.data.items.map((item) => (
        <ItemLine key={item.position} item={item} kind={kind} />
      ))}
    </ul>
  );
}

function ItemLine({ item, kind }: { item: OperationItem; kind: Operation['kind'] }) {
  const { t } = useTranslation('operations');
  const formats = useFormats();
  const { record } = item;
  return (
    <li>
      {record !== null && isSubjectType(record.type) ? (
        <RecordLink record={{ type: record.type, id: record.id, name: record.name }} withIcon />
      ) : (
        <span className="cz-muted">{t('unseen')}</span>
      )}{' '}
      <span>
        {item.outcome === null
          ? item.dueAt === null
            ? t('turn')
            : t('turnAt', { at: formats.dateTime(item.dueAt) })
          : item.undo === 'undone'
            ? t('back')
            : (item.reason ?? t(`outcomes.${kind}.${item.outcome}`))}
      </span>{' '}
      {item.runId !== null && <Link to={`/runs/${item.runId}`}>{t('runLink')}</Link>}
    </li>
  );
}
