/** Addresses at these say nothing about where somebody works. */
const freeMail: ReadonlySet<string> = new Set([
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
  'aol.com',
  'gmx.de',
  'gmx.net',
  'gmx.com',
  'web.de',
  't-online.de',
  'mail.ru',
  'yandex.ru',
  'qq.com',
  '163.com',
  'proton.me',
  'protonmail.com',
]);

const legalForms =
  /[\s,.]+(inc|incorporated|ltd|limited|llc|llp|plc|corp|corporation|co|company|gmbh|ag|kg|ug|se|sa|sas|sarl|srl|spa|bv|nv|oy|ab|as|aps|pty|fzco|fze|fz-llc)\.?$/i;

/** The domain of a company behind an address or a website; null where there is none or everybody has mail there. */
export function companyDomain(lead: { readonly email?: string | null; readonly website?: string | null }): string | null {
  const fromSite = (lead.website ?? '')
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[/?#:].*$/, '');
  if (fromSite.includes('.')) return fromSite;
  const fromMail = lead.email?.slice(lead.email.lastIndexOf('@') + 1).toLowerCase() ?? '';
  return fromMail === '' || freeMail.has(fromMail) ? null : fromMail;
}

/** The form in which two names of a company are the same: without accents, case, punctuation and legal form. */
export function foldCompanyName(name: string): string {
  let bare = fold(name);
  for (let before = ''; before !== bare; ) {
    before = bare;
    bare = bare.replace(legalForms, '').trim();
  }
  return bare.replace(/[^\p{Letter}\p{Number}]+/gu, ' ').trim();
}

/** The form in which two names of a person are the same. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

export type MatchReason = 'email' | 'domain' | 'phone' | 'name';

export interface Match {
  /** 0 to 100: 100 is certain. */
  readonly score: number;
  readonly reasons: readonly MatchReason[];
}

interface Person {
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
}

/** How likely two entries are one person. Only an e-mail address is certain; a phone may be a switchboard. `sameCompany` makes a name say more. */
export function matchPeople(a: Person, b: Person, options: { readonly emails?: readonly string[]; readonly sameCompany: boolean }): Match {
  const reasons: MatchReason[] = [];
  const emails = [b.email, ...(options.emails ?? [])];
  const sameEmail = Boolean(a.email) && emails.includes(a.email);
  const samePhone = Boolean(a.phone) && a.phone === b.phone;
  const nameA = fold(`${a.firstName ?? ''} ${a.lastName ?? ''}`);
  const sameName = nameA.includes(' ') && nameA === fold(`${b.firstName ?? ''} ${b.lastName ?? ''}`);
  if (sameEmail) reasons.push('email');
  if (samePhone) reasons.push('phone');
  if (sameName) reasons.push('name');
  if (sameEmail) return { score: 100, reasons };
  let score = samePhone ? 50 : 0;
  if (sameName) score += samePhone ? 35 : options.sameCompany ? 60 : 0;
  if (samePhone && options.sameCompany) score += 10;
  // Two different addresses: rather two people at one desk.
  if (score > 0 && a.email && b.email) score -= 10;
  return { score: Math.min(score, 99), reasons };
}

interface Firm {
  readonly name?: string | null;
  readonly domain?: string | null;
  readonly phone?: string | null;
}

/** How likely two entries are one company. Only the domain is certain. */
export function matchCompanies(a: Firm, b: Firm): Match {
  const reasons: MatchReason[] = [];
  const sameDomain = Boolean(a.domain) && a.domain === b.domain;
  const folded = foldCompanyName(a.name ?? '');
  const sameName = folded !== '' && folded === foldCompanyName(b.name ?? '');
  const samePhone = Boolean(a.phone) && a.phone === b.phone;
  if (sameDomain) reasons.push('domain');
  if (sameName) reasons.push('name');
  if (samePhone) reasons.push('phone');
  if (sameDomain) return { score: 100, reasons };
  let score = sameName ? 70 : 0;
  if (samePhone) score += sameName ? 15 : 50;
  // The same name on two domains: rather two firms, or two countries of one.
  if (score > 0 && a.domain && b.domain) score -= 20;
  return { score: Math.min(score, 99), reasons };
}
