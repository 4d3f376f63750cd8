import type { Json, JsonObject } from '../../domain/json.ts';
import { emptied, redactorOf, textsIn, type Redactor } from '../../domain/records/redaction.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { Binding } from '../records/sql.ts';
import { primaryKeys, remainingTables, type TextTable } from './text-tables.ts';

export interface RedactAll {
  /** The erased records and what was dropped with them: their events are emptied. */
  readonly own: readonly string[];
  /** What stays and may tell of them: their texts lose the values. */
  readonly near: readonly string[];
  readonly rows: readonly Json[];
}

interface Place extends TextTable {
  readonly where: string;
  readonly bindings: readonly Binding[];
  /** Everything in it is about the record alone. */
  readonly empties?: boolean;
}

/** Takes the values out of everything that copied them. */
export async function redactAll(trx: TenantTrx, context: CommandContext, input: RedactAll): Promise<void> {
  const values = input.rows.flatMap(personalValues);
  const redactor = redactorOf(values);
  // Events and audit entries can be changed by nobody but this role, and by it only in what they hold of values.
  await trx.raw('set local role cadenza_eraser');
  for (const place of appendOnlyPlaces(input)) await redactPlace(trx, context, place, redactor);
  await trx.raw('set local role cadenza_app');
  for (const place of places(input)) await redactPlace(trx, context, place, redactor);
  const strong = values.filter((value) => value.length >= 5);
  for (const table of await remainingTables(trx)) await redactPlace(trx, context, anywhere(table, strong), redactorOf(strong));
}

const personal: ReadonlySet<string> = new Set([
  'first_name',
  'last_name',
  'email',
  'phone_e164',
  'value',
  'name',
  'address',
  'domain',
  'notes',
]);
const columnOf: Readonly<Record<string, string>> = { firstName: 'first_name', lastName: 'last_name', phone: 'phone_e164' };

/** The values to look for in texts about others: names, addresses, numbers; of one's own fields what is long enough to be somebody's. */
function personalValues(row: Json): readonly string[] {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return [];
  const fields = row as JsonObject;
  const known = Object.entries(fields).flatMap(([key, value]) => (personal.has(columnOf[key] ?? key) ? textsIn(value) : []));
  const first = fields['first_name'] ?? fields['firstName'];
  const last = fields['last_name'] ?? fields['lastName'];
  const whole = typeof first === 'string' && typeof last === 'string' ? [`${first} ${last}`, `${last} ${first}`, `${last}, ${first}`] : [];
  const custom = textsIn(fields['custom'] ?? null).filter((text) => text.length >= 6);
  return [...known, ...whole, ...custom];
}

function appendOnlyPlaces({ own, near }: RedactAll): readonly Place[] {
  const linked = `(id, occurred_at) in (select event_id, occurred_at from event_links where tenant_id = events.tenant_id and record_id = any(?::uuid[]))`;
  const events = { table: 'events', key: ['id', 'occurred_at'], json: ['before', 'after', 'data'], text: [] };
  const audit = { table: 'audit_entries', key: ['id'], json: ['before', 'after'], text: [] };
  return [
    { ...events, where: `subject_id = any(?::uuid[]) and ${linked}`, bindings: [[...own], [...own]], empties: true },
    { ...events, where: linked, bindings: [[...own, ...near]] },
    { ...audit, where: 'record_id = any(?::uuid[])', bindings: [[...own]], empties: true },
    {
      table: 'feed',
      key: ['position'],
      json: ['data'],
      text: [],
      where: 'subject_id = any(?::uuid[])',
      bindings: [[...own]],
      empties: true,
    },
  ];
}

