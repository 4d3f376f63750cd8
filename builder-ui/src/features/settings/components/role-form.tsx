import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Visibility, visibilities } from '../../../../../domain/permissions/permissions.ts';
import { Banner } from '../../../components/banner.tsx';
import { ChangedMeanwhile } from '../../../components/changed-meanwhile.tsx';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf, fetchJson } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { type Stand, useConflict } from '../../../lib/api/use-conflict.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { type Role, useRoles } from '../people.ts';
import { PermissionMatrix } from './permission-matrix.tsx';
import '../settings.css';

interface RoleDraft {
  readonly name: string;
  readonly parentId: string | null;
  readonly visibility: Visibility;
  readonly permissions: readonly string[];
}

/** A role: its place, whose records it shows, and what it may do. */
export function RoleForm({ role, onDone }: { role?: Role; onDone: () => void }) {
  const { t } = useTranslation(['settings', 'app']);
  const { can } = useSession();
  const client = useQueryClient();
  const roles = useRoles();
  const [draft, setDraft] = useState<RoleDraft>(() => (role ? standOf(role).draft : blank));
  const set = (change: Partial<RoleDraft>) => setDraft({ ...draft, ...change });
  const conflict = useConflict({
    start: role && standOf(role),
    read: async () => standOf(await api.get<Role>(`/v1/roles/${role?.id}`)),
  });
  const [asked, setAsked] = useState(false);
  const done = (text: string) => {
    void toast(text, 'success');
    void client.invalidateQueries({ queryKey: ['roles'] });
    onDone();
  };
  const save = useMutation({
    mutationFn: async (version: number) => {
      const body = { ...draft, name: draft.name.trim() };
      if (role) await api.patch<Role>(`/v1/roles/${role.id}`, body, etagOf(version));
      else await api.post<Role>('/v1/roles', body);
    },
    onSuccess: () => done(t('settings:saved')),
    onError: conflict.onError,
  });
  const remove = useMutation({
    mutationFn: () => fetchJson(`/v1/roles/${role?.id ?? ''}`, { method: 'DELETE', ifMatch: etagOf(role?.version ?? 0) }),
    onSuccess: () => done(t('settings:roles.removed')),
    onSettled: () => setAsked(false),
  });
  const nameOf = (id: string | null) => {
    const one = roles.find((other) => other.id === id);
    return one ? t(`app:role.${one.code}`, { defaultValue: one.name }) : t('settings:none');
  };
  const readOnly = role?.fixed === true || !can('roles.write');
  const error = (pointer: string) => (isProblem(save.error) ? save.error.fieldError(pointer) : undefined);
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(conflict.version);
      }}
    >
      {role?.fixed && <Banner boxed>{t('settings:roles.fixed')}</Banner>}
      <ChangedMeanwhile
        conflict={conflict}
        draft={draft}
        onDraft={setDraft}
        onKeepMine={save.mutate}
        fields={{
          name: { label: t('settings:roles.name') },
          parentId: { label: t('settings:roles.parent'), show: ({ parentId }) => nameOf(parentId) },
          visibility: { label: t('settings:roles.visibility'), show: ({ visibility }) => t(`settings:roles.sees.${visibility}`) },
          permissions: {
            label: t('settings:roles.rights'),
            show: ({ permissions }) => changesOf(conflict.begun?.permissions ?? [], permissions),
          },
        }}
      />
      <FormErrors error={conflict.left(save.error) ?? remove.error} />
      <div className="cz-form" data-columns="2">
        <TextField
          label={t('settings:roles.name')}
          value={draft.name}
          onChange={(name) => set({ name })}
          error={error('/name')}
          readOnly={readOnly}
          required
        />
        <SelectField
          label={t('settings:roles.parent')}
          value={draft.parentId ?? ''}
          disabled={readOnly}
          error={error('/parentId')}
          choices={[
            { value: '', label: t('settings:none') },
            ...roles.filter((one) => one.id !== role?.id).map((one) => ({ value: one.id, label: nameOf(one.id) })),
          ]}
          onChange={(parentId) => set({ parentId: parentId || null })}
        />
        <SelectField
          wide
          label={t('settings:roles.visibility')}
          hint={t('settings:roles.visibilityHint')}
          value={draft.visibility}
          disabled={readOnly}
          choices={visibilities.map((value) => ({ value, label: t(`settings:roles.sees.${value}`) }))}
          onChange={(visibility) => set({ visibility })}
        />
      </div>
      <PermissionMatrix
        value={new Set(draft.permissions)}
        onChange={(permissions) => set({ permissions: [...permissions].sort() })}
        readOnly={readOnly}
      />
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

const blank: RoleDraft = { name: '', parentId: null, visibility: 'all', permissions: [] };

function standOf({ version, name, parentId, visibility, permissions }: Role): Stand<RoleDraft> {
  return { version, draft: { name, parentId, visibility, permissions: [...permissions].sort() } };
}

/** A role has dozens of rights: only those that were given or taken are worth reading. */
function changesOf(before: readonly string[], now: readonly string[]): string {
  const given = now.filter((code) => !before.includes(code)).map((code) => `+ ${code}`);
  const taken = before.filter((code) => !now.includes(code)).map((code) => `− ${code}`);
  return [...given, ...taken].join('\n');
}
