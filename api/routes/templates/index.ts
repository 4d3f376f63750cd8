import { approveTemplate } from '../../../commands/templates/approve-template.ts';
import { archiveTemplate } from '../../../commands/templates/archive-template.ts';
import { createTemplate } from '../../../commands/templates/create-template.ts';
import { readTemplate } from '../../../commands/templates/template-row.ts';
import { updateTemplate } from '../../../commands/templates/update-template.ts';
import { listTemplates, listTemplateVersions } from '../../../db/queries/find-templates.ts';
import * as contract from '../../contracts/templates.ts';
import { idCursor, numberCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { templatePolicy } from '../../policies/templates.ts';
import { presentTemplate, presentTemplateVersion } from './present.ts';
import { previewRoutes } from './preview.ts';

export const templateRoutes: readonly Route[] = [
  readRoute(contract.listTemplates, {
    policy: templatePolicy.read,
    handle: async ({ trx, query }) => {
      const rows = await listTemplates(trx, { ...query, after: idCursor(query.cursor) });
      return page(rows.map(presentTemplate), query.limit, (row) => [row.id]);
    },
  }),

  readRoute(contract.getTemplate, {
    policy: templatePolicy.read,
    handle: async ({ trx, params }) => presentTemplate(await readTemplate(trx, params.id)),
  }),

  writeRoute(contract.createTemplate, {
    policy: templatePolicy.write,
    handle: async ({ trx, context, body }) => presentTemplate(await createTemplate(trx, context, body)),
  }),

  writeRoute(contract.updateTemplate, {
    policy: templatePolicy.write,
    handle: async ({ trx, context, params, body, version }) =>
      presentTemplate(await updateTemplate(trx, context, { ...body, id: params.id, expectedVersion: version })),
    current: async ({ trx, params }) => presentTemplate(await readTemplate(trx, params.id)),
  }),

  writeRoute(contract.approveTemplate, {
    policy: templatePolicy.write,
    handle: async ({ trx, context, params, version }) =>
      presentTemplate(await approveTemplate(trx, context, { id: params.id, expectedVersion: version })),
    current: async ({ trx, params }) => presentTemplate(await readTemplate(trx, params.id)),
  }),

  writeRoute(contract.archiveTemplate, {
    policy: templatePolicy.write,
    handle: async ({ trx, context, params, version }) =>
      presentTemplate(await archiveTemplate(trx, context, { id: params.id, expectedVersion: version })),
    current: async ({ trx, params }) => presentTemplate(await readTemplate(trx, params.id)),
  }),

  readRoute(contract.listTemplateVersions, {
    policy: templatePolicy.read,
    handle: async ({ trx, params, query }) => {
      await readTemplate(trx, params.id);
      const rows = await listTemplateVersions(trx, params.id, { limit: query.limit, below: numberCursor(query.cursor) });
      return page(rows.map(presentTemplateVersion), query.limit, (row) => [row.number]);
    },
  }),

  ...previewRoutes,
];
