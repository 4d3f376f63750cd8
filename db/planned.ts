import type { Transaction } from 'objection';
import { connectionOf, literal } from './opening.ts';

/** A statement whose text never changes, with the values of one asking. */
export interface Asked {
  /** Marks are `?`; a question mark that is meant stands as `\?`. */
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

/** Statements of one round trip, ready to be sent. */
export interface Sendable {
  readonly texts: readonly string[];
  /** Where in `texts` the answers stand that were asked for. */
  readonly places: readonly number[];
  /** To be called once they have been carried out: what was prepared on the way is there for the next time. */
  readonly carriedOut: () => void;
}

/** Texts that differ only by their lists would grow without end. */
const mostKept = 200;

/**
 * What a connection has prepared. Planning costs more than a short statement does, and several statements can share a round trip only as
 * text: hence `prepare` once and `execute` with literals from then on.
 */
export class PlannedStatements {
  private readonly names = new Map<string, string>();
  private gone: string[] = [];
  private made = 0;
  private readonly most: number;

  constructor(most = mostKept) {
    this.most = most;
  }

  sendable(statements: readonly (string | Asked)[]): Sendable {
    const gone = this.gone.splice(0);
    const texts = gone.map((name) => `deallocate ${name}`);
    const places: number[] = [];
    const fresh = new Map<string, string>();
    for (const statement of statements) {
      if (typeof statement !== 'string') this.prepareOnce(statement.sql, fresh, texts);
      places.push(texts.length);
      texts.push(typeof statement === 'string' ? statement : executed(this.nameOf(statement.sql, fresh), statement));
    }
    return { texts, places, carriedOut: () => this.keep(fresh) };
  }

  /** A table got another column: plans that answer whole rows are of no use any more. */
  forget(): void {
    this.gone.push(...this.names.values());
    this.names.clear();
  }

  private prepareOnce(sql: string, fresh: Map<string, string>, texts: string[]): void {
    if (this.names.has(sql) || fresh.has(sql)) return;
    // Never a name again: whether one of a transaction that failed exists is not known.
    this.made += 1;
    const name = `cadenza_together_${this.made}`;
    fresh.set(sql, name);
    texts.push(`prepare ${name} as ${numbered(sql)}`);
  }

  private nameOf(sql: string, fresh: ReadonlyMap<string, string>): string {
    const name = fresh.get(sql) ?? this.names.get(sql);
    if (name === undefined) throw new Error('a statement was not prepared');
    return name;
  }

  private keep(fresh: ReadonlyMap<string, string>): void {
    for (const [sql, name] of fresh) this.names.set(sql, name);
    for (const [sql, name] of this.names) {
      if (this.names.size <= this.most) break;
      this.names.delete(sql);
      this.gone.push(name);
    }
  }
}

const plannedOn = new WeakMap<object, PlannedStatements>();

/** What the connection of a transaction has prepared for work that goes on side by side in it. */
export function plannedOf(trx: Transaction): PlannedStatements {
  const connection = connectionOf(trx);
  const planned = plannedOn.get(connection) ?? new PlannedStatements();
  plannedOn.set(connection, planned);
  return planned;
}

function numbered(sql: string): string {
  let at = 0;
  return sql.replace(/\\\?|\?/g, (mark) => (mark === '?' ? `$${++at}` : '?'));
}

function executed(name: string, { sql, bindings }: Asked): string {
  const marks = sql.match(/\\\?|\?/g)?.filter((mark) => mark === '?').length ?? 0;
  if (marks !== bindings.length) throw new TypeError(`a statement has ${marks} marks and ${bindings.length} bindings`);
  return bindings.length === 0 ? `execute ${name}` : `execute ${name} (${bindings.map(valueText).join(', ')})`;
}

/** Every value as text, as the driver binds it: the statement says of which type it is. */
function valueText(value: unknown): string {
  if (value === undefined) throw new TypeError('a binding is undefined');
  if (Array.isArray(value)) return literal(arrayText(value));
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`not a number for PostgreSQL: ${value}`);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return literal(String(value));
  if (value === null || typeof value === 'string' || typeof value === 'object') return literal(value);
  throw new TypeError(`a ${typeof value} cannot be bound`);
}

function arrayText(values: readonly unknown[]): string {
  const parts = values.map((value) => {
    if (value === null || value === undefined) return 'NULL';
    const text = value instanceof Date ? value.toISOString() : typeof value === 'object' ? JSON.stringify(value) : String(value);
    return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  });
  return `{${parts.join(',')}}`;
}
