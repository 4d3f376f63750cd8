import { describe, expect, it } from 'vitest';
import { createCompany } from '../../../commands/companies/create-company.ts';
import { createContact } from '../../../commands/contacts/create-contact.ts';
import { createDeal } from '../../../commands/deals/create-deal.ts';
import { flushEvents } from '../../../commands/lib/flush-events.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { eventTypes } from '../../../domain/events.ts';
import type { EventType } from '../../../domain/events.ts';
import type { Condition, Expression } from '../../../domain/expressions/ast.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { eventDataFields } from '../../../domain/records/event-fields.ts';
import { subjectsOfEvent } from '../../../domain/records/event-subjects.ts';
import type { Field } from '../../../domain/records/field-catalogue.ts';
import type { RecordRef, SubjectType } from '../../../domain/records/record-types.ts';
import { recordTypes, subjectTypes } from '../../../domain/records/record-types.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { command, newLead, publish, relayAll, rows, rulesFile, runsOf, segment, stepsOf } from './world.ts';

// Generated from the list of events: whichever there is can begin a run about every kind of record it can be about, and what it says can be
// asked for in the filter. A new event is in here by itself.

const file = rulesFile();

const pairs = eventTypes.flatMap((type) => subjectsOfEvent(type).map((subject) => ({ type, subject })));
const machinery = eventTypes.filter((type) => subjectsOfEvent(type).length === 0);

async function aRecord(world: World, subject: SubjectType): Promise<string> {
  if (subject === 'lead') return newLead(world);
  const made = await command(world.db, world, (trx, context): PromiseLike<{ readonly id: string }> => {
    if (subject === 'contact') return createContact(trx, context, { lastName: 'Levi' });
    return subject === 'company' ? createCompany(trx, context, { name: 'Acme' }) : createDeal(trx, context, { name: 'Orion' });
  });
  return made.id;
}

/** The payload that the catalogue promises, with a value of each field's type. */
function payloadOf(fields: readonly Field[]): JsonObject {
  const data: Record<string, JsonObject[string]> = {};
  for (const field of fields) {
    const [first = '', inner] = field.key.split('.');
    const value = valueFor(field);
    data[first] = inner === undefined ? value : { ...(data[first] as JsonObject | undefined), [inner]: value };
  }
  return data;
}

function valueFor(field: Field): string | number | boolean {
  const [option] = field.options ?? [];
  if (option !== undefined) return option.value;
  if (field.type === 'number') return 7;
  if (field.type === 'boolean') return true;
  return field.type === 'datetime' ? '2026-03-02T09:00:00.000Z' : 'Persimmon';
}

function isValue(field: Field): Condition {
  const left: Expression = { kind: 'field', path: `event.data.${field.key}` };
  if (field.type === 'datetime') return { kind: 'compare', left, operator: 'is_set' };
  return { kind: 'compare', left, operator: 'is', right: { kind: 'literal', value: valueFor(field) } };
}

/** The record that the event is about in truth: its own kind where there is such a record, and what it is linked to beside it. */
function told(type: EventType, record: RecordRef): { subject: RecordRef; related: RecordRef[] } {
  const of = type.slice(0, type.indexOf('.'));
  const own = recordTypes.find((one) => one === of);
  return own === undefined || own === record.type
    ? { subject: record, related: [] }
    : { subject: { type: own, id: newId() }, related: [record] };
}

describe('an event as a trigger', () => {
  it.each(pairs)('$type begins a run about a $subject, and its filter reads what it says', async ({ type, subject }) => {
    const world = await file.tenant();
    const id = await aRecord(world, subject);
    await relayAll(world);
    const fields = eventDataFields[type];
    const filter = fields.length === 0 ? null : { kind: 'all' as const, of: fields.map((field) => isValue(field)) };
    const drawn = {
      subject,
      trigger: { id: 'start', type: 'trigger.event', config: { events: [type], changes: [] } },
      exit: [],
      enrollment: { filter, key: 'event.id', reenroll: 'after_end', whileActive: 'ignore' },
    } as const;
    await publish(world, definition([step('tag', 'record.add_tag', { tags: ['seen'] })], drawn));
    const happens = (data: JsonObject) =>
      command(world.db, world, async (trx, context) => {
        context.record({ type, ...told(type, { type: subject, id }), data });
        await flushEvents(trx, context);
      });
    if (fields.length > 0) await happens({});
    await happens(payloadOf(fields));
    await relayAll(world);
    const [run, ...others] = await runsOf(world, id);
    expect([run?.status, others.length]).toEqual(['queued', 0]);
    await segment(world, run?.id ?? '');
    expect(await stepsOf(world, run?.id ?? '')).toEqual(['tag done next']);
    expect(await rows(world, 'select 1 from record_tags where record_id = ?', [id])).toHaveLength(1);
  });

  it.each(machinery)('%s is about no record of the CRM, which publishing says', async (type) => {
    const world = await file.tenant();
    for (const subject of subjectTypes) {
      const drawn = {
        subject,
        trigger: { id: 'start', type: 'trigger.event', config: { events: [type], changes: [] } },
        exit: [],
      } as const;
      await expect(publish(world, definition([step('tag', 'record.add_tag')], drawn))).rejects.toThrow('is never about');
    }
  });
});
