import { Button } from '@blueprintjs/core';
import { ChevronRight, Inbox } from '@blueprintjs/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import type { InboundRequest, InboundWebhook } from '../../../../../api/contracts/inbound-webhooks.ts';
import { ChangedMeanwhile } from '../../../components/changed-meanwhile.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf, type Page } from '../../../lib/api/fetch-json.ts';
import { sameValue } from '../../../lib/api/three-way.ts';
import { type Stand, useConflict, useFollow } from '../../../lib/api/use-conflict.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { AuthEditor } from '../components/auth-editor.tsx';
import { MappingEditor } from '../components/mapping-editor.tsx';
import { MappingTrial } from '../components/mapping-trial.tsx';
import '../../forms/forms.css';
import { SecretOnce } from '../components/secret-once.tsx';
import '../webhooks.css';

export function InboundPage() {
  const { id = '' } = useParams();
  const hook = useQuery({
    queryKey: ['inbound-webhooks', 'one', id],
    queryFn: ({ signal }) => api.get<InboundWebhook>(`/v1/inbound-webhooks/${id}`, undefined, signal),
  });
  if (hook.isPending) return <PageSkeleton />;
  if (!hook.data) return <ErrorState page error={hook.error} onRetry={() => void hook.refetch()} />;
  return <Inbound key={id} hook={hook.data} />;
}

type Settings = Pick<InboundWebhook, 'name' | 'auth' | 'deliveryIdHeader' | 'mapping' | 'keepSamples'>;

function standOf({ version, name, auth, deliveryIdHeader, mapping, keepSamples }: InboundWebhook): Stand<Settings> {
  return { version, draft: { name, auth, deliveryIdHeader, mapping, keepSamples } };
}

function Inbound({ hook }: { hook: InboundWebhook }) {
  const { t } = useTranslation('webhooks');
  const { can } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Settings>(() => standOf(hook).draft);
  const [sample, setSample] = useState('');
  usePageTitle(hook.name);
  const conflict = useConflict({
    start: standOf(hook),
    read: async () => standOf(await api.get<InboundWebhook>(`/v1/inbound-webhooks/${hook.id}`)),
  });
  useFollow(conflict, standOf(hook), draft, setDraft);
  const dirty = !sameValue(draft, conflict.begun);
  const keep = (data: InboundWebhook) => {
    client.setQueryData(['inbound-webhooks', 'one', hook.id], data);
    void client.invalidateQueries({ queryKey: ['inbound-webhooks', 'list'] });
  };
  const save = useMutation({
    mutationFn: async (version: number) =>
      (await api.patch<InboundWebhook>(`/v1/inbound-webhooks/${hook.id}`, draft, etagOf(version))).data,
    onSuccess: (data) => {
      keep(data);
      setDraft(standOf(data).draft);
      conflict.goOnFrom(standOf(data));
      void toast(t('saved'), 'success');
    },
    onError: conflict.onError,
  });
  const act = useMutation({
    mutationFn: (action: 'rotate-secret' | 'archive') =>
      api.post<InboundWebhook & { secret?: string | null }>(
        `/v1/inbound-webhooks/${hook.id}/${action}`,
        {},
        { ifMatch: etagOf(conflict.version) },
      ),
    onSuccess: (data, action) => {
      conflict.goOnFrom({ draft: conflict.begun ?? draft, version: data.version });
      void client.invalidateQueries({ queryKey: ['inbound-webhooks'] });
      if (action === 'archive') void navigate('/webhooks?tab=in');
    },
    onError: conflict.onError,
  });
  const write = can('webhooks.write');
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <nav className="cz-row cz-meta" aria-label={t('breadcrumb')}>
          <Link to="/webhooks?tab=in">{t('title')}</Link> <ChevronRight size={12} />
        </nav>
        <h1 className="cz-truncate">{hook.name}</h1>
        <span className="cz-spacer" />
        {write && (
          <>
            <Button variant="minimal" text={t('archive')} onClick={() => act.mutate('archive')} />
            <Button text={t('rotate')} onClick={() => act.mutate('rotate-secret')} />
            <Button
              intent="primary"
              text={t('save')}
              disabled={!dirty}
              loading={save.isPending}
              onClick={() => save.mutate(conflict.version)}
            />
          </>
        )}
      </header>
      {act.data?.secret && <SecretOnce secret={act.data.secret} label={t('in.rotated')} />}
      <ChangedMeanwhile
        conflict={conflict}
        draft={draft}
        onDraft={setDraft}
        onKeepMine={save.mutate}
        fields={{
          name: { label: t('field.name') },
          auth: { label: t('field.auth') },
          deliveryIdHeader: { label: t('field.deliveryId') },
          mapping: { label: t('mapping.title') },
        }}
      />
      <FormErrors error={conflict.left(save.error) ?? conflict.left(act.error)} />
      <p className="cz-panel cz-panel-body cz-mono">
        POST {new URL(hook.url, window.location.href).href}
        {hook.auth.kind === 'path' && `/${t('in.secretPart')}`}
      </p>
      <div className="cz-form-designer">
        <fieldset className="cz-panel cz-panel-body cz-form-settings" disabled={!write}>
          <legend className="cz-hidden">{t('in.settings')}</legend>
          <TextField label={t('field.name')} value={draft.name} onChange={(name) => setDraft({ ...draft, name })} />
          <AuthEditor auth={draft.auth} onChange={(auth) => setDraft({ ...draft, auth })} />
          <TextField
            label={t('field.deliveryId')}
            hint={t('field.deliveryIdHint')}
            value={draft.deliveryIdHeader ?? ''}
            onChange={(name) => setDraft({ ...draft, deliveryIdHeader: name === '' ? null : name })}
          />
          <h2>{t('mapping.title')}</h2>
          <MappingEditor mapping={draft.mapping} onChange={(mapping) => setDraft({ ...draft, mapping })} />
        </fieldset>
        <MappingTrial id={hook.id} mapping={draft.mapping} sample={sample} onSample={setSample} />
      </div>
      <Requests hookId={hook.id} onSample={setSample} />
    </div>
  );
}

