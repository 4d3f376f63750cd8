import type { TenantTrx } from '../../../commands/lib/context.ts';
import type { OperationRequest } from '../../../commands/operations/operation-row.ts';
import { canUndo } from '../../../commands/operations/operation-row.ts';
import { nameOf } from '../../../commands/records/name-of.ts';
import type { OperationItemView, OperationView } from '../../../db/queries/find-operations.ts';
import { listOperations } from '../../../db/queries/find-operations.ts';
import { findRecordNames } from '../../../db/queries/record-names.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import type * as contract from '../../contracts/operations.ts';

export async function presentOperation(trx: TenantTrx, id: string): Promise<contract.Operation> {
  const [row] = await listOperations(trx, { id, limit: 1, after: null });
  if (row === undefined) throw new UserError('not_found', 'There is no such operation.');
  return present(row);
}

export function present(row: OperationView): contract.Operation {
  const request = row.request as unknown as OperationRequest; // stored as it was given
  return {
    id: row.id,
    automation: { id: row.automationId, name: row.automationName },
    kind: row.kind,
    request: row.request,
    status: row.status,
    total: row.total,
    done: row.done,
    changed: row.changed,
    refused: row.refused,
    undone: row.undone,
    canUndo: (row.status === 'completed' || row.status === 'cancelled') && canUndo({ request, changed: row.changed }),
    nextAt: row.nextAt?.toISOString() ?? null,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

export async function presentItems(trx: TenantTrx, rows: readonly OperationItemView[]): Promise<contract.OperationItem[]> {
  const names = await findRecordNames(
    trx,
    rows.flatMap((row) => (row.subjectId === null ? [] : [row.subjectId])),
  );
  return rows.map(({ subjectId, subjectType, dueAt, ...row }) => {
    const named = subjectId === null ? undefined : names.get(subjectId);
    return {
      ...row,
      dueAt: dueAt?.toISOString() ?? null,
      record:
        subjectId === null || subjectType === null || named === undefined
          ? null
          : { type: subjectType, id: subjectId, name: nameOf(named) },
    };
  });
}
