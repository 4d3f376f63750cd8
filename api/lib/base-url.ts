import type { ApiDeps } from '../deps.ts';

/** Where links in mails lead. Never taken from a request: whoever sends it could choose the address. */
export function baseUrlOf(deps: ApiDeps): string {
  return (deps.config.publicUrl ?? 'http://localhost').replace(/\/+$/, '');
}
