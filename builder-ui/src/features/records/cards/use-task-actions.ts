import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../../api/contracts/tasks.ts';
import { problemWords } from '../../../components/problem-words.ts';
import { toast } from '../../../components/toaster.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { useRefreshWork } from '../touch/use-log-touch.ts';

export interface TaskCompletion {
  readonly outcome?: string | null;
  readonly notes?: string | null;
}

/** What can be done with a task, each telling its result; completing and cancelling can be undone from the toast. */
export function useTaskActions(task: { readonly id: string }) {
  const { t } = useTranslation(['records', 'components']);
  const refresh = useRefreshWork();
  const formats = useFormats();
  const onError = (error: unknown) => {
    const { title, detail } = problemWords(t, error);
    void toast(detail || title, 'danger');
    refresh();
  };
  const act = (action: string, body: unknown) => api.post<Task>(`/v1/tasks/${task.id}/${action}`, body);
  const reopen = useMutation({ mutationFn: () => act('reopen', {}), onSuccess: refresh, onError });
  const undo = { text: t('records:undo'), onClick: () => reopen.mutate() };
  const complete = useMutation({
    mutationFn: (completion: TaskCompletion) => act('complete', completion),
    onSuccess: () => {
      void toast(t('records:task.completed'), 'success', undo);
      refresh();
    },
    onError,
  });
  const reschedule = useMutation({
    mutationFn: (dueAt: string) => act('reschedule', { dueAt }),
    onSuccess: (_, dueAt) => {
      void toast(t('records:task.moved', { when: formats.dateTime(dueAt) }), 'success');
      refresh();
    },
    onError,
  });
  const cancel = useMutation({
    mutationFn: (reason: string | null) => act('cancel', { reason }),
    onSuccess: () => {
      void toast(t('records:task.cancelled'), 'none', undo);
      refresh();
    },
    onError,
  });
  const start = useMutation({ mutationFn: () => act('start', {}), onSuccess: refresh, onError });
  return { complete, reschedule, cancel, reopen, start };
}
