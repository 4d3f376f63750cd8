import type { ModelClass } from 'objection';
import type { CatalogueType } from '../../../domain/records/field-catalogue.ts';
import type { RecordModel } from '../../models/base-model.ts';
import { Company, Contact, Deal, Lead } from '../../models/crm.ts';
import { Activity, Task } from '../../models/work.ts';

/** How a list may be sorted; `sql` is one column or an immutable expression with an index. */
export interface SortKey {
  readonly sql: string;
  /** To which the cursor's text is cast back. */
  readonly cast: 'timestamptz' | 'text' | 'integer' | 'bigint' | 'date';
  readonly nullable: boolean;
}

export interface ListKind<M extends RecordModel> {
  readonly model: ModelClass<M>;
  readonly catalogue: CatalogueType;
  readonly table: string;
  readonly sorts: Readonly<Record<string, SortKey>>;
  /** Has `search_text` with a trigram index. */
  readonly searchable: boolean;
  readonly hasCustomFields: boolean;
}

const when = (sql: string, nullable = false): SortKey => ({ sql, cast: 'timestamptz', nullable });
const stamps = { createdAt: when('created_at'), updatedAt: when('updated_at') };
const personName: SortKey = { sql: `lower(last_name || ' ' || first_name)`, cast: 'text', nullable: false };
const name: SortKey = { sql: 'lower(name)', cast: 'text', nullable: false };

function kind<M extends RecordModel>(value: ListKind<M>): ListKind<M> {
  return value;
}

/** Every kind of record with a list, its sort keys, and what can be asked of it. */
export const listKinds = {
  lead: kind({
    model: Lead,
    catalogue: 'lead',
    table: 'leads',
    sorts: {
      ...stamps,
      score: { sql: 'score', cast: 'integer', nullable: false },
      name: personName,
      followUpAt: when('follow_up_at', true),
    },
    searchable: true,
    hasCustomFields: true,
  }),
  contact: kind({
    model: Contact,
    catalogue: 'contact',
    table: 'contacts',
    sorts: { ...stamps, name: personName },
    searchable: true,
    hasCustomFields: true,
  }),
  company: kind({
    model: Company,
    catalogue: 'company',
    table: 'companies',
    sorts: { ...stamps, name },
    searchable: true,
    hasCustomFields: true,
  }),
  deal: kind({
    model: Deal,
    catalogue: 'deal',
    table: 'deals',
    sorts: {
      ...stamps,
      name,
      amountMinor: { sql: 'amount_minor', cast: 'bigint', nullable: false },
      expectedCloseOn: { sql: 'expected_close_on', cast: 'date', nullable: true },
    },
    searchable: true,
    hasCustomFields: true,
  }),
  task: kind({
    model: Task,
    catalogue: 'task',
    table: 'tasks',
    sorts: { ...stamps, dueAt: when('due_at', true), completedAt: when('completed_at', true) },
    searchable: true,
    hasCustomFields: false,
  }),
  activity: kind({
    model: Activity,
    catalogue: 'activity',
    table: 'activities',
    sorts: { ...stamps, occurredAt: when('occurred_at') },
    searchable: false,
    hasCustomFields: false,
  }),
} as const;

export type ListType = keyof typeof listKinds;
export type ListRow<T extends ListType> = InstanceType<(typeof listKinds)[T]['model']>;
