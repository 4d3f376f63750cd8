import { z } from 'zod';
import { aboutSchema, located, recordRetry, textSchema } from './shared.ts';
import type { NodeSpec } from './spec.ts';

const config = z.strictObject({
  /** A deal. */
  about: aboutSchema.default({ kind: 'subject' }),
  /** Empty until the author has chosen. */
  stageId: z.string().max(100).default(''),
  /** Why; kept with the move, and on the deal if the stage means that it is lost. */
  reason: textSchema.default(''),
});
export type RecordMoveStageConfig = z.infer<typeof config>;

export const recordMoveStage: NodeSpec<'record.move_stage', RecordMoveStageConfig> = {
  type: 'record.move_stage',
  category: 'record',
  icon: 'arrow-right',
  config,
  defaults: { about: { kind: 'subject' }, stageId: '', reason: '' },
  /** `refused`: the deal is locked, or lacks what the stage asks for; without that branch the step fails. */
  outcomes: () => [{ name: 'next' }, { name: 'refused', optional: true }, { name: 'error', optional: true }],
  outputs: () => [
    { name: 'changed', type: 'boolean' },
    { name: 'from', type: 'text', maybe: true },
    { name: 'to', type: 'text' },
    { name: 'refusal', type: 'text', maybe: true },
  ],
  references: (c) => ({
    outputs: c.about.kind === 'output' ? [located('/about', { step: c.about.step, name: c.about.name })] : [],
    stages: [located('/stageId', c.stageId)],
    texts: [located('/reason', c.reason)],
    mustBe: [located('/about', { about: c.about, recordType: 'deal' })],
  }),
  sentence: (c) => ({ key: 'steps.record.move_stage.sentence', params: { about: { ...c.about }, stage: c.stageId } }),
  title: () => 'Move the deal to a stage',
  retry: recordRetry,
  emits: (c, subject) => (c.about.kind === 'subject' && subject === 'deal' ? ['deal.stage_changed', 'deal.status_changed'] : []),
};
