import { Button, InputGroup, Menu, MenuItem, PopoverNext, ProgressBar } from '@blueprintjs/core';
import { Archive, People, Tag } from '@blueprintjs/icons';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lead } from '../../../../../api/contracts/leads.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { toast } from '../../../components/toaster.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useColleagues } from '../../records/users.ts';
import { forEachSettled } from '../for-each-settled.ts';

/** What can be done with several leads at once; each is its own call, and the result names what failed. */
export function BulkBar({ leads, onDone }: { leads: readonly Lead[]; onDone: () => void }) {
  const { t } = useTranslation('leads');
  const { can } = useSession();
  const client = useQueryClient();
  const colleagues = useColleagues();
  const [progress, setProgress] = useState<number | undefined>();
  const [tag, setTag] = useState('');
  const [archiving, setArchiving] = useState(false);
  const run = async (what: 'assigned' | 'tagged' | 'archived', work: (lead: Lead) => Promise<unknown>) => {
    setProgress(0);
    const { done, failed } = await forEachSettled(leads, work, (count) => setProgress(count / leads.length));
    setProgress(undefined);
    setArchiving(false);
    void client.invalidateQueries({ queryKey: ['leads'] });
    const failures =
      failed.length > 0
        ? ` ${t('bulk.failed', {
            count: failed.length,
            names: failed
              .map((lead) => lead.name)
              .slice(0, 3)
              .join(', '),
          })}`
        : '';
    void toast(t(`bulk.${what}`, { count: done }) + failures, failed.length > 0 ? 'warning' : 'success');
    onDone();
  };
  const submitTag = (event: FormEvent) => {
    event.preventDefault();
    const name = tag.trim();
    if (name !== '') void run('tagged', (lead) => api.post(`/v1/leads/${lead.id}/tags`, { name }));
  };
  return (
    <div className="cz-bulk" role="toolbar" aria-label={t('bulk.label')}>
      <strong>{t('bulk.selected', { count: leads.length })}</strong>
      {can('leads.assign') && (
        <PopoverNext
          placement="bottom-start"
          arrow={false}
          content={
            <Menu>
              {colleagues.map((user) => (
                <MenuItem
                  key={user.id}
                  text={user.name}
                  onClick={() => void run('assigned', (lead) => api.post(`/v1/leads/${lead.id}/assign`, { ownerUserId: user.id }))}
                />
              ))}
            </Menu>
          }
        >
          <Button size="small" icon={<People />} text={t('bulk.assign')} />
        </PopoverNext>
      )}
      <PopoverNext
        placement="bottom-start"
        arrow={false}
        content={
          <form className="cz-panel-body cz-row" onSubmit={submitTag}>
            <InputGroup
              autoFocus
              aria-label={t('bulk.tagName')}
              placeholder={t('bulk.tagName')}
              value={tag}
              onChange={(event) => setTag(event.target.value)}
            />
            <Button type="submit" intent="primary" text={t('bulk.tag')} />
          </form>
        }
      >
        <Button size="small" icon={<Tag />} text={t('bulk.tag')} />
      </PopoverNext>
      <Button size="small" icon={<Archive />} text={t('bulk.archive')} onClick={() => setArchiving(true)} />
      <Button size="small" variant="minimal" text={t('bulk.clear')} onClick={onDone} />
      {progress !== undefined && (
        <span style={{ width: 120 }}>
          <ProgressBar value={progress} aria-label={t('bulk.progress')} />
        </span>
      )}
      <ConfirmDialog
        isOpen={archiving}
        title={t('bulk.archiveTitle', { count: leads.length })}
        verb={t('bulk.archiveVerb', { count: leads.length })}
        busy={progress !== undefined}
        onConfirm={() => void run('archived', (lead) => api.delete(`/v1/leads/${lead.id}`))}
        onClose={() => setArchiving(false)}
      >
        {t('bulk.archiveText')}
      </ConfirmDialog>
    </div>
  );
}
