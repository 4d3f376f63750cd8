import type { Problem } from '../../domain/errors/errors.ts';
import { checkCondition } from '../../domain/expressions/check.ts';
import { pathsOfCondition } from '../../domain/expressions/paths.ts';
import type { ExitCriteria } from '../../domain/records/exit-criteria.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { refuseProblems } from '../records/refuse.ts';
import { loadCatalogue } from '../templates/check-content.ts';

/** What every deal has from the start: demanding it would demand nothing. */
const fixed: ReadonlySet<string> = new Set(['id', 'createdAt', 'updatedAt', 'pipelineId', 'stageId', 'stageEnteredAt', 'status', 'locked']);

/** Refuses criteria that no deal could ever meet: unknown fields, conditions that do not fit their fields. */
export async function checkCriteria(trx: TenantTrx, context: CommandContext, criteria: ExitCriteria, pointer: string): Promise<void> {
  if (criteria.requiredFields.length === 0 && criteria.condition === null) return;
  const catalogue = await loadCatalogue(trx, context.tenantId);
  // Of people and companies a deal can be asked to have one.
  const known = new Set([...catalogue.deal.fields.map((field) => field.key), 'contacts', 'decisionMakers', 'companies']);
  const problems: Problem[] = criteria.requiredFields.flatMap((field, index) =>
    known.has(field) && !fixed.has(field)
      ? []
      : [{ pointer: `${pointer}/requiredFields/${index}`, code: 'field_unknown', detail: `"${field}" is no field that can be demanded.` }],
  );
  if (criteria.condition !== null) {
    // There is no event here whose changes could be asked for.
    if (pathsOfCondition(criteria.condition).some((path) => !path.startsWith('deal.')))
      problems.push({ pointer: `${pointer}/condition`, code: 'field_unknown', detail: 'Only fields of the deal can be asked for.' });
    const scope = { catalogue, subject: 'deal', events: [], outputType: () => null } as const;
    for (const problem of checkCondition(criteria.condition, scope, `${pointer}/condition`)) {
      problems.push({ pointer: problem.pointer, code: problem.code, detail: 'This condition does not fit the fields of a deal.' });
    }
  }
  refuseProblems('stage', problems);
}
