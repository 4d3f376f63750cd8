import { Button } from '@blueprintjs/core';
import { Key, Plus } from '@blueprintjs/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { ApiKey, createApiKey } from '../../../../../api/contracts/access.ts';
import { keyScopes } from '../../../../../domain/permissions/permissions.ts';
import { Banner } from '../../../components/banner.tsx';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { api, type Page } from '../../../lib/api/fetch-json.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { PeopleTabs } from '../components/people-tabs.tsx';
import { PermissionMatrix } from '../components/permission-matrix.tsx';
import '../settings.css';

export function ApiKeysPage() {
  return (
    <Gate permission="api_keys.write" otherwise="explain">
      <KeysList />
    </Gate>
  );
}

function KeysList() {
  const { t } = useTranslation('settings');
  usePageTitle(t('keys.title'));
  const formats = useFormats();
  const client = useQueryClient();
  const [url, setUrl] = useUrlState();
  const [ending, setEnding] = useState<ApiKey | undefined>();
  const keys = useQuery({
    queryKey: ['api-keys'],
    queryFn: ({ signal }) => api.get<Page<ApiKey>>('/v1/api-keys', { limit: 200 }, signal),
  });
  const end = useMutation({
    mutationFn: (id: string) => api.delete(`/v1/api-keys/${id}`),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['api-keys'] }),
    onSettled: () => setEnding(undefined),
  });
  const rows = keys.data?.items ?? [];
  const state = (key: ApiKey) =>
    key.revokedAt
      ? t('keys.revoked')
      : key.expiresAt && new Date(key.expiresAt) < new Date()
        ? t('keys.expired')
        : key.lastUsedAt
          ? t('keys.used', { when: formats.relative(key.lastUsedAt) })
          : t('keys.unused');
  const columns: Column<ApiKey>[] = [
    { id: 'name', label: t('keys.name'), phone: 'title', cell: (key) => `${key.name} (${key.prefix}…)` },
    { id: 'owner', label: t('keys.owner'), width: '18%', cell: (key) => key.owner.name },
    { id: 'scopes', label: t('keys.scopes'), width: '28%', cell: (key) => key.scopes.join(', ') },
    { id: 'state', label: t('keys.state'), width: '18%', cell: state },
    {
      id: 'end',
      label: t('keys.revoke'),
      width: 110,
      cell: (key) =>
        key.revokedAt ? null : (
          <Button size="small" text={t('keys.revoke')} aria-label={`${t('keys.revoke')} ${key.name}`} onClick={() => setEnding(key)} />
        ),
    },
  ];
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('people')}</h1>
        <PeopleTabs active="api-keys" />
        <span className="cz-spacer" />
        <Button intent="primary" icon={<Plus />} text={t('keys.new')} onClick={() => setUrl({ new: '1' })} />
      </header>
      <FormErrors error={end.error} />
      {keys.error ? (
        <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />
      ) : rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={Key} title={t('keys.none')}>
            {t('keys.noneText')}
          </EmptyState>
        </div>
      ) : (
        <DataTable label={t('keys.title')} columns={columns} rows={rows} rowLabel={(key) => key.name} onOpen={() => undefined} />
      )}
      <SidePanel isOpen={url.new === '1'} onClose={() => setUrl({ new: undefined })} title={t('keys.new')} width={640}>
        <NewKey onDone={() => setUrl({ new: undefined })} />
      </SidePanel>
      <ConfirmDialog
        isOpen={ending !== undefined}
        title={t('keys.revokeTitle', { name: ending?.name ?? '' })}
        verb={t('keys.revoke')}
        busy={end.isPending}
        onConfirm={() => ending && end.mutate(ending.id)}
        onClose={() => setEnding(undefined)}
      >
        {t('keys.revokeText')}
      </ConfirmDialog>
    </div>
  );
}

function NewKey({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<ReadonlySet<string>>(new Set());
  const create = useMutation({
    mutationFn: () => api.post<z.infer<typeof createApiKey.response>>('/v1/api-keys', { name: name.trim(), scopes: [...scopes].sort() }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['api-keys'] }),
  });
  if (create.data?.key) {
    return (
      <div className="cz-stack">
        <Banner boxed intent="warning">
          {t('keys.once')}
        </Banner>
        <p className="cz-secret">{create.data.key}</p>
        <div>
          <Button intent="primary" text={t('done')} onClick={onDone} />
        </div>
      </div>
    );
  }
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <FormErrors error={create.error} />
      <TextField label={t('keys.name')} value={name} onChange={setName} required autoFocus />
      <PermissionMatrix value={scopes} onChange={setScopes} among={keyScopes} />
      <div>
        <Button type="submit" intent="primary" disabled={scopes.size === 0} loading={create.isPending} text={t('keys.create')} />
      </div>
    </form>
  );
}
