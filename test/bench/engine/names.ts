import { taskQueues } from '../../../workflows/contracts/task-queues.ts';

export const variants = ['bare', 'naive', 'engine', 'backlog'] as const;
export const waitingVariants = ['bareWait', 'engineWait'] as const;
export type Variant = (typeof variants)[number] | (typeof waitingVariants)[number];

/** The queue on which single runs of a variant are served. */
export const queueOf = {
  bare: 'bench-bare',
  bareWait: 'bench-bare',
  naive: 'bench-naive',
  engine: taskQueues.automation,
  engineWait: taskQueues.automation,
  backlog: taskQueues.automation,
} as const;
