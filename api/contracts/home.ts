import { z } from 'zod';
import { flag, id, instant } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { recordLink } from './records.ts';
import { madeBy, taskKind, taskPriority } from './tasks.ts';

/** One row of the priority list: what it is, why it stands here, what is to be done. */
export const priorityItem = z
  .object({
    id: z.string().meta({ description: 'Stable key of the row: kind and id.' }),
    kind: z.enum(['task', 'lead']),
    group: z.enum(['late', 'today', 'week', 'later', 'no_next_step']),
    title: z.string(),
    reason: z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }),
    requiredAction: z.enum(['log_touch', 'complete_task', 'set_next_step']),
    dueAt: instant.nullable(),
    overdueMinutes: z.number().int(),
    task: z.object({ id, version: z.number().int(), kind: taskKind, priority: taskPriority, status: z.string() }).nullable(),
    record: recordLink.nullable(),
    lead: z
      .object({
        status: z.string(),
        score: z.number().int(),
        source: z.string(),
        routingReason: z.string().nullable(),
        companyName: z.string().nullable(),
      })
      .nullable(),
    madeBy: madeBy.nullable(),
  })
  .meta({ id: 'PriorityItem' });
export type PriorityItem = z.infer<typeof priorityItem>;

export const listPriorities = endpoint({
  method: 'GET',
  path: '/v1/home/priorities',
  summary: 'What to do next, in order, each with its reason',
  tag: 'Home',
  query: z.object({
    limit: z.coerce.number().int().min(1).max(200).default(100),
    team: flag.optional().meta({ description: "Everybody's instead of one's own." }),
  }),
  response: z.object({
    items: z.array(priorityItem),
    counts: z.object({
      all: z.number().int(),
      tasks: z.number().int(),
      leads: z.number().int(),
      late: z.number().int(),
      today: z.number().int(),
      week: z.number().int(),
      noNextStep: z.number().int(),
      doneToday: z.number().int(),
    }),
    next: z.null(),
  }),
});
