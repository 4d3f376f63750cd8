import { z } from 'zod';
import { taskKinds, taskPriorities } from '../../records/task-rules.ts';
import {
  dueReferences,
  dueSchema,
  effectOutcomes,
  located,
  personReferences,
  personSchema,
  personWords,
  recordRetry,
  short,
  textSchema,
} from './shared.ts';
import type { NodeSpec } from './spec.ts';

const config = z.strictObject({
  title: textSchema,
  description: textSchema.default(''),
  kind: z.enum(taskKinds).default('general'),
  priority: z.enum(taskPriorities).default('medium'),
  due: dueSchema.nullable().default(null),
  /** Nobody there (a record without an owner): the task is made without an assignee and shows in the team's list. */
  assignee: personSchema.default({ kind: 'owner' }),
  /** What happens while the assignee is away: left out, the task waits for them. */
  whenAway: z.literal('stand_in').exactOptional(),
});
export type RecordCreateTaskConfig = z.infer<typeof config>;

export const recordCreateTask: NodeSpec<'record.create_task', RecordCreateTaskConfig> = {
  type: 'record.create_task',
  category: 'record',
  icon: 'form',
  config,
  defaults: {
    title: '',
    description: '',
    kind: 'general',
    priority: 'medium',
    due: { kind: 'duration', duration: { amount: 1, unit: 'days', business: true } },
    assignee: { kind: 'owner' },
  },
  outcomes: () => effectOutcomes,
  outputs: () => [
    { name: 'task', type: 'reference', recordType: 'task' },
    { name: 'dueAt', type: 'datetime', maybe: true },
    { name: 'assignee', type: 'user', maybe: true },
  ],
  references: (c) => {
    const person = personReferences('/assignee', c.assignee);
    return {
      texts: [located('/title', c.title), located('/description', c.description)],
      users: person.users,
      values: [...person.values, ...dueReferences('/due', c.due)],
      durations: c.due?.kind === 'duration' ? [located('/due/duration', c.due.duration)] : [],
      required: [located('/title', c.title)],
    };
  },
  sentence: (c) => ({
    key: 'steps.record.create_task.sentence',
    params: {
      title: c.title,
      assignee: JSON.parse(JSON.stringify(c.assignee)),
      due: JSON.parse(JSON.stringify(c.due)),
      priority: c.priority,
    },
  }),
  title: (c) => `Create task "${short(c.title)}" for ${personWords(c.assignee)}`,
  retry: recordRetry,
  emits: () => ['task.created', 'task.assigned'],
};
