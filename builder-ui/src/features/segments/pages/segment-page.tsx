import { Button } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import type { Segment } from '../../../../../api/contracts/lists.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { ExportButton } from '../../exports/export-button.tsx';
import { type SegmentDraft, SegmentForm } from '../segment-form.tsx';

interface Use {
  readonly kind: 'segment' | 'view' | 'automation';
  readonly id: string;
  readonly name: string;
}

const places = { lead: 'leads', contact: 'contacts', company: 'companies', deal: 'deals' } as const;

/** One segment: its condition, how many it has, its members in their list. */
export function SegmentPage() {
  const { t } = useTranslation('segments');
  const { id = '' } = useParams();
  const client = useQueryClient();
  const segment = useQuery({ queryKey: ['segments', id], queryFn: ({ signal }) => api.get<Segment>(`/v1/segments/${id}`, {}, signal) });
  usePageTitle(segment.data?.name ?? t('title'));
  const save = useMutation({
    mutationFn: ({ name, description, condition }: SegmentDraft) =>
      api.patch<Segment>(`/v1/segments/${id}`, { name, description, condition }, etagOf(segment.data?.version ?? 0)),
    onSuccess: ({ data }) => {
      client.setQueryData(['segments', id], data);
      void client.invalidateQueries({ queryKey: ['segments', 'list'] });
      void toast(t('saved'), 'success');
    },
  });
  if (segment.error) return <ErrorState error={segment.error} onRetry={() => void segment.refetch()} />;
  if (segment.data === undefined) return <SkeletonRows rows={6} height={24} />;
  const filter = JSON.stringify({ kind: 'segment', segment: id });
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{segment.data.name}</h1>
        <span className="cz-spacer" />
        <Link className="bp6-button" to={`/${places[segment.data.entity]}?filter=${encodeURIComponent(filter)}`}>
          {t('show')}
        </Link>
        <ExportButton
          entity={segment.data.entity}
          name={segment.data.name}
          selection={{ kind: 'matching', filter: { kind: 'segment', segment: id } }}
        />
        <DeleteSegment segment={segment.data} />
      </header>
      <div className="cz-panel cz-panel-body">
        <SegmentForm
          key={segment.data.version}
          id={id}
          start={segment.data}
          verb={t('save')}
          busy={save.isPending}
          error={save.error}
          onSave={(draft) => save.mutate(draft)}
        />
      </div>
    </div>
  );
}

/** Says first what uses the segment; only what nothing uses can go. */
function DeleteSegment({ segment }: { segment: Segment }) {
  const { t } = useTranslation('segments');
  const navigate = useNavigate();
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const uses = useQuery({
    queryKey: ['segments', segment.id, 'uses'],
    queryFn: ({ signal }) => api.get<{ items: readonly Use[] }>(`/v1/segments/${segment.id}/uses`, {}, signal),
    enabled: isOpen,
    gcTime: 0,
  });
  const remove = useMutation({
    mutationFn: () => api.delete(`/v1/segments/${segment.id}`),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['segments', 'list'] });
      void navigate('/segments');
    },
    onError: (error) => void toast(error.message, 'danger'),
  });
  const items = uses.data?.items ?? [];
  return (
    <>
      <Button variant="minimal" intent="danger" text={t('delete')} onClick={() => setOpen(true)} />
      <ConfirmDialog
        isOpen={isOpen && uses.data !== undefined}
        title={t('deleteTitle', { name: segment.name })}
        verb={t('delete')}
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setOpen(false)}
      >
        {items.length === 0 ? (
          t('deleteText')
        ) : (
          <>
            {t('usedBy')}
            <ul>
              {items.map((use) => (
                <li key={use.id}>{t(`use.${use.kind}`, { name: use.name })}</li>
              ))}
            </ul>
          </>
        )}
      </ConfirmDialog>
    </>
  );
}
