import { Button } from '@blueprintjs/core';
import { Key, Plus } from '@blueprintjs/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Credential, CredentialUse } from '../../../../../api/contracts/credentials.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { CredentialForm } from '../components/credential-form.tsx';

export function CredentialsPage() {
  return (
    <Gate permission="credentials.read" otherwise="explain">
      <CredentialsList />
    </Gate>
  );
}

function CredentialsList() {
  const { t } = useTranslation('credentials');
  usePageTitle(t('title'));
  const formats = useFormats();
  const [url, setUrl] = useUrlState();
  const [removing, setRemoving] = useState<Credential | undefined>();
  const list = useQuery({
    queryKey: ['credentials', 'list'],
    queryFn: ({ signal }) => api.get<{ readonly items: readonly Credential[] }>('/v1/credentials', undefined, signal),
  });
  const rows = list.data?.items ?? [];
  const replacing = rows.find((one) => one.id === url.replace);
  const columns: Column<Credential>[] = [
    { id: 'name', label: t('name'), phone: 'title', cell: (one) => one.name },
    { id: 'kind', label: t('kind'), width: '20%', cell: (one) => t(`kinds.${one.settings.kind}`) },
    { id: 'hosts', label: t('hosts'), width: '25%', cell: (one) => one.hosts.join(', ') },
    { id: 'used', label: t('used'), width: 130, cell: (one) => (one.lastUsedAt ? formats.relative(one.lastUsedAt) : t('never')) },
    {
      id: 'actions',
      label: t('replace'),
      width: 230,
      cell: (one) => (
        <Gate permission="credentials.write">
          <Button size="small" text={t('replace')} aria-label={`${t('replace')} ${one.name}`} onClick={() => setUrl({ replace: one.id })} />{' '}
          <Button size="small" text={t('remove')} aria-label={`${t('remove')} ${one.name}`} onClick={() => setRemoving(one)} />
        </Gate>
      ),
    },
  ];
  const close = () => setUrl({ new: undefined, replace: undefined });
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('title')}</h1>
        <span className="cz-spacer" />
        <Gate permission="credentials.write">
          <Button intent="primary" icon={<Plus />} text={t('new')} onClick={() => setUrl({ new: '1' })} />
        </Gate>
      </header>
      <p className="cz-muted">{t('intro')}</p>
      {list.error ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={Key} title={t('none')}>
            {t('noneText')}
          </EmptyState>
        </div>
      ) : (
        <DataTable label={t('title')} columns={columns} rows={rows} rowLabel={(one) => one.name} onOpen={() => undefined} />
      )}
      <SidePanel
        isOpen={url.new === '1' || replacing !== undefined}
        onClose={close}
        title={replacing === undefined ? t('new') : t('replaceTitle', { name: replacing.name })}
      >
        <CredentialForm key={replacing?.id ?? 'new'} credential={replacing ?? null} onDone={close} />
      </SidePanel>
      {removing !== undefined && <Removal credential={removing} onClose={() => setRemoving(undefined)} />}
    </div>
  );
}

/** What would fail without it is named before it is gone. */
function Removal({ credential, onClose }: { credential: Credential; onClose: () => void }) {
  const { t } = useTranslation('credentials');
  const client = useQueryClient();
  const uses = useQuery({
    queryKey: ['credentials', credential.id, 'uses'],
    queryFn: ({ signal }) =>
      api.get<{ readonly items: readonly CredentialUse[] }>(`/v1/credentials/${credential.id}/uses`, undefined, signal),
  });
  const names = [...new Set((uses.data?.items ?? []).map((use) => use.name))];
  const remove = useMutation({
    mutationFn: () =>
      api.post(`/v1/credentials/${credential.id}/remove`, { used: names.length > 0 }, { ifMatch: etagOf(credential.version) }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['credentials'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      isOpen
      title={t('removeTitle', { name: credential.name })}
      verb={t('remove')}
      busy={remove.isPending || uses.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <FormErrors error={remove.error ?? uses.error} />
      {names.length === 0 ? t('removeText') : t('removeUsed', { names: names.join(', ') })}
    </ConfirmDialog>
  );
}
