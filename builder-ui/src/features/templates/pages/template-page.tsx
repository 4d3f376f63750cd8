import { Button } from '@blueprintjs/core';
import { ChevronRight } from '@blueprintjs/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useBlocker, useNavigate, useParams } from 'react-router';
import type { Template } from '../../../../../api/contracts/templates.ts';
import { Banner } from '../../../components/banner.tsx';
import { ChangedMeanwhile } from '../../../components/changed-meanwhile.tsx';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { type Stand, useConflict, useFollow } from '../../../lib/api/use-conflict.ts';
import { useHotkeyScope } from '../../../lib/hotkeys/hotkeys.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { TemplateEditor } from '../components/template-editor.tsx';
import type { TemplateDraft } from '../templates.ts';
import '../templates.css';

const blank: TemplateDraft = { name: '', channel: 'email', category: 'transactional', subject: '', body: '' };

export function NewTemplatePage() {
  return <TemplateForm template={undefined} />;
}

export function TemplatePage() {
  const { id = '' } = useParams();
  const template = useQuery({
    queryKey: ['templates', id],
    queryFn: ({ signal }) => api.get<Template>(`/v1/templates/${id}`, undefined, signal),
  });
  if (template.isPending) return <PageSkeleton />;
  if (!template.data) return <ErrorState page error={template.error} onRetry={() => void template.refetch()} />;
  return <TemplateForm key={id} template={template.data} />;
}

function TemplateForm({ template }: { template: Template | undefined }) {
  const { t } = useTranslation('templates');
  const { can } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<TemplateDraft>(() => (template ? standOf(template).draft : blank));
  const conflict = useConflict({
    start: template && standOf(template),
    read: async () => {
      const now = await api.get<Template>(`/v1/templates/${template?.id}`);
      client.setQueryData(['templates', now.id], now);
      return standOf(now);
    },
  });
  useFollow(conflict, template && standOf(template), draft, setDraft);
  const saved = conflict.begun ?? blank;
  usePageTitle(template?.name ?? t('new'));
  const readOnly = !can('templates.write') || (template?.archivedAt ?? null) !== null;
  const dirty = (['name', 'channel', 'category', 'subject', 'body'] as const).some((name) => draft[name] !== saved[name]);
  const keep = (data: Template) => {
    client.setQueryData(['templates', data.id], data);
    void client.invalidateQueries({ queryKey: ['templates', 'list'] });
    conflict.goOnFrom(standOf(data));
  };
  const save = useMutation({
    mutationFn: async (version: number) => {
      const { name, channel, category, subject, body } = draft;
      if (!template) return api.post<Template>('/v1/templates', { name, channel, category, subject, body });
      return (await api.patch<Template>(`/v1/templates/${template.id}`, { name, category, subject, body }, etagOf(version))).data;
    },
    onSuccess: (data) => {
      keep(data);
      void toast(t('saved'), 'success');
      if (!template) setTimeout(() => void navigate(`/templates/${data.id}`, { replace: true }));
    },
    onError: conflict.onError,
  });
  const act = useMutation({
    mutationFn: (action: 'approve' | 'archive') =>
      api.post<Template>(`/v1/templates/${template?.id}/${action}`, {}, { ifMatch: etagOf(conflict.version) }),
    onSuccess: (data, action) => {
      keep(data);
      void toast(t(action === 'approve' ? 'approvedDone' : 'archivedDone'), 'success');
      if (action === 'archive') void navigate('/templates');
    },
    onError: conflict.onError,
  });
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => dirty && !save.isSuccess && currentLocation.pathname !== nextLocation.pathname,
  );
  useHotkeyScope(t('title'), [
    { combo: 'mod+s', label: t('save'), inFields: true, disabled: readOnly || !dirty, run: () => save.mutate(conflict.version) },
  ]);
  return (
    <form
      className="cz-page"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(conflict.version);
      }}
    >
      <header className="cz-page-head">
        <nav className="cz-row cz-meta" aria-label={t('breadcrumb')}>
          <Link to="/templates">{t('title')}</Link> <ChevronRight size={12} />
        </nav>
        <h1 className="cz-truncate">{draft.name || t('new')}</h1>
        {template && <StatusChip of="template" value={template.status} />}
        {dirty && <span className="cz-meta">{t('unsaved')}</span>}
        <span className="cz-spacer" />
        {template && !readOnly && (
          <Button variant="minimal" text={t('archive')} loading={act.isPending} onClick={() => act.mutate('archive')} />
        )}
        {template && template.status === 'draft' && !readOnly && (
          <Button text={t('approve')} disabled={dirty} loading={act.isPending} onClick={() => act.mutate('approve')} />
        )}
        {!readOnly && <Button type="submit" intent="primary" disabled={!dirty} loading={save.isPending} text={t('save')} />}
      </header>
      {template && template.status === 'draft' && template.approvedNumber !== null && (
        <Banner boxed>{t('draftBanner', { number: template.approvedNumber })}</Banner>
      )}
      <ChangedMeanwhile
        conflict={conflict}
        draft={draft}
        onDraft={setDraft}
        onKeepMine={save.mutate}
        fields={{
          name: { label: t('name') },
          category: { label: t('category.label'), show: ({ category }) => t(`category.${category}`) },
          subject: { label: t('subject') },
          body: { label: t('body') },
        }}
      />
      <FormErrors
        error={conflict.left(save.error) ?? conflict.left(act.error)}
        ids={{ '/name': 'tpl-name', '/subject': 'tpl-subject', '/body': 'tpl-body' }}
      />
      <TemplateEditor draft={draft} onChange={setDraft} readOnly={readOnly} channelFixed={template !== undefined} error={save.error} />
      <ConfirmDialog
        isOpen={blocker.state === 'blocked'}
        title={t('leave.title')}
        verb={t('leave.verb')}
        onConfirm={() => blocker.proceed?.()}
        onClose={() => blocker.reset?.()}
      >
        {t('leave.text')}
      </ConfirmDialog>
    </form>
  );
}

function standOf({ version, name, channel, category, subject, body }: Template): Stand<TemplateDraft> {
  return { version, draft: { name, channel, category, subject, body } };
}
