/** How a credential proves us to another system. */
export const credentialKinds = ['bearer', 'basic', 'header', 'hmac'] as const;
export type CredentialKind = (typeof credentialKinds)[number];

export const hmacAlgorithms = ['sha256', 'sha512'] as const;
export const hmacEncodings = ['hex', 'base64'] as const;

/** What is told of a credential beside its secret. */
export type CredentialSettings =
  | { readonly kind: 'bearer' }
  | { readonly kind: 'basic'; readonly username: string }
  | { readonly kind: 'header'; readonly header: string }
  | {
      readonly kind: 'hmac';
      readonly header: string;
      readonly algorithm: (typeof hmacAlgorithms)[number];
      readonly encoding: (typeof hmacEncodings)[number];
      /** Stands before the signature, as in `sha256=`. */
      readonly prefix: string;
      /** With it the time is sent in this header and signed in front of the body, parted by a point. */
      readonly timestampHeader: string | null;
    };

// Names that decide where a request goes or how long it is: they are never somebody's to set.
const ownHeaders = /^(?:host|content-length|transfer-encoding|connection|upgrade|expect|te|trailer|keep-alive|proxy-.*)$/i;

/** Why a name cannot be a header that people set; null when it can. */
export function headerProblem(name: string): string | null {
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/i.test(name)) return `"${name.slice(0, 100)}" is not the name of a header.`;
  return ownHeaders.test(name) ? `The header ${name} is set by us alone.` : null;
}

/** A host a credential may be sent to: a name, or all names below one (`*.example.com`). */
export const hostPattern = /^(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::\d{1,5})?$/;

/** Whether a credential may go to an address. Ports are compared only where the pattern names one. */
export function hostAllowed(hosts: readonly string[], url: URL): boolean {
  const host = url.hostname.toLowerCase();
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return hosts.some((pattern) => {
    const [name = '', wanted] = pattern.split(':');
    if (wanted !== undefined && wanted !== port) return false;
    return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
  });
}
