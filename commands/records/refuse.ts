import type { Problem } from '../../domain/errors/errors.ts';
import { UserError } from '../../domain/errors/errors.ts';

/** Throws one error with every problem, if there is any. */
export function refuseProblems(noun: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const first = problems[0]?.detail ?? '';
  const sentence = problems.length === 1 ? first : `The ${noun} has ${problems.length} problems.`;
  throw new UserError('validation_failed', sentence, problems);
}
