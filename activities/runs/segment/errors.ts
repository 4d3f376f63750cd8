import type { StepKey } from '../../../domain/automation/run/run-types.ts';

/**
 * A step threw and its transaction is spoilt. The segment is repeated with a savepoint before that step, so that the steps before it
 * commit and the failure is written down. On the good path there are no savepoints.
 */
export class StepThrew extends Error {
  override readonly name = 'StepThrew';
  readonly key: StepKey;
  constructor(key: StepKey, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.key = key;
  }
}
