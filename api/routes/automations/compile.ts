import { noteHidden } from '../../../db/queries/seeing-fields.ts';
import { loadCompileContext } from '../../../commands/automations/lib/compile-context.ts';
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
      return presentCompiled(compile(draft, context));
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
