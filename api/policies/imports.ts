import type { ImportEntity } from '../../domain/imports/record-targets.ts';
import type { PermissionCode } from '../../domain/permissions/permissions.ts';
import { may, type Principal } from '../lib/principal.ts';
import { needs, requireThat } from './policy.ts';

export const importPolicy = {
  read: needs('imports.read'),
  write: needs('imports.write'),
};

const writeOf: Readonly<Record<ImportEntity, PermissionCode>> = {
  lead: 'leads.write',
  contact: 'contacts.write',
  company: 'companies.write',
  deal: 'deals.write',
  task: 'tasks.write',
  note: 'notes.write',
  activity: 'activities.write',
};

/** An import writes records: whoever starts one may do no more by a file than by hand. */
export function requireMayImport(principal: Principal, job: { readonly entity: ImportEntity; readonly createMissing?: boolean }): void {
  requireThat(
    may(principal, writeOf[job.entity]),
    `Your role does not allow to write records of this kind, so you cannot import them (${writeOf[job.entity]}).`,
  );
  const companies = job.createMissing !== true || may(principal, 'companies.write');
  requireThat(companies, 'Your role does not allow to make companies (companies.write): leave unknown companies out.');
}
