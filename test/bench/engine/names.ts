import { taskQueues } from '../../../workflows/contracts/task-queues.ts';

export const variants = ['bare', 'naive', 'engine', 'backlog'] as const;
export type Variant = (typeof variants)[number];

/** The queue on which single runs of a variant are served. */
export const queueOf = { bare: 'bench-bare', naive: 'bench-naive', engine: taskQueues.automation, backlog: taskQueues.automation } as const;
