import { Button } from '@blueprintjs/core';
import { ChevronRight } from '@blueprintjs/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useBlocker, useNavigate, useParams } from 'react-router';
import type { Form } from '../../../../../api/contracts/form-design.ts';
import { Banner } from '../../../components/banner.tsx';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { toast } from '../../../components/toaster.ts';
import { ViewTabs } from '../../../components/view-tabs.tsx';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { sameValue } from '../../../lib/api/three-way.ts';
import { type Conflict, useConflict, useFollow } from '../../../lib/api/use-conflict.ts';
import { useHotkeyScope } from '../../../lib/hotkeys/hotkeys.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { FieldsEditor } from '../components/fields-editor.tsx';
import { FormConflict, type FormDraft, standOf } from '../components/form-conflict.tsx';
import { FormPreview } from '../components/form-preview.tsx';
import { FormSettings } from '../components/form-settings.tsx';
import { ShareForm } from '../components/share-form.tsx';
import { SubmissionList } from '../components/submission-list.tsx';
import { type FormContent, startContent, tidy, useForm } from '../forms.ts';
import '../forms.css';

const tabs = ['design', 'settings', 'share', 'submissions'] as const;

export function NewFormPage() {
  return <Designer form={undefined} />;
}

export function FormPage() {
  const { id = '' } = useParams();
  const form = useForm(id);
  if (form.isPending) return <PageSkeleton />;
  if (!form.data) return <ErrorState page error={form.error} onRetry={() => void form.refetch()} />;
  return <Designer key={id} form={form.data} />;
}

function Designer({ form }: { form: Form | undefined }) {
  const { t } = useTranslation('forms');
  const { can } = useSession();
  const [url, setUrl] = useUrlState();
  const tab = tabs.find((one) => one === url.tab) ?? 'design';
  const first = useMemo(() => startContent(t), [t]);
  const [draft, setDraft] = useState<FormDraft>(() => (form ? standOf(form).draft : { ...first, name: first.title }));
  const { name, ...content } = draft;
  const setName = (next: string) => setDraft({ ...draft, name: next });
  const setContent = (next: FormContent) => setDraft({ ...next, name });
  const conflict = useConflict({
    start: form && standOf(form),
    read: async () => standOf(await api.get<Form>(`/v1/forms/${form?.id}`)),
  });
  useFollow(conflict, form && standOf(form), draft, setDraft);
  usePageTitle(form?.name ?? t('new'));
  const dirty = conflict.begun === undefined || !sameValue(draft, conflict.begun);
  const readOnly = !can('forms.write') || form?.status === 'archived';
  const leaving = useRef(false);
  const { save, act } = useSaving(form, draft, conflict, () => {
    // The page of the new form follows at once; nothing is lost on the way.
    leaving.current = form === undefined;
  });
  const [asking, setAsking] = useState(false);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => dirty && !leaving.current && currentLocation.pathname !== nextLocation.pathname,
  );
  useHotkeyScope(t('title'), [
    { combo: 'mod+s', label: t('save'), inFields: true, disabled: readOnly || !dirty, run: () => save.mutate(conflict.version) },
  ]);
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <nav className="cz-row cz-meta" aria-label={t('breadcrumb')}>
          <Link to="/forms">{t('title')}</Link> <ChevronRight size={12} />
        </nav>
        <h1 className="cz-truncate">{name || t('new')}</h1>
        {form && <StatusChip of="form" value={form.status} />}
        {dirty && <span className="cz-meta">{t('unsaved')}</span>}
        <span className="cz-spacer" />
        {form && !readOnly && <Button variant="minimal" text={t('archive')} onClick={() => setAsking(true)} />}
        {!readOnly && (
          <Button
            text={t('save')}
            disabled={!dirty}
            loading={save.isPending}
            intent={dirty ? 'primary' : 'none'}
            onClick={() => save.mutate(conflict.version)}
          />
        )}
        {form && !readOnly && (
          <Button
            text={t('publish')}
            intent={dirty ? 'none' : 'primary'}
            disabled={dirty || (form.status === 'published' && !form.draftChanged)}
            loading={act.isPending}
            onClick={() => act.mutate('publish')}
          />
        )}
      </header>
      <ViewTabs
        label={t('tabs.label')}
        tabs={tabs.map((id) => ({
          id,
          label: t(`tabs.${id}`),
          count: id === 'submissions' && form ? form.accepted + form.refused : undefined,
        }))}
        active={tab}
        onChange={(id) => setUrl({ tab: id === 'design' ? undefined : id })}
      />
      {form?.status === 'published' && form.draftChanged && <Banner boxed>{t('draftBanner', { number: form.publishedVersion })}</Banner>}
      <FormConflict conflict={conflict} draft={draft} onDraft={setDraft} onKeepMine={save.mutate} />
      <FormErrors error={conflict.left(act.error) ?? conflict.left(save.error)} />
      {tab === 'design' && (
        <div className="cz-form-designer">
          <FieldsEditor content={content} onChange={setContent} readOnly={readOnly} />
          <FormPreview content={content} />
        </div>
      )}
      {tab === 'settings' && (
        <div className="cz-form-designer">
          <FormSettings name={name} onName={setName} content={content} onChange={setContent} readOnly={readOnly} />
          <FormPreview content={content} />
        </div>
      )}
      {tab === 'share' && <ShareForm form={form} />}
      {tab === 'submissions' && <SubmissionList formId={form?.id} />}
      <ConfirmDialog
        isOpen={asking}
        title={t('archiveAsk.title')}
        verb={t('archiveAsk.verb')}
        busy={act.isPending}
        onConfirm={() => act.mutate('archive', { onSettled: () => setAsking(false) })}
        onClose={() => setAsking(false)}
      >
        {t('archiveAsk.text')}
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={blocker.state === 'blocked'}
        title={t('leave.title')}
        verb={t('leave.verb')}
        onConfirm={() => blocker.proceed?.()}
        onClose={() => blocker.reset?.()}
      >
        {t('leave.text')}
      </ConfirmDialog>
    </div>
  );
}

