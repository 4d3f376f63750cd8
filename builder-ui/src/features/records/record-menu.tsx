import { Button, Menu, MenuDivider, MenuItem, PopoverNext } from '@blueprintjs/core';
import { Archive, History, More, Repeat, Trash } from '@blueprintjs/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { TextField } from '../../components/text-field.tsx';
import { problemWords } from '../../components/problem-words.ts';
import { toast } from '../../components/toaster.ts';
import { api } from '../../lib/api/fetch-json.ts';
import { useSession } from '../../lib/session/session.tsx';

interface RecordMenuProps {
  readonly path: 'leads' | 'contacts' | 'companies' | 'deals';
  readonly record: { readonly id: string; readonly name: string; readonly archivedAt: string | null };
  /** Further entries of the kind, above. */
  readonly children?: ReactNode;
}

/** The menu of a record's page: archive and bring back; for those who may, erase for ever, named and confirmed. */
export function RecordMenu({ path, record, children }: RecordMenuProps) {
  const { t } = useTranslation(['records', 'components']);
  const { can } = useSession();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [asked, setAsked] = useState<'archive' | 'erase' | null>(null);
  const [typed, setTyped] = useState('');
  const refused = (error: unknown) => {
    setAsked(null);
    const words = problemWords(t, error);
    void toast(words.detail || words.title, 'danger');
  };
  const gone = (message: string) => {
    void toast(message);
    client.removeQueries({ queryKey: [path, record.id] });
    void client.invalidateQueries({ queryKey: [path] });
    void navigate(`/${path}`);
  };
  const archive = useMutation({
    mutationFn: () => api.delete(`/v1/${path}/${record.id}`),
    onSuccess: () => gone(t('records:archive.done', { name: record.name })),
    onError: refused,
  });
  const erase = useMutation({
    mutationFn: () => api.post(`/v1/${path}/${record.id}/erase`),
    onSuccess: () => gone(t('records:erase.done')),
    onError: refused,
  });
  const restore = useMutation({
    mutationFn: () => api.post<object>(`/v1/${path}/${record.id}/restore`),
    onSuccess: (data) => {
      client.setQueryData([path, record.id], data);
      void client.invalidateQueries({ queryKey: [path, 'list'] });
      void toast(t('records:archive.restored', { name: record.name }), 'success');
    },
    onError: refused,
  });
  const mayErase = can('records.erase');
  if (!can(`${path}.write`) && !mayErase && !can('audit.read')) return null;
  return (
    <>
      <PopoverNext
        placement="bottom-end"
        arrow={false}
        content={
          <Menu>
            {children}
            {can(`${path}.write`) &&
              (record.archivedAt ? (
                <MenuItem icon={<Repeat />} text={t('records:archive.restore')} onClick={() => restore.mutate()} />
              ) : (
                <MenuItem icon={<Archive />} text={t('records:archive.ask')} onClick={() => setAsked('archive')} />
              ))}
            {can('audit.read') && (
              <MenuItem
                icon={<History />}
                text={t('records:archive.audit')}
                onClick={() => void navigate(`/settings/audit?record=${record.id}`)}
              />
            )}
            {mayErase && (
              <>
                <MenuDivider />
                <MenuItem icon={<Trash />} intent="danger" text={t('records:erase.ask')} onClick={() => setAsked('erase')} />
              </>
            )}
          </Menu>
        }
      >
        <Button variant="minimal" icon={<More />} aria-label={t('records:archive.menu', { name: record.name })} />
      </PopoverNext>
      <ConfirmDialog
        isOpen={asked === 'archive'}
        title={t('records:archive.title', { name: record.name })}
        verb={t('records:archive.verb')}
        busy={archive.isPending}
        onConfirm={() => archive.mutate()}
        onClose={() => setAsked(null)}
      >
        {t('records:archive.text')}
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asked === 'erase'}
        title={t('records:erase.title', { name: record.name })}
        verb={t('records:erase.verb')}
        busy={erase.isPending}
        onConfirm={() => typed.trim() === record.name.trim() && erase.mutate()}
        onClose={() => setAsked(null)}
      >
        <div className="cz-stack">
          <p>{t('records:erase.text')}</p>
          <TextField label={t('records:erase.type', { name: record.name })} value={typed} onChange={setTyped} autoComplete="off" />
        </div>
      </ConfirmDialog>
    </>
  );
}
