import type { Condition } from '../../expressions/ast.ts';
import { pathsOfCondition } from '../../expressions/paths.ts';
import type { Json } from '../../json.ts';
import type { SubjectType } from '../../records/record-types.ts';
import type { Normalized, NormalNode } from '../compile/normalize.ts';
import type { EnrollmentRule } from '../definition/definition.ts';

/** What an automation does to the world around it, as far as others can notice: enough to see how automations meet, without their plans. */
export interface Footprint {
  readonly subject: SubjectType;
  readonly trigger: {
    readonly id: string;
    readonly events: readonly string[];
    /** What the event itself must be like. */
    readonly filter: Condition | null;
  };
  readonly enrollment: Pick<EnrollmentRule, 'filter' | 'reenroll' | 'exclusive'>;
  /** Field paths that conditions of its trigger and enrolment look at. */
  readonly reads: readonly string[];
  readonly steps: readonly StepEffects[];
}

/** The effects of one step; steps without any are left out. */
export interface StepEffects {
  readonly step: string;
  /** Its place in the list of steps. */
  readonly index: number;
  readonly events: readonly string[];
  /** Fields it sets; a known value stands with its field. */
  readonly writes: readonly FieldWrite[];
  /** Kinds of record it makes: whatever starts on them starts for a record that has not been anywhere yet. */
  readonly creates: readonly SubjectType[];
  /** Automations it starts. */
  readonly runs: readonly string[];
  /** Writes to the person. */
  readonly message: boolean;
}

export interface FieldWrite {
  readonly field: string;
  readonly value?: Json;
}

/** An automation at work, as others see it. */
export interface Neighbour {
  readonly id: string;
  readonly name: string;
  readonly footprint: Footprint;
}

/** The footprint of a definition whose form is right. */
export function footprintOf({ definition, trigger, nodes }: Normalized): Footprint {
  const { filter, reenroll, exclusive } = definition.enrollment;
  const asked = [trigger?.filter ?? null, filter].filter((condition) => condition !== null);
  return {
    subject: definition.subject,
    trigger: { id: definition.trigger.id, events: trigger?.events ?? [], filter: trigger?.filter ?? null },
    enrollment: { filter, reenroll, ...(exclusive === undefined ? {} : { exclusive }) },
    reads: [...new Set(asked.flatMap((condition) => pathsOfCondition(condition)))].sort(),
    steps: nodes.flatMap((node) => effectsOf(node, definition.subject)),
  };
}

function effectsOf({ id, index, node, bound }: NormalNode, subject: SubjectType): readonly StepEffects[] {
  if (bound === null) return [];
  const { references } = bound;
  const creates = (references.creates ?? []).map(({ value }) => value.recordType);
  const events = new Set<string>([...bound.emits(subject), ...creates.map((type) => `${type}.created`)]);
  const runs = (references.automations ?? []).map(({ value }) => value.id).filter((automation) => automation !== '');
  const writes: FieldWrite[] = (references.writes ?? []).map(({ value: field }) => ({
    field,
    ...literalInto(bound.references.values, field),
  }));
  if (references.ownerWrites === true) writes.push({ field: `${subject}.ownerUserId` });
  if (node.type === 'record.move_stage' && subject === 'deal') writes.push({ field: 'deal.stageId', ...stageOf(references.stages) });
  const message = bound.category === 'message' && node.type !== 'message.in_app';
  if (events.size === 0 && writes.length === 0 && runs.length === 0 && !message) return [];
  return [{ step: id, index, events: [...events], writes, creates, runs, message }];
}

type Values = NonNullable<NormalNode['bound']>['references']['values'];

function literalInto(values: Values, field: string): { readonly value?: Json } {
  const found = values?.find(({ value }) => value.into === field)?.value.expression;
  return found?.kind === 'literal' ? { value: found.value } : {};
}

function stageOf(stages: readonly { readonly value: string }[] | undefined): { readonly value?: Json } {
  const [stage, ...others] = stages ?? [];
  return stage === undefined || others.length > 0 ? {} : { value: stage.value };
}
