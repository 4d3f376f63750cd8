import { Button, InputGroup, Tag } from '@blueprintjs/core';
import { Plus } from '@blueprintjs/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TagRef } from '../../../../api/contracts/records.ts';
import { problemWords } from '../../components/problem-words.ts';
import { toast } from '../../components/toaster.ts';
import { api, type Page } from '../../lib/api/fetch-json.ts';

interface TagsEditorProps {
  readonly path: string;
  readonly id: string;
  readonly tags: readonly TagRef[];
  readonly readOnly: boolean;
}

/** The tags of a record: each can be taken off, a name makes a new one. */
export function TagsEditor({ path, id, tags, readOnly }: TagsEditorProps) {
  const { t } = useTranslation(['records', 'components']);
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [name, setName] = useState('');
  const offeredId = useId();
  const known = useQuery({
    queryKey: ['tags', 'offered', name.trim()],
    queryFn: ({ signal }) => api.get<Page<TagRef>>('/v1/tags', { q: name.trim() || undefined, limit: 20 }, signal),
    enabled: adding,
    staleTime: 30_000,
  });
  const offered = (known.data?.items ?? []).filter((tag) => !tags.some((one) => one.id === tag.id));
  const done = {
    onSuccess: (answer: { tags: readonly TagRef[] }) => {
      client.setQueryData([path, id], (old: object | undefined) => old && { ...old, tags: answer.tags });
      void client.invalidateQueries({ queryKey: [path] });
    },
    onError: (error: unknown) => void toast(problemWords(t, error).title, 'danger'),
  };
  const add = useMutation({ mutationFn: (tag: string) => api.post<{ tags: TagRef[] }>(`/v1/${path}/${id}/tags`, { name: tag }), ...done });
  const remove = useMutation({ mutationFn: (tag: string) => api.delete<{ tags: TagRef[] }>(`/v1/${path}/${id}/tags/${tag}`), ...done });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') add.mutate(name.trim());
    setName('');
    setAdding(false);
  };
  return (
    <span className="cz-row cz-row-wrap">
      {tags.map((tag) => (
        <Tag key={tag.id} minimal onRemove={readOnly ? undefined : () => remove.mutate(tag.id)}>
          {tag.name}
        </Tag>
      ))}
      {!readOnly &&
        (adding ? (
          <form onSubmit={submit}>
            <InputGroup
              autoFocus
              size="small"
              aria-label={t('records:tags.name')}
              autoComplete="off"
              list={offeredId}
              value={name}
              onChange={(event) => setName(event.target.value)}
              onBlur={() => setAdding(name.trim() !== '')}
              onKeyDown={(event) => event.key === 'Escape' && setAdding(false)}
            />
            <datalist id={offeredId}>
              {offered.map((tag) => (
                <option key={tag.id} value={tag.name} />
              ))}
            </datalist>
          </form>
        ) : (
          <Button size="small" variant="minimal" icon={<Plus />} text={t('records:tags.add')} onClick={() => setAdding(true)} />
        ))}
    </span>
  );
}
