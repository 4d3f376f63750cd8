import type { Transaction } from 'objection';
import type { BusinessCalendar } from '../../domain/calendar/calendar.ts';
import type { Json } from '../../domain/json.ts';
import type { CustomFieldEntity, CustomFieldOption, CustomFieldType, ValueRules } from '../../domain/records/custom-field-rules.ts';
import type { ExitCriteria } from '../../domain/records/exit-criteria.ts';
import type { RowBase } from './rows.ts';
import { rowOf, rowsOf } from './sql.ts';
import { ofTenant } from './views.ts';

export interface StageView {
  readonly id: string;
  readonly pipelineId: string;
  readonly name: string;
  readonly position: number;
  readonly kind: 'open' | 'won' | 'lost';
  readonly probability: number;
  readonly exitCriteria: ExitCriteria;
  readonly version: number;
}
export interface PipelineView extends RowBase {
  readonly name: string;
  readonly isDefault: boolean;
  readonly stages: readonly StageView[];
}
export interface CustomFieldView extends RowBase {
  readonly entity: CustomFieldEntity;
  readonly key: string;
  readonly label: string;
  readonly type: CustomFieldType;
  readonly required: boolean;
  readonly options: readonly CustomFieldOption[];
  readonly position: number;
  readonly description: string | null;
  readonly groupName: string | null;
  readonly defaultValue: Json;
  readonly rules: ValueRules;
  readonly editableBy: readonly string[] | null;
  readonly viewableBy: readonly string[] | null;
}
export interface CalendarView extends RowBase, BusinessCalendar {
  readonly name: string;
  readonly isDefault: boolean;
}

const pipelineView = `p.*, (select coalesce(json_agg(json_build_object('id', s.id, 'pipelineId', s.pipeline_id, 'name', s.name, 'position', s.position,
    'kind', s.kind, 'probability', s.probability, 'exitCriteria', s.exit_criteria, 'version', s.version) order by s.position), '[]')
  from stages s where s.tenant_id = p.tenant_id and s.pipeline_id = p.id and s.archived_at is null) as stages`;

export interface IdPage {
  readonly after: string | null;
  readonly limit: number;
}

export async function listPipelines(trx: Transaction, page: IdPage): Promise<PipelineView[]> {
  return rowsOf<PipelineView>(
    trx,
    `select ${pipelineView} from pipelines p where ${ofTenant('p')} and p.archived_at is null and (?::uuid is null or p.id > ?::uuid) order by p.id limit ?`,
    [page.after, page.after, page.limit + 1],
  );
}
export async function findPipeline(trx: Transaction, id: string): Promise<PipelineView | null> {
  return rowOf<PipelineView>(trx, `select ${pipelineView} from pipelines p where ${ofTenant('p')} and p.id = ?`, [id]);
}

/** The pipeline a board shows: the named one, that of the named column, or the default one (else the oldest). */
export async function findBoardPipeline(
  trx: Transaction,
  wanted: { readonly pipelineId: string | null; readonly stageId: string | null },
): Promise<PipelineView | null> {
  return rowOf<PipelineView>(
    trx,
    `select ${pipelineView} from pipelines p where ${ofTenant('p')} and p.archived_at is null
       and (?::uuid is null or p.id = ?::uuid)
       and (?::uuid is null or p.id = (select s.pipeline_id from stages s where ${ofTenant('s')} and s.id = ?::uuid))
     order by p.is_default desc, p.id limit 1`,
    [wanted.pipelineId, wanted.pipelineId, wanted.stageId, wanted.stageId],
  );
}

/** In their order: by position, then by age. `after` is the last one of the page before. */
export async function listCustomFields(
  trx: Transaction,
  page: {
    readonly after: readonly [position: number, id: string] | null;
    readonly limit: number;
    readonly entity: string | null;
    readonly archived: boolean;
  },
): Promise<CustomFieldView[]> {
  const [position, id] = page.after ?? [null, null];
  return rowsOf<CustomFieldView>(
    trx,
    `select f.* from custom_fields f where ${ofTenant('f')} and f.archived_at is ${page.archived ? 'not ' : ''}null and (?::text is null or f.entity = ?)
       and (?::int is null or (f.position, f.id) > (?::int, ?::uuid)) order by f.position, f.id limit ?`,
    [page.entity, page.entity, position, position, id, page.limit + 1],
  );
}
export async function findCustomField(trx: Transaction, id: string): Promise<CustomFieldView | null> {
  return rowOf<CustomFieldView>(trx, `select f.* from custom_fields f where ${ofTenant('f')} and f.id = ?`, [id]);
}

export async function listCalendars(trx: Transaction, page: IdPage): Promise<CalendarView[]> {
  return rowsOf<CalendarView>(
    trx,
    `select c.* from business_calendars c where ${ofTenant('c')} and c.archived_at is null and c.team_id is null and c.user_id is null and (?::uuid is null or c.id > ?::uuid) order by c.id limit ?`,
    [page.after, page.after, page.limit + 1],
  );
}
export async function findCalendar(trx: Transaction, id: string): Promise<CalendarView | null> {
  return rowOf<CalendarView>(
    trx,
    `select c.* from business_calendars c where ${ofTenant('c')} and c.team_id is null and c.user_id is null and c.id = ?`,
    [id],
  );
}
