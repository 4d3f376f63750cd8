import type { StoredFile } from '../../db/queries/find-file.ts';
import { may, type Principal } from '../lib/principal.ts';
import { needs, signedIn } from './policy.ts';

/** The route asks for the least; what a file is for asks for the rest. */
export const filePolicy = { read: signedIn, write: needs('activities.write') };

export function mayUpload(principal: Principal, purpose: 'import' | 'attachment'): boolean {
  return may(principal, purpose === 'import' ? 'imports.write' : 'activities.write');
}
export function mayDownload(principal: Principal, file: Pick<StoredFile, 'purpose' | 'uploadedByUserId'>): boolean {
  if (file.purpose === 'attachment') return may(principal, 'activities.read');
  // A file of records has all their fields: for somebody who does not see all, only what they brought themselves.
  const seesAll = principal.fieldsHidden.size === 0 || file.uploadedByUserId === principal.userId;
  return seesAll && may(principal, 'imports.read');
}
