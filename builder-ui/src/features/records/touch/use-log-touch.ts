import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LogActivityBody, logActivity } from '../../../../../api/contracts/activities.ts';
import type { CreateTaskBody, Task } from '../../../../../api/contracts/tasks.ts';
import type { z } from 'zod';
import { toast } from '../../../components/toaster.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { useFormats } from '../../../lib/use-formats.ts';

type Logged = z.infer<typeof logActivity.response>;

/** Everything a touch or a task changes on screen. */
export function useRefreshWork(): () => void {
  const client = useQueryClient();
  return () => {
    const roots = ['home', 'tasks', 'leads', 'contacts', 'companies', 'deals', 'timeline', 'runs'];
    void client.invalidateQueries({ predicate: (query) => roots.includes(String(query.queryKey[0])) });
  };
}

export function useLogActivity(onDone: () => void) {
  const { t } = useTranslation('records');
  const refresh = useRefreshWork();
  const formats = useFormats();
  return useMutation({
    mutationFn: (body: LogActivityBody) => api.post<Logged>('/v1/activities', body),
    onSuccess: ({ followUpTask }) => {
      const next = followUpTask?.dueAt
        ? t('touch.savedNext', { step: followUpTask.title, when: formats.dateTime(followUpTask.dueAt) })
        : '';
      void toast(`${t('touch.saved')} ${next}`.trim(), 'success');
      refresh();
      onDone();
    },
  });
}

export function useCreateTask(onDone: (task: Task) => void) {
  const { t } = useTranslation('records');
  const refresh = useRefreshWork();
  return useMutation({
    mutationFn: (body: CreateTaskBody) => api.post<Task>('/v1/tasks', body),
    onSuccess: (task) => {
      void toast(t('task.created'), 'success');
      refresh();
      onDone(task);
    },
  });
}
