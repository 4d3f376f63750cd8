import { createHmac } from 'node:crypto';
import type { CredentialSettings } from '../../domain/credentials/credential-rules.ts';

/** The headers by which a credential proves us for this very body. */
export function authorisation(
  { settings, secret }: { readonly settings: CredentialSettings; readonly secret: string },
  body: string,
  nowSeconds: number,
): Readonly<Record<string, string>> {
  switch (settings.kind) {
    case 'bearer':
      return { authorization: `Bearer ${secret}` };
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${settings.username}:${secret}`).toString('base64')}` };
    case 'header':
      return { [settings.header.toLowerCase()]: secret };
    case 'hmac': {
      const { timestampHeader } = settings;
      const signed = timestampHeader === null ? body : `${nowSeconds}.${body}`;
      const signature = createHmac(settings.algorithm, secret).update(signed).digest(settings.encoding);
      return {
        [settings.header.toLowerCase()]: `${settings.prefix}${signature}`,
        ...(timestampHeader === null ? {} : { [timestampHeader.toLowerCase()]: String(nowSeconds) }),
      };
    }
  }
}

const hidden = '[secret]';
// Shorter ones would be found everywhere.
const shortestHidden = 6;

/** Takes a secret out of what another system answered: some repeat what they were sent. */
export function withoutSecret(text: string, secret: string | null): string {
  if (secret === null || secret.length < shortestHidden) return text;
  const forms = [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  return forms.reduce((rest, form) => rest.replaceAll(form, hidden), text);
}
