import type { NewEvent } from '../../domain/events.ts';
import { type ImportEntity, importEntities } from '../../domain/imports/record-targets.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';

export interface Tracker {
  /** For the commands whose changes are to be taken back one day. */
  readonly context: CommandContext;
  /** Events noted from now on belong to this row of the file. */
  readonly at: (row: number) => void;
  /** Events about these records belong to these rows, whenever they were noted. */
  readonly rowOf: Map<string, number>;
  readonly events: { readonly row: number; readonly event: NewEvent }[];
}

/** Listens to what commands note: their events say what was made and what stood there before. */
export function track(context: CommandContext): Tracker {
  let row = 0;
  const events: { row: number; event: NewEvent }[] = [];
  return {
    events,
    rowOf: new Map(),
    at: (number) => {
      row = number;
    },
    context: {
      ...context,
      record: (event) => {
        events.push({ row, event });
        context.record(event);
      },
    },
  };
}

type Kind = 'created' | 'updated' | 'tagged';

function kindOf(event: NewEvent): Kind | null {
  if (event.type.endsWith('.created') || event.type === 'activity.logged') return 'created';
  if (event.type === 'tag.added') return 'tagged';
  // `assigned` and `status_changed` stand beside an `updated` that says the same; of a deal they stand alone.
  return event.type.endsWith('.updated') || event.type === 'deal.stage_changed' || event.type === 'deal.status_changed' ? 'updated' : null;
}

/** Keeps what the batch changed, one row a change, in the transaction that changed it. */
export async function keepChanges(trx: TenantTrx, context: CommandContext, importId: string, tracker: Tracker): Promise<void> {
  const values = tracker.events.flatMap(({ row, event }) => {
    const kind = kindOf(event);
    const type = importEntities.find((one): one is ImportEntity => one === event.subject.type);
    if (kind === null || type === undefined) return [];
    return [
      {
        id: newId(),
        row_number: tracker.rowOf.get(event.subject.id) ?? row,
        record_type: type,
        record_id: event.subject.id,
        kind,
        before: kind === 'updated' ? (event.before ?? null) : null,
        after: kind === 'updated' ? (event.after ?? null) : kind === 'tagged' ? (event.data ?? null) : null,
      },
    ];
  });
  if (values.length === 0) return;
  await trx.raw(
    `insert into import_changes (tenant_id, id, import_id, row_number, record_type, record_id, kind, before, after, changed_at)
     select ?::uuid, id, ?::uuid, row_number, record_type, record_id, kind, before, after, ?::timestamptz
     from jsonb_to_recordset(?::jsonb) as c (id uuid, row_number int, record_type text, record_id uuid, kind text, before jsonb, after jsonb)`,
    [context.tenantId, importId, context.now, JSON.stringify(values)],
  );
}
