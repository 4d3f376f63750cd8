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
import { type Stand, useConflict } from '../../../lib/api/use-conflict.ts';
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
  const segment = useQuery({ queryKey: ['segments', id], queryFn: ({ signal }) => api.get<Segment>(`/v1/segments/${id}`, {}, signal) });
  usePageTitle(segment.data?.name ?? t('title'));
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
      <Settings key={id} segment={segment.data} />
    </div>
  );
}

function Settings({ segment }: { segment: Segment }) {
  const { t } = useTranslation('segments');
  const client = useQueryClient();
  const path = `/v1/segments/${segment.id}`;
  const conflict = useConflict({ start: standOf(segment), read: async () => standOf(await api.get<Segment>(path)) });
  const save = useMutation({
    mutationFn: ({ draft: { name, description, condition }, version }: Stand<SegmentDraft>) =>
      api.patch<Segment>(path, { name, description, condition }, etagOf(version)),
    onSuccess: ({ data }) => {
      conflict.goOnFrom(standOf(data));
      client.setQueryData(['segments', segment.id], data);
      void client.invalidateQueries({ queryKey: ['segments', 'list'] });
      void toast(t('saved'), 'success');
    },
    onError: conflict.onError,
  });
  return (
    <div className="cz-panel cz-panel-body">
      <SegmentForm
        id={segment.id}
        start={standOf(segment).draft}
        verb={t('save')}
        busy={save.isPending}
        error={conflict.left(save.error)}
        conflict={conflict}
        now={standOf(segment)}
        onSave={(draft, version) => save.mutate({ draft, version })}
      />
    </div>
  );
}

function standOf({ version, entity, name, description, condition }: Segment): Stand<SegmentDraft> {
  return { version, draft: { entity, name, description, condition } };
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
