import { Button, Menu, MenuItem, PopoverNext } from '@blueprintjs/core';
import { Archive, More } from '@blueprintjs/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { toast } from '../../components/toaster.ts';
import { api } from '../../lib/api/fetch-json.ts';

/** The menu of a record's page: archiving, named and confirmed. */
export function ArchiveMenu({ path, record }: { path: string; record: { readonly id: string; readonly name: string } }) {
  const { t } = useTranslation('records');
  const navigate = useNavigate();
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const archive = useMutation({
    mutationFn: () => api.delete(`/v1/${path}/${record.id}`),
    onSuccess: () => {
      void toast(t('archive.done', { name: record.name }));
      client.removeQueries({ queryKey: [path, record.id] });
      void client.invalidateQueries({ queryKey: [path] });
      void navigate(`/${path}`);
    },
    onError: () => setAsked(false),
  });
  return (
    <>
      <PopoverNext
        placement="bottom-end"
        arrow={false}
        content={
          <Menu>
            <MenuItem icon={<Archive />} text={t('archive.ask')} onClick={() => setAsked(true)} />
          </Menu>
        }
      >
        <Button variant="minimal" icon={<More />} aria-label={t('archive.menu', { name: record.name })} />
      </PopoverNext>
      <ConfirmDialog
        isOpen={asked}
        title={t('archive.title', { name: record.name })}
        verb={t('archive.verb')}
        busy={archive.isPending}
        onConfirm={() => archive.mutate()}
        onClose={() => setAsked(false)}
      >
        {t('archive.text')}
      </ConfirmDialog>
    </>
  );
}