function Requests({ hookId, onSample }: { hookId: string; onSample: (text: string) => void }) {
  const { t } = useTranslation('webhooks');
  const { can } = useSession();
  const formats = useFormats();
  const client = useQueryClient();
  const requests = useQuery({
    queryKey: ['inbound-webhooks', 'requests', hookId],
    queryFn: ({ signal }) => api.get<Page<InboundRequest>>(`/v1/inbound-webhooks/${hookId}/requests`, { limit: 50 }, signal),
    refetchInterval: 5_000,
  });
  const act = useMutation({
    mutationFn: ({ id, action }: { id: string; action: 'replay' | 'redact' }) =>
      api.post(`/v1/inbound-webhooks/${hookId}/requests/${id}/${action}`, {}),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['inbound-webhooks', 'requests', hookId] }),
  });
  const rows = requests.data?.items ?? [];
  return (
    <section className="cz-panel" aria-label={t('in.requests')}>
      <h2 className="cz-panel-head">{t('in.requests')}</h2>
      <FormErrors error={act.error} />
      {rows.length === 0 && (
        <EmptyState icon={Inbox} title={t('in.noRequests')}>
          {t('in.noRequestsText')}
        </EmptyState>
      )}
      {rows.map((row) => (
        <details key={row.id} className="cz-panel-body">
          <summary>
            {formats.dateTime(row.createdAt)} <StatusChip of="inbound" value={row.outcome} />{' '}
            <span className="cz-meta">{row.reason ?? row.deliveryId ?? ''}</span>
          </summary>
          {row.problems.map((problem) => (
            <p key={problem.detail}>{problem.detail}</p>
          ))}
          {row.leadId && <Link to={`/leads/${row.leadId}`}>{t('in.lead')}</Link>}
          {row.body === null ? <p className="cz-muted">{t('in.notKept')}</p> : <pre className="cz-raw">{row.body}</pre>}
          {row.body !== null && (
            <div className="cz-row">
              <Button size="small" text={t('in.asSample')} onClick={() => onSample(pretty(row.body ?? ''))} />
              {can('webhooks.write') && (
                <>
                  <Button size="small" text={t('in.replay')} onClick={() => act.mutate({ id: row.id, action: 'replay' })} />
                  <Button size="small" text={t('in.redact')} onClick={() => act.mutate({ id: row.id, action: 'redact' })} />
                </>
              )}
            </div>
          )}
        </details>
      ))}
    </section>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
