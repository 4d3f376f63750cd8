import { randomUUID } from 'node:crypto';
import type pg from 'pg';

/** A column as the catalogue of the database describes it. */
interface Column {
  readonly name: string;
  readonly type: string;
  readonly needed: boolean;
  /** The words a check allows, where it allows only some. */
  readonly words: readonly string[];
}

export interface MadeUp {
  /** Values by column; where a column of this name exists in the table, it gets the value. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** Stands in every column that takes any text: plain, list or JSON. */
  readonly everywhere?: string;
}

const textTypes: ReadonlySet<string> = new Set(['text', 'citext', 'character varying', 'text[]', 'jsonb']);

/**
 * Inserts a row made up from the table's own description, past triggers and foreign keys; for tests that ask something of tables
 * they do not know. Takes a superuser's connection. Answers the columns in which the text stands.
 */
export async function makeUpRow(client: pg.Client, table: string, { given = {}, everywhere }: MadeUp): Promise<readonly string[]> {
  const filled: string[] = [];
  const values: { readonly name: string; readonly type: string; readonly value: unknown }[] = [];
  for (const column of await columnsOf(client, table)) {
    const { name, type, needed, words } = column;
    if (Object.hasOwn(given, name)) values.push({ name, type, value: given[name] });
    else if (words.length > 0) values.push({ name, type, value: words[0] });
    else if (everywhere !== undefined && textTypes.has(type)) {
      filled.push(name);
      values.push({ name, type, value: textIn(type, everywhere) });
    } else if (needed) values.push({ name, type, value: anyOf(type) });
  }
  const names = values.map((one) => `"${one.name}"`).join(', ');
  const places = values.map((one, index) => `$${index + 1}::${one.type}`).join(', ');
  await client.query('begin');
  try {
    await client.query(`set local session_replication_role = 'replica'`);
    await client.query(
      `insert into ${table} (${names}) overriding system value values (${places})`,
      values.map((one) => one.value),
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`no row could be made up for ${table}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  return filled;
}

async function columnsOf(client: pg.Client, table: string): Promise<readonly Column[]> {
  const { rows } = await client.query<{ name: string; type: string; needed: boolean; checks: string[] }>(
    `select a.attname::text as name, format_type(a.atttypid, null) as type, a.attnotnull and not a.atthasdef and a.attidentity = '' as needed,
       array(select pg_get_constraintdef(c.oid) from pg_constraint c where c.conrelid = a.attrelid and c.contype = 'c' and a.attnum = any(c.conkey)) as checks
     from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum`,
    [table],
  );
  return rows.map(({ name, type, needed, checks }) => ({ name, type, needed, words: type === 'text' ? wordsIn(name, checks) : [] }));
}

/** `CHECK ((status = ANY (ARRAY['open'::text, 'done'::text])))` allows two words. */
function wordsIn(name: string, checks: readonly string[]): readonly string[] {
  for (const check of checks) {
    const list = new RegExp(`\\b${name} = (?:ANY \\(ARRAY\\[([^\\]]+)\\]|('[^']*'::text))`).exec(check);
    const words = [...(list?.[1] ?? list?.[2] ?? '').matchAll(/'([^']*)'::text/g)].map((match) => match[1] ?? '');
    if (words.length > 0) return words;
  }
  return [];
}

function textIn(type: string, text: string): unknown {
  if (type === 'jsonb') return JSON.stringify([{ said: text }]);
  return type === 'text[]' ? [text] : text;
}

function anyOf(type: string): unknown {
  if (type === 'uuid') return randomUUID();
  if (type.startsWith('timestamp') || type === 'date') return new Date();
  if (type === 'boolean') return false;
  if (type === 'jsonb') return '[]';
  if (type.endsWith('[]')) return [];
  if (type === 'bytea') return Buffer.alloc(1);
  return textTypes.has(type) ? 'x' : 1;
}
