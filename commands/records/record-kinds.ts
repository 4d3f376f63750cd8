import type { FieldRules } from '../../domain/records/field-values.ts';
import { companyFields, contactFields, dealFields, leadFields, taskFields } from '../../domain/records/record-fields.ts';
import type { SubjectRows, TaskRow } from './rows.ts';

/** What the generic part of the record commands has to know of a kind of record. */
export interface RecordKind {
  readonly table: string;
  readonly fields: FieldRules;
  /** As in "There is no such lead." */
  readonly noun: string;
}

export interface EditableRows extends SubjectRows {
  readonly task: TaskRow;
}
export type EditableType = keyof EditableRows;

export const recordKinds: Readonly<Record<EditableType, RecordKind>> = {
  lead: { table: 'leads', fields: leadFields, noun: 'lead' },
  contact: { table: 'contacts', fields: contactFields, noun: 'contact' },
  company: { table: 'companies', fields: companyFields, noun: 'company' },
  deal: { table: 'deals', fields: dealFields, noun: 'deal' },
  task: { table: 'tasks', fields: taskFields, noun: 'task' },
};
