import { Button } from '@blueprintjs/core';
import { Cross, Document, Plus } from '@blueprintjs/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { File as Uploaded, RecordFile } from '../../../../../api/contracts/files.ts';
import type { RecordPointer } from '../../../../../api/contracts/records.ts';
import { problemWords } from '../../../components/problem-words.ts';
import { toast } from '../../../components/toaster.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { Card } from './card.tsx';

/** Files that hang on a record: added, downloaded, taken off. */
export function FilesCard({ record, readOnly }: { record: RecordPointer; readOnly: boolean }) {
  const { t } = useTranslation(['records', 'components']);
  const formats = useFormats();
  const { can } = useSession();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const key = ['record-files', record.type, record.id];
  const files = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<{ items: RecordFile[] }>('/v1/record-files', { recordType: record.type, recordId: record.id }, signal),
    enabled: can('activities.read'),
  });
  const done = {
    onSuccess: (data: { items: RecordFile[] }) => {
      client.setQueryData(key, data);
      void client.invalidateQueries({ queryKey: ['timeline'] });
    },
    onError: (error: unknown) => {
      const words = problemWords(t, error);
      void toast(words.detail || words.title, 'danger');
    },
  };
  const add = useMutation({
    mutationFn: async (file: globalThis.File) => {
      const form = new FormData();
      form.append('file', file);
      const uploaded = await api.post<Uploaded>('/v1/files?purpose=attachment', form);
      return api.post<{ items: RecordFile[] }>('/v1/record-files', { fileId: uploaded.id, record });
    },
    ...done,
  });
  const remove = useMutation({
    mutationFn: (id: string) =>
      api.delete<{ items: RecordFile[] }>(`/v1/record-files/${id}?recordType=${record.type}&recordId=${record.id}`),
    ...done,
  });
  if (!can('activities.read')) return null;
  const items = files.data?.items ?? [];
  const canWrite = can('activities.write') && !readOnly;
  return (
    <Card
      title={t('records:files.title')}
      count={items.length}
      action={
        canWrite && (
          <>
            <input
              ref={input}
              type="file"
              hidden
              onChange={(event) => {
                const file = event.target.files?.[0];
                if (file) add.mutate(file);
                event.target.value = '';
              }}
            />
            <Button
              size="small"
              variant="minimal"
              icon={<Plus />}
              loading={add.isPending}
              text={t('records:files.add')}
              onClick={() => input.current?.click()}
            />
          </>
        )
      }
    >
      {files.isSuccess && items.length === 0 && <p className="cz-card-empty">{t('records:files.none')}</p>}
      <ul>
        {items.map((file) => (
          <li key={file.id} className="cz-card-row">
            <span className="cz-row">
              <Document size={12} />
              <a className="cz-truncate" href={`/v1/files/${file.id}/content`} download={file.name}>
                {file.name}
              </a>
              <span className="cz-spacer" />
              {canWrite && (
                <Button
                  size="small"
                  variant="minimal"
                  icon={<Cross size={12} />}
                  aria-label={t('records:files.remove', { name: file.name })}
                  onClick={() => remove.mutate(file.id)}
                />
              )}
            </span>
            <span className="cz-meta">
              {[sizeOf(file.size, formats.number), file.uploadedBy?.name, formats.relative(file.attachedAt)].filter(Boolean).join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function sizeOf(bytes: number, number: (value: number) => string): string {
  if (bytes < 1_024) return `${number(bytes)} B`;
  return bytes < 1_048_576 ? `${number(Math.round(bytes / 1_024))} KB` : `${number(Math.round(bytes / 104_857.6) / 10)} MB`;
}
