import { valueOf } from '../../expressions/evaluate.ts';
import { renderText } from '../../expressions/text.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { RecordRef } from '../../records/record-types.ts';
import type { ConfigOf } from '../nodes/registry.ts';
import { linkBetween } from '../nodes/record-associate.ts';
import type { About } from '../nodes/shared.ts';
import { recordAbout } from '../nodes/wait-for-event.ts';
import type { StepKey, StepResult } from '../run/run-types.ts';
import { madeRef, objectIn } from './shadow-run.ts';
import type { ShadowRun } from './shadow-run.ts';

const noTarget = 'The record does not exist: the step that finds or makes it did not.';

/** Always makes a new one: whether there is one already is known only when it happens. */
export function create(config: ConfigOf<'record.create'>, run: ShadowRun, { key }: { readonly key: StepKey }): StepResult {
  const fields: Record<string, Json> = {};
  const custom: Record<string, Json> = {};
  for (const { field, value } of config.values) {
    const [first = '', second] = field.split('.');
    const given = idIn(valueOf(value, run.facts()));
    if (first === 'custom' && second !== undefined) custom[second] = given;
    else fields[first] = given;
  }
  const ref = madeRef(config.recordType, key, run);
  run.happens(`${ref.type}.created`, ref, { related: [run.subject] });
  const record: JsonObject = { ...fields, custom, ...ref };
  return { kind: 'done', outcome: 'created', inputs: { recordType: ref.type, ...fields }, output: { record, created: true } };
}

function idIn(value: Json): Json {
  const { id } = objectIn(value);
  return typeof id === 'string' ? id : value;
}

export function associate(config: ConfigOf<'record.associate'>, run: ShadowRun): StepResult {
  const one = refOf(config.record, run);
  const other = refOf(config.with, run);
  if (one === null || other === null) return { kind: 'fail', reason: noTarget };
  const inputs = { record: { ...one }, with: { ...other } };
  const link = linkBetween(one.type, other.type);
  if (link === null) return { kind: 'fail', reason: `A ${one.type} and a ${other.type} cannot be linked.`, inputs };
  const [holder, pointed] = one.type === link.on ? [one, other] : [other, one];
  if (holder.id !== run.subject.id) return { kind: 'done', outcome: 'next', inputs, output: { changed: true } };
  const now = run.record[link.field] ?? null;
  if (now === pointed.id || (now !== null && config.ifLinked === 'keep')) {
    return { kind: 'done', outcome: 'next', inputs, output: { changed: false } };
  }
  run.write({ [link.field]: pointed.id });
  return { kind: 'done', outcome: 'next', inputs, output: { changed: true } };
}

export function archive(config: ConfigOf<'record.archive'>, run: ShadowRun): StepResult {
  const ref = refOf(config.about, run);
  if (ref === null) return { kind: 'fail', reason: noTarget };
  const inputs = { record: { ...ref } };
  if (ref.id !== run.subject.id) return { kind: 'done', outcome: 'next', inputs, output: { changed: true } };
  return { kind: 'done', outcome: 'exit', inputs, output: {}, end: { status: 'succeeded', reason: 'The record was archived.' } };
}

/** Moves always: what a stage asks for is known only when it happens. */
export function moveStage(config: ConfigOf<'record.move_stage'>, run: ShadowRun): StepResult {
  const ref = refOf(config.about, run);
  if (ref === null) return { kind: 'fail', reason: noTarget };
  const inputs = { record: { ...ref }, stageId: config.stageId, reason: renderText(config.reason, run.facts()) || null };
  if (ref.id !== run.subject.id) return { kind: 'done', outcome: 'next', inputs, output: { changed: true, to: config.stageId } };
  const from = run.record['stageId'] ?? null;
  if (from !== config.stageId) {
    run.write({ stageId: config.stageId });
    run.happens('deal.stage_changed', run.subject, { data: { fromStageId: from, toStageId: config.stageId } });
  }
  return { kind: 'done', outcome: 'next', inputs, output: { changed: from !== config.stageId, from, to: config.stageId } };
}

function refOf(about: About, run: ShadowRun): RecordRef | null {
  return recordAbout(about, { facts: run.facts(), subject: run.subject });
}
