import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Visibility, visibilities } from '../../../../../domain/permissions/permissions.ts';
import { Banner } from '../../../components/banner.tsx';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf, fetchJson } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { type Role, useRoles } from '../people.ts';
import { PermissionMatrix } from './permission-matrix.tsx';
import '../settings.css';

/** A role: its place, whose records it shows, and what it may do. */
export function RoleForm({ role, onDone }: { role?: Role; onDone: () => void }) {
  const { t } = useTranslation(['settings', 'app']);
  const { can } = useSession();
  const client = useQueryClient();
  const roles = useRoles();
  const [name, setName] = useState(role?.name ?? '');
  const [parentId, setParentId] = useState(role?.parentId ?? '');
  const [visibility, setVisibility] = useState<Visibility>(role?.visibility ?? 'all');
  const [permissions, setPermissions] = useState<ReadonlySet<string>>(new Set(role?.permissions));
  const [asked, setAsked] = useState(false);
  const done = (text: string) => {
    void toast(text, 'success');
    void client.invalidateQueries({ queryKey: ['roles'] });
    onDone();
  };
  const body = { name: name.trim(), parentId: parentId === '' ? null : parentId, visibility, permissions: [...permissions].sort() };
  const save = useMutation({
    mutationFn: async () => {
      if (role) await api.patch<Role>(`/v1/roles/${role.id}`, body, etagOf(role.version));
      else await api.post<Role>('/v1/roles', body);
    },
    onSuccess: () => done(t('settings:saved')),
  });
  const remove = useMutation({
    mutationFn: () => fetchJson(`/v1/roles/${role?.id ?? ''}`, { method: 'DELETE', ifMatch: etagOf(role?.version ?? 0) }),
    onSuccess: () => done(t('settings:roles.removed')),
    onSettled: () => setAsked(false),
  });
  const readOnly = role?.fixed === true || !can('roles.write');
  const error = (pointer: string) => (isProblem(save.error) ? save.error.fieldError(pointer) : undefined);
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {role?.fixed && <Banner boxed>{t('settings:roles.fixed')}</Banner>}
      <FormErrors error={save.error ?? remove.error} />
      <div className="cz-form" data-columns="2">
        <TextField label={t('settings:roles.name')} value={name} onChange={setName} error={error('/name')} readOnly={readOnly} required />
        <SelectField
          label={t('settings:roles.parent')}
          value={parentId}
          disabled={readOnly}
          error={error('/parentId')}
          choices={[
            { value: '', label: t('settings:none') },
            ...roles
              .filter((one) => one.id !== role?.id)
              .map((one) => ({ value: one.id, label: t(`app:role.${one.code}`, { defaultValue: one.name }) })),
          ]}
          onChange={setParentId}
        />
        <SelectField
          wide
          label={t('settings:roles.visibility')}
          hint={t('settings:roles.visibilityHint')}
          value={visibility}
          disabled={readOnly}
          choices={visibilities.map((value) => ({ value, label: t(`settings:roles.sees.${value}`) }))}
          onChange={setVisibility}
        />
      </div>
      <PermissionMatrix value={permissions} onChange={setPermissions} readOnly={readOnly} />
      {!readOnly && (
        <div className="cz-row">
          <Button type="submit" intent="primary" loading={save.isPending} text={t('settings:save')} />
          {role && !role.seeded && (
            <Button intent="danger" variant="minimal" text={t('settings:roles.remove')} onClick={() => setAsked(true)} />
          )}
        </div>
      )}
      <ConfirmDialog
        isOpen={asked}
        title={t('settings:roles.removeTitle', { name: role?.name ?? '' })}
        verb={t('settings:roles.remove')}
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsked(false)}
      />
    </form>
  );
}
