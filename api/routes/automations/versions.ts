import { notePresence as noteDraftPresence } from '../../../commands/automations/draft-presence.ts';
import { listVersions } from '../../../db/queries/find-automations.ts';
import { openedOf } from '../../../db/opening.ts';
import { mostSampled, stepFigures } from '../../../db/queries/step-figures.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import * as contract from '../../contracts/automations.ts';
import { getOverlay, notePresence } from '../../contracts/overlay.ts';
import { numberCursor, page } from '../../lib/cursor.ts';
import type { Route } from '../../lib/route.ts';
import { readRoute, writeRoute } from '../../lib/route.ts';
import { automationPolicy, runPolicy } from '../../policies/automations.ts';
import { presentVersion, readAutomation } from './present.ts';

export const versionRoutes: readonly Route[] = [
  readRoute(contract.listVersions, {
    policy: automationPolicy.read,
    handle: async ({ trx, params, query }) => {
      await readAutomation(trx, params.id);
      const rows = await listVersions(trx, { automationId: params.id, limit: query.limit, after: numberCursor(query.cursor) });
      return page(rows.map(presentVersion), query.limit, (row) => [row.number]);
    },
  }),

  readRoute(contract.getVersion, {
    policy: automationPolicy.read,
    handle: async ({ trx, params }) => {
      const [row] = await listVersions(trx, { automationId: params.id, number: params.number, limit: 1, after: null });
      if (row === undefined) throw new UserError('not_found', 'There is no such version of the automation.');
      return presentVersion(row);
    },
  }),

  readRoute(getOverlay, {
    policy: runPolicy.read,
    handle: async ({ trx, params }) => {
      const [row] = await listVersions(trx, { automationId: params.id, number: params.number, limit: 1, after: null });
      if (row === undefined) throw new UserError('not_found', 'There is no such version of the automation.');
      const steps = await stepFigures(trx, params.id, params.number);
      return { version: params.number, at: openedOf(trx).now.toISOString(), sampled: mostSampled, steps };
    },
  }),

  writeRoute(notePresence, {
    policy: automationPolicy.write,
    handle: async ({ trx, context, params, body }) => {
      const others = await noteDraftPresence(trx, context, { id: params.id, present: body.present });
      return { others: others.map((one) => ({ ...one, since: one.since.toISOString() })) };
    },
  }),
];
