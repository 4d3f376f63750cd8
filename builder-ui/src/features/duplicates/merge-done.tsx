import { Button } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Merge } from '../../../../api/contracts/duplicates.ts';
import { Banner } from '../../components/banner.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { FormErrors } from '../../components/form-errors.tsx';
import { Gate } from '../../components/gate.tsx';
import { recordPath } from '../../components/record-link.tsx';
import { PageSkeleton } from '../../components/skeleton.tsx';
import { api } from '../../lib/api/fetch-json.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';

/** A merge of some time ago, reached from the timeline of the record that stayed. */
export function PastMergePage() {
  const { t } = useTranslation('duplicates');
  const { id = '' } = useParams();
  usePageTitle(t('mergeTitle'));
  const merge = useQuery({ queryKey: ['merges', id], queryFn: ({ signal }) => api.get<Merge>(`/v1/merges/${id}`, undefined, signal) });
  return (
    <Gate permission="records.merge" otherwise="explain">
      {merge.isPending ? (
        <PageSkeleton />
      ) : merge.data ? (
        <MergeDone key={id} merge={merge.data} />
      ) : (
        <ErrorState page error={merge.error} onRetry={() => void merge.refetch()} />
      )}
    </Gate>
  );
}

interface Undone {
  readonly merge: Merge;
  readonly notUndone: readonly { readonly name: string; readonly detail: string }[];
}

/** What a merge came to, with the way back. */
export function MergeDone({ merge }: { merge: Merge }) {
  const { t } = useTranslation('duplicates');
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: () => api.post<Undone>(`/v1/merges/${merge.id}/undo`),
    onSuccess: () => void client.invalidateQueries(),
  });
  const left = undo.data?.notUndone ?? [];
  const isUndone = undo.data !== undefined || merge.undoneAt !== null;
  return (
    <div className="cz-page cz-stack">
      <h1>{t('mergeTitle')}</h1>
      <Banner boxed intent="success">
        {isUndone ? t('undone') : t('done')}
      </Banner>
      <FormErrors error={undo.error} />
      {left.length > 0 && (
        <section aria-label={t('notUndone')} className="cz-panel cz-panel-body">
          <h2>{t('notUndone')}</h2>
          <ul>
            {left.map((one) => (
              <li key={one.name}>{one.detail}</li>
            ))}
          </ul>
        </section>
      )}
      <div className="cz-row">
        <Link to={recordPath(merge.type, merge.winnerId)}>{t('open')}</Link>
        {!isUndone && <Button text={t('undo')} loading={undo.isPending} onClick={() => undo.mutate()} />}
        <Link to="/duplicates">{t('back')}</Link>
      </div>
    </div>
  );
}
