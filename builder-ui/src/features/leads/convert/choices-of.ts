import type { ConversionView, ConvertLeadBody } from '../../../../../api/contracts/conversion.ts';
import { toMinor } from '../../deals/money.ts';
import { sureFrom, type Choices } from './choices.tsx';

/** What the page begins with: what certainly is the same is linked, the rest is made. */
export function initialChoices({ suggested, contacts, companies }: ConversionView): Choices {
  const [contact] = contacts;
  const [company] = companies;
  return {
    contact: { link: contact && contact.score >= sureFrom ? contact.record.id : null, fields: suggested.contact },
    company: {
      mode: company && company.score >= sureFrom ? 'link' : suggested.company ? 'create' : 'none',
      link: company?.record.id ?? null,
      fields: suggested.company ?? { name: '' },
    },
    deal: { mode: 'create', link: null, name: suggested.deal.name, amount: '', custom: suggested.deal.custom ?? {} },
  };
}

/** Whether everything that has to be said is said. */
export function isComplete({ deal }: Choices, currency: string): boolean {
  if (deal.mode === 'link') return deal.link !== null;
  return deal.mode === 'none' || deal.amount.trim() === '' || toMinor(deal.amount, currency) !== null;
}

/** As the API wants it. An amount is typed in whole units of money and travels in the smallest. */
export function bodyOf({ contact, company, deal }: Choices, currency: string): ConvertLeadBody {
  return {
    contact: contact.link ? { mode: 'link', id: contact.link } : { mode: 'create', fields: contact.fields },
    company:
      company.mode === 'link' && company.link
        ? { mode: 'link', id: company.link }
        : company.mode === 'none'
          ? { mode: 'none' }
          : { mode: 'create', fields: company.fields },
    deal: dealOf(deal, currency),
  };
}

function dealOf({ mode, link, name, amount, custom }: Choices['deal'], currency: string): ConvertLeadBody['deal'] {
  if (mode === 'none') return { mode };
  if (mode === 'link') return link === null ? { mode: 'none' } : { mode, id: link.id };
  const amountMinor = toMinor(amount, currency);
  return { mode, fields: { name, custom, ...(amountMinor === null ? {} : { amountMinor, currency }) } };
}