function useSaving(form: Form | undefined, draft: FormDraft, conflict: Conflict<FormDraft>, onSaved: () => void) {
  const { t } = useTranslation('forms');
  const client = useQueryClient();
  const navigate = useNavigate();
  const keep = (data: Form) => {
    client.setQueryData(['forms', 'one', data.id], data);
    void client.invalidateQueries({ queryKey: ['forms', 'list'] });
    void client.invalidateQueries({ queryKey: ['forms', 'names'] });
  };
  const save = useMutation({
    mutationFn: async (version: number) => {
      const { name, ...content } = draft;
      if (!form) return api.post<Form>('/v1/forms', { name, content: tidy(content) });
      return (await api.patch<Form>(`/v1/forms/${form.id}`, { name, content: tidy(content) }, etagOf(version))).data;
    },
    onSuccess: (data) => {
      keep(data);
      conflict.goOnFrom({ draft, version: data.version });
      onSaved();
      void toast(t('saved'), 'success');
      if (!form) setTimeout(() => void navigate(`/forms/${data.id}`, { replace: true }));
    },
    onError: conflict.onError,
  });
  const act = useMutation({
    mutationFn: (action: 'publish' | 'archive') =>
      api.post<Form>(`/v1/forms/${form?.id}/${action}`, {}, { ifMatch: etagOf(conflict.version) }),
    onSuccess: (data, action) => {
      keep(data);
      conflict.goOnFrom({ draft: conflict.begun ?? draft, version: data.version });
      void toast(t(action === 'publish' ? 'published' : 'archivedDone'), 'success');
      if (action === 'archive') void navigate('/forms');
      else void navigate(`/forms/${data.id}?tab=share`, { replace: true });
    },
    onError: conflict.onError,
  });
  return { save, act };
}