function places({ own, near }: RedactAll): readonly Place[] {
  const mine = [[...own]];
  const around = [[...near]];
  const ofSubject = 'subject_id = any(?::uuid[])';
  return [
    { table: 'runs', key: ['id'], json: ['state', 'input', 'last_answer'], text: ['reason', 'key'], where: ofSubject, bindings: mine },
    {
      table: 'steps',
      key: ['run_id', 'epoch', 'step', 'visit'],
      json: ['inputs', 'output', 'evaluation'],
      text: ['error', 'title'],
      where: `run_id in (select r.id from runs r where r.tenant_id = steps.tenant_id and r.${ofSubject})`,
      bindings: mine,
      empties: true,
    },
    { table: 'enrolments', key: ['run_id'], json: ['evaluation'], text: ['key'], where: ofSubject, bindings: mine, empties: true },
    {
      table: 'rejections',
      key: ['automation_id', 'slot'],
      json: ['details'],
      text: ['key'],
      where: ofSubject,
      bindings: mine,
      empties: true,
    },
    {
      table: 'import_rows',
      key: ['import_id', 'row_number'],
      json: ['cells', 'errors', 'warnings'],
      text: ['email', 'match_key'],
      where: 'record_id = any(?::uuid[])',
      bindings: mine,
      empties: true,
    },
    { table: 'deals', key: ['id'], json: ['custom'], text: ['name', 'lost_reason'], where: 'id = any(?::uuid[])', bindings: around },
    {
      table: 'tasks',
      key: ['id'],
      json: [],
      text: ['title', 'description', 'outcome_notes'],
      where: 'id = any(?::uuid[])',
      bindings: around,
    },
    {
      table: 'activities',
      key: ['id'],
      json: ['data'],
      text: ['title', 'body', 'next_step'],
      where: 'id = any(?::uuid[])',
      bindings: around,
    },
    { table: 'notes', key: ['id'], json: [], text: ['body'], where: 'record_id = any(?::uuid[])', bindings: around },
    {
      table: 'messages',
      key: ['id'],
      json: [],
      text: ['to_name', 'subject', 'body', 'body_text'],
      where: 'record_id = any(?::uuid[])',
      bindings: around,
    },
  ];
}

/** Wherever in a table of the tenant one of the values stands. */
function anywhere(table: TextTable, values: readonly string[]): Place {
  const columns = [...[...table.json, ...(table.lists ?? [])].map((column) => `${column}::text`), ...table.text];
  const patterns = values.map((value) => `%${value.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`);
  const all = columns.map((column) => `coalesce(${column}, '')`).join(` || ' ' || `);
  return { ...table, where: `lower(${all}) like any(?::text[])`, bindings: [patterns] };
}

type Row = Readonly<Record<string, Json | Date>>;

async function redactPlace(trx: TenantTrx, context: CommandContext, place: Place, redactor: Redactor): Promise<void> {
  const { table, key, json, text, lists = [] } = place;
  const key_ = key.map((column) => `${column}::text as "key_${column}"`);
  const found: { rows: Row[] } = await trx.raw(
    `select ${[...key_, ...json, ...text, ...lists].join(', ')} from ${table} where ${table}.tenant_id = ? and ${place.where}`,
    [context.tenantId, ...place.bindings],
  );
  const casts = await primaryKeys(trx, table);
  for (const row of found.rows) {
    const jsonSets = json.flatMap((column) => {
      const is = row[column] as Json; // jsonb comes parsed
      const becomes = place.empties === true && !Array.isArray(is) ? emptied(is) : redactor.json(is);
      return JSON.stringify(becomes) === JSON.stringify(is) ? [] : [{ column, value: JSON.stringify(becomes), cast: '::jsonb' }];
    });
    const textSets = text.flatMap((column) => {
      const is = row[column];
      const becomes = typeof is === 'string' ? redactor.text(is) : is;
      return becomes === is ? [] : [{ column, value: String(becomes), cast: '' }];
    });
    const listSets = lists.flatMap((column) => {
      const is = row[column] as readonly string[] | null; // a list of texts comes as an array
      const becomes = is?.map((one) => redactor.text(one)) ?? null;
      return becomes === null || becomes.every((one, index) => one === is?.[index]) ? [] : [{ column, value: becomes, cast: '::text[]' }];
    });
    const sets = [...jsonSets, ...textSets, ...listSets];
    if (sets.length === 0) continue;
    // Of some tables a tenant has one row: nothing but the tenant names it.
    const named = ['tenant_id = ?', ...key.map((column) => `${column} = ?::${casts.get(column) ?? 'text'}`)];
    await trx.raw(`update ${table} set ${sets.map((set) => `${set.column} = ?${set.cast}`).join(', ')} where ${named.join(' and ')}`, [
      ...sets.map((set) => set.value),
      context.tenantId,
      ...key.map((column) => String(row[`key_${column}`])),
    ]);
  }
}
