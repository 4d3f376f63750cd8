import { isPrivateHost } from '../../../domain/webhooks/addresses.ts';
import type { Problem } from '../../../domain/errors/errors.ts';

/** Everybody can have an address there, so having one proves nothing about a company. */
const publicMail = new Set([
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'msn.com',
  'yahoo.com',
  'ymail.com',
  'icloud.com',
  'me.com',
  'mac.com',
  'aol.com',
  'gmx.com',
  'gmx.de',
  'gmx.net',
  'web.de',
  'mail.com',
  'mail.ru',
  'yandex.com',
  'yandex.ru',
  'proton.me',
  'protonmail.com',
  'qq.com',
  '163.com',
  '126.com',
  'zoho.com',
  'fastmail.com',
]);

const domainPattern = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;

/** What is wrong with a domain as a sign of where somebody belongs; null: nothing. */
export function domainProblem(domain: string): string | null {
  if (!domainPattern.test(domain)) return `"${domain}" is no domain such as example.com.`;
  return publicMail.has(domain) ? `Everybody can have an address at ${domain}.` : null;
}

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}

/** What is wrong with the address of a provider. */
export function addressProblem(issuer: string, allowPrivate: boolean): Problem[] {
  const detail = wrongAddress(issuer, allowPrivate);
  return detail === null ? [] : [{ pointer: '/issuer', code: 'issuer_invalid', detail }];
}

function wrongAddress(issuer: string, allowPrivate: boolean): string | null {
  if (!URL.canParse(issuer)) return 'The issuer is an address such as https://login.example.com.';
  const url = new URL(issuer);
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) return 'The issuer begins with https://.';
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return 'The issuer has no user name, question mark or number sign.';
  return !allowPrivate && isPrivateHost(url.hostname) ? 'The issuer is not on the public internet.' : null;
}

/** Only a path of ours may be gone to after signing in. */
export function safePath(path: string | null | undefined): string | null {
  return typeof path === 'string' && path.length <= 500 && /^\/(?![/\\])/.test(path) ? path : null;
}
