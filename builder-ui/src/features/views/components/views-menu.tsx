import { Button, Dialog, DialogBody, DialogFooter, Menu, MenuDivider, MenuItem, PopoverNext } from '@blueprintjs/core';
import { CaretDown, Tick } from '@blueprintjs/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListView } from '../../../../../api/contracts/lists.ts';
import type { ListEntity } from '../../../../../domain/records/list-entities.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import { useListLayout } from '../use-list-layout.ts';

const shares = ['nobody', 'team', 'all'] as const;

interface ViewsMenuProps {
  readonly entity: ListEntity;
  /** The parts of the address that a view keeps. */
  readonly search: Readonly<Record<string, string>>;
  readonly viewId: string | undefined;
  readonly onOpen: (view: ListView | null) => void;
}

/** Saved views: open one, keep what is shown now, share it, open the list with it. */
export function ViewsMenu({ entity, search, viewId, onOpen }: ViewsMenuProps) {
  const { t } = useTranslation('views');
  const { me } = useSession();
  const client = useQueryClient();
  const { list, save, settings, columnsChanged, forget } = useListLayout(entity, viewId);
  const [saving, setSaving] = useState(false);
  const views = list?.views ?? [];
  const current = views.find((view) => view.id === viewId);
  const isOwn = current?.owner.id === me.user.id;
  const changed = current !== undefined && (columnsChanged || !sameSearch(current.search, search));
  const refresh = () => client.invalidateQueries({ queryKey: ['lists', entity] });
  const failed = (error: Error) => void toast(error.message, 'danger');
  const update = useMutation({
    mutationFn: (view: ListView) =>
      api.patch<ListView>(`/v1/list-views/${view.id}`, { search, columns: settings.columns }, etagOf(view.version)),
    onSuccess: () => refresh().then(forget),
    onError: failed,
  });
  const remove = useMutation({
    mutationFn: (view: ListView) => api.delete(`/v1/list-views/${view.id}`),
    onSuccess: () => {
      onOpen(null);
      return refresh();
    },
    onError: failed,
  });
  const isDefault = current !== undefined && settings.defaultViewId === current.id;
  return (
    <>
      <PopoverNext
        placement="bottom-start"
        arrow={false}
        content={
          <Menu>
            <MenuItem text={t('everything')} selected={current === undefined} onClick={() => onOpen(null)} />
            {views.map((view) => (
              <MenuItem
                key={view.id}
                text={view.name}
                label={view.owner.id === me.user.id ? t(`shared.${view.sharedWith}`) : view.owner.name}
                selected={view.id === viewId}
                onClick={() => onOpen(view)}
              />
            ))}
            <MenuDivider />
            <MenuItem text={t('save')} onClick={() => setSaving(true)} />
            {isOwn && changed && <MenuItem text={t('update', { name: current.name })} onClick={() => update.mutate(current)} />}
            {current && (
              <MenuItem
                text={t('openWith')}
                labelElement={isDefault ? <Tick /> : undefined}
                onClick={() => save({ defaultViewId: isDefault ? null : current.id })}
              />
            )}
            {isOwn && <MenuItem intent="danger" text={t('delete', { name: current.name })} onClick={() => remove.mutate(current)} />}
          </Menu>
        }
      >
        <Button
          variant="minimal"
          endIcon={<CaretDown />}
          text={`${current?.name ?? t('everything')}${changed ? ` ${t('changed')}` : ''}`}
        />
      </PopoverNext>
      {saving && (
        <SaveViewDialog
          entity={entity}
          search={search}
          columns={settings.columns}
          onClose={() => setSaving(false)}
          onSaved={(view) => {
            setSaving(false);
            void refresh().then(() => onOpen(view));
          }}
        />
      )}
    </>
  );
}

function sameSearch(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => (a[key] ?? '') === (b[key] ?? ''));
}

interface SaveViewDialogProps {
  readonly entity: ListEntity;
  readonly search: Readonly<Record<string, string>>;
  readonly columns: readonly string[] | null;
  readonly onClose: () => void;
  readonly onSaved: (view: ListView) => void;
}

function SaveViewDialog({ entity, search, columns, onClose, onSaved }: SaveViewDialogProps) {
  const { t } = useTranslation('views');
  const [name, setName] = useState('');
  const [sharedWith, setSharedWith] = useState<(typeof shares)[number]>('nobody');
  const create = useMutation({
    mutationFn: () => api.post<ListView>(`/v1/lists/${entity}/views`, { name: name.trim(), sharedWith, search, columns }),
    onSuccess: onSaved,
  });
  useInertRoot(true);
  return (
    <Dialog isOpen onClose={onClose} title={t('save')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <DialogBody>
          <div className="cz-stack">
            <FormErrors error={create.error} />
            <TextField autoFocus required label={t('name')} value={name} onChange={setName} />
            <SelectField
              label={t('share')}
              value={sharedWith}
              onChange={setSharedWith}
              choices={shares.map((value) => ({ value, label: t(`shared.${value}`) }))}
            />
          </div>
        </DialogBody>
        <DialogFooter
          actions={
            <>
              <Button text={t('cancel')} onClick={onClose} />
              <Button type="submit" intent="primary" disabled={name.trim() === ''} loading={create.isPending} text={t('saveVerb')} />
            </>
          }
        />
      </form>
    </Dialog>
  );
}
