import type { ConversionView, ConvertLeadBody } from '../../../../../api/contracts/conversion.ts';
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
    deal: { wanted: true, name: suggested.deal.name, amount: '', custom: suggested.deal.custom ?? {} },
  };
}

/** As the API wants it. An amount is typed in whole units of money and travels in cents. */
export function bodyOf({ contact, company, deal }: Choices): ConvertLeadBody {
  const amount = Number(deal.amount.replace(/[\s,]/g, ''));
  return {
    contact: contact.link ? { mode: 'link', id: contact.link } : { mode: 'create', fields: contact.fields },
    company:
      company.mode === 'link' && company.link
        ? { mode: 'link', id: company.link }
        : company.mode === 'none'
          ? { mode: 'none' }
          : { mode: 'create', fields: company.fields },
    deal: deal.wanted
      ? {
          mode: 'create',
          fields: { name: deal.name, custom: deal.custom, ...(amount > 0 ? { amountMinor: Math.round(amount * 100) } : {}) },
        }
      : { mode: 'none' },
  };
}
