import { checkContent, loadCatalogue } from '../../../commands/templates/check-content.ts';
import { sampleValues, templateVariables } from '../../../commands/templates/sample-values.ts';
import { renderTemplate } from '../../../templates/render/render-template.ts';
import { listTemplateVariables, previewTemplate } from '../../contracts/templates.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { templatePolicy } from '../../policies/templates.ts';

export const previewRoutes: readonly Route[] = [
  writeRoute(previewTemplate, {
    policy: templatePolicy.read,
    handle: async ({ trx, context, body }) => {
      const variables = await checkContent(trx, context, body);
      const values = { ...sampleValues(await loadCatalogue(trx, context.tenantId), variables), ...body.values };
      const rendered = renderTemplate(body, values, { timeZone: 'UTC', locale: 'en' });
      return { ...rendered, unset: [...rendered.unset] };
    },
  }),

  readRoute(listTemplateVariables, {
    policy: templatePolicy.read,
    handle: async ({ trx, principal }) => ({ items: templateVariables(await loadCatalogue(trx, principal.tenantId)) }),
  }),
];
