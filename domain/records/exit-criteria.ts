import type { Condition } from '../expressions/ast.ts';
import { evaluate } from '../expressions/evaluate.ts';
import type { Facts } from '../expressions/facts.ts';
import { valueAt } from '../expressions/facts.ts';
import { pathsOfCondition } from '../expressions/paths.ts';
import { conditionWords } from '../expressions/sentence.ts';
import type { Json } from '../json.ts';

/** What a deal must have before it may leave a stage for a later one or be won. */
export interface ExitCriteria {
  /** Fields of the deal: `amountMinor`, `contactId`, `custom.budget`. */
  readonly requiredFields: readonly string[];
  /** An open task with a date must hang on the deal. */
  readonly nextStep: boolean;
  readonly condition: Condition | null;
}

export const noCriteria: ExitCriteria = { requiredFields: [], nextStep: false, condition: null };

/** One thing a stage still wants. `fields` are those of the deal that would settle it. */
export interface UnmetCriterion {
  readonly kind: 'field' | 'next_step' | 'condition';
  readonly fields: readonly string[];
  /** A condition in words. */
  readonly words: string | null;
}

/** What of a stage's criteria a deal does not meet. */
export function unmetCriteria(criteria: ExitCriteria, facts: Facts, hasNextStep: boolean): readonly UnmetCriterion[] {
  const unmet: UnmetCriterion[] = criteria.requiredFields
    .filter((field) => isEmpty(field, valueAt(facts.roots, `deal.${field}`)))
    .map((field) => ({ kind: 'field', fields: [field], words: null }));
  if (criteria.nextStep && !hasNextStep) unmet.push({ kind: 'next_step', fields: [], words: null });
  for (const part of partsOf(criteria.condition)) {
    if (!evaluate(part, facts).result) unmet.push({ kind: 'condition', fields: fieldsOf(part), words: conditionWords(part) });
  }
  return unmet;
}

/** An amount of nothing is what a deal is born with, not what somebody entered. */
function isEmpty(field: string, value: Json): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0) || (field === 'amountMinor' && value === 0);
}

/** The members of an `all` are named one by one: whoever has to settle them sees which fail. */
function partsOf(condition: Condition | null): readonly Condition[] {
  if (condition === null) return [];
  return condition.kind === 'all' ? condition.of.flatMap(partsOf) : [condition];
}

function fieldsOf(condition: Condition): readonly string[] {
  const own = pathsOfCondition(condition)
    .filter((path) => path.startsWith('deal.'))
    .map((path) => path.slice('deal.'.length));
  return own.filter((field) => field.startsWith('custom.') || !field.includes('.'));
}

export interface StagePlace {
  readonly id: string;
  readonly pipelineId: string;
  readonly position: number;
  readonly kind: 'open' | 'won' | 'lost';
}

/**
 * The stages whose criteria a move has to meet: all open ones from the one it leaves up to the one it enters, so that no gate is
 * jumped over; all open ones before the target for a deal that comes from elsewhere (another pipeline, closed). Going back or
 * losing asks for nothing.
 */
export function stagesPassed<S extends StagePlace>(stages: readonly S[], from: StagePlace | undefined, to: StagePlace): readonly S[] {
  if (to.kind === 'lost') return [];
  const begin = from !== undefined && from.kind === 'open' && from.pipelineId === to.pipelineId ? from.position : Number.NEGATIVE_INFINITY;
  const end = to.kind === 'won' ? Number.POSITIVE_INFINITY : to.position;
  return stages
    .filter((stage) => stage.kind === 'open' && stage.pipelineId === to.pipelineId && stage.position >= begin && stage.position < end)
    .sort((a, b) => a.position - b.position);
}
