/** Every kind of record an event can be about. */
export const recordTypes = [
  'lead',
  'contact',
  'company',
  'deal',
  'task',
  'activity',
  'note',
  'message',
  'import',
  'automation',
  'run',
  'user',
  'team',
  'tenant',
] as const;
export type RecordType = (typeof recordTypes)[number];

/** The kinds of record an automation can be about. */
export const subjectTypes = ['lead', 'contact', 'company', 'deal'] as const;
export type SubjectType = (typeof subjectTypes)[number];

/** A pointer to one record of the tenant at hand. */
export interface RecordRef {
  readonly type: RecordType;
  readonly id: string;
}
