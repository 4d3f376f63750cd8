import { UserError } from '../../domain/errors/errors.ts';

/** The ETag of an editable thing is its version; weak, because the bytes around it may differ. */
export function etagOf(version: number): string {
  return `W/"${version}"`;
}

/** Reads the version that the caller last saw. */
export function versionFromIfMatch(header: string | undefined): number {
  if (header === undefined || header === '') {
    throw new UserError('precondition_required', 'Send If-Match with the ETag of the version you are changing.');
  }
  const match = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim());
  if (match?.[1] === undefined) {
    throw new UserError('precondition_failed', 'If-Match does not hold an ETag that this resource can have had.');
  }
  return Number(match[1]);
}
