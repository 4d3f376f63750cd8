import { may, type Principal } from '../lib/principal.ts';
import { needs, signedIn } from './policy.ts';

/** The route asks for the least; what a file is for asks for the rest. */
export const filePolicy = { read: signedIn, write: needs('activities.write') };

export function mayUpload(principal: Principal, purpose: 'import' | 'attachment'): boolean {
  return may(principal, purpose === 'import' ? 'imports.write' : 'activities.write');
}

export function mayDownload(principal: Principal, purpose: 'import' | 'import_errors' | 'attachment' | 'export'): boolean {
  return may(principal, purpose === 'attachment' ? 'activities.read' : 'imports.read');
}
