import { noteHidden } from '../../../db/queries/seeing-fields.ts';
import { loadCompileContext } from '../../../commands/automations/lib/compile-context.ts';
import { loadNeighbours } from '../../../commands/automations/lib/neighbours.ts';
import { compile } from '../../../domain/automation/compile/compile.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import * as contract from '../../contracts/automations.ts';
import type { Route } from '../../lib/route.ts';
import { plainRoute, readRoute } from '../../lib/route.ts';
import { automationPolicy } from '../../policies/automations.ts';
import { presentCompiled, readAutomation } from './present.ts';

export const compileRoutes: readonly Route[] = [
  readRoute(contract.compileAutomation, {
    policy: automationPolicy.read,
    handle: async ({ trx, params, principal }) => {
      const { draft } = await readAutomation(trx, params.id);
      const { context } = await loadCompileContext(trx, principal.tenantId);
      const others = await loadNeighbours(trx, principal.tenantId);
      return presentCompiled(compile(draft, { ...context, neighbours: { self: params.id, others } }));
    },
  }),

  readRoute(contract.listNeighbours, {
    policy: automationPolicy.read,
    handle: async ({ trx, params, principal }) => {
      await readAutomation(trx, params.id);
      const others = await loadNeighbours(trx, principal.tenantId);
      return {
        items: others
          .filter(({ id }) => id !== params.id)
          // Footprints are JSON by what they are made of; interfaces have no index signature.
          .map(({ footprint, ...one }) => ({ ...one, footprint: JSON.parse(JSON.stringify(footprint)) })),
      };
    },
  }),

  plainRoute(contract.compileDefinition, {
    policy: automationPolicy.read,
    handle: async ({ deps, body, principal }) => {
      if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
      const { context } = await deps.db.readTenant(principal.tenantId, async (trx) => {
        await noteHidden(trx, principal.fieldsHidden);
        return loadCompileContext(trx, principal.tenantId);
      });
      return presentCompiled(compile(body.definition, context));
    },
  }),
];
