import { UserError } from '../../../domain/errors/errors.ts';

/** What was read, or 404: an unknown id and another tenant's look the same. */
export function found<T>(row: T | null, noun: string): T {
  if (row === null) throw new UserError('not_found', `There is no such ${noun}.`);
  return row;
}

/** What every editable record shows. */
export function presentMeta(row: {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly archivedAt: Date | null;
}) {
  return {
    id: row.id,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  };
}

export function instantOrNull(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}

/** An instant that came inside JSON from PostgreSQL, in its own notation. */
export function instantFromJson(text: string | null): string | null {
  return text === null ? null : new Date(text).toISOString();
}
