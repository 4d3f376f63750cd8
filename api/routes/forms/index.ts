import { receiveForm } from '../../../commands/leads/receive-form.ts';
import { findLead } from '../../../db/records/find-leads.ts';
import { submitForm } from '../../contracts/forms.ts';
import { type Route, writeRoute } from '../../lib/route.ts';
import { leadPolicy } from '../../policies/crm.ts';
import { presentLead } from '../leads/present.ts';
import { found } from '../records/found.ts';

export const formRoutes: readonly Route[] = [
  writeRoute(submitForm, {
    policy: leadPolicy.write,
    handle: async ({ trx, context, body }) => {
      const { lead, created } = await receiveForm(trx, context, body);
      return { leadId: lead.id, created, lead: presentLead(found(await findLead(trx, lead.id), 'lead')) };
    },
  }),
];
