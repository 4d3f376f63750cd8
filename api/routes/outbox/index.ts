import { UserError } from '../../../domain/errors/errors.ts';
import { listOutbox } from '../../contracts/outbox.ts';
import { readOutbox } from '../../lib/outbox-folder.ts';
import { plainRoute, type Route } from '../../lib/route.ts';
import { outboxPolicy } from '../../policies/operations.ts';

export const outboxRoutes: readonly Route[] = [
  plainRoute(listOutbox, {
    policy: outboxPolicy.read,
    handle: async ({ deps, principal, query }) => {
      if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
      const folder = deps.config.outboxFolder;
      if (folder === null) return { enabled: false, items: [] };
      return { enabled: true, items: await readOutbox(folder, { tenantId: principal.tenantId, limit: query.limit, to: query.to }) };
    },
  }),
];
