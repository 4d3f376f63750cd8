import { literal, rowsIn, runTogether } from '../../../db/opening.ts';
import type { CompileContext } from '../../../domain/automation/compile/context.ts';
import type { BusinessCalendar } from '../../../domain/calendar/calendar.ts';
import type { CustomField, CustomFieldEntity } from '../../../domain/records/custom-field-rules.ts';
import type { FormContent } from '../../../domain/forms/form-content.ts';
import { recordsOfForm } from '../../../domain/forms/form-records.ts';
import type { SubjectType } from '../../../domain/records/record-types.ts';
import { catalogueOf } from '../../../domain/records/field-catalogue.ts';
import type { TenantTrx } from '../../lib/context.ts';

interface TemplateRow {
  readonly id: string;
  readonly name: string;
  readonly version_id: string;
  readonly variables: readonly unknown[];
}

/** What the compiler checks a definition against, as the tenant is now; and which template versions a publish would pin. */
export interface TenantCompileContext {
  readonly context: CompileContext;
  /** Template id -> id of its approved version. */
  readonly templateVersions: Readonly<Record<string, string>>;
}

/** Reads everything the compiler may want to know of the tenant in one round trip. */
export async function loadCompileContext(trx: TenantTrx, tenantId: string): Promise<TenantCompileContext> {
  const tenant = `${literal(tenantId)}::uuid`;
  const [fields, templates, users, teams, calendars, stages, automations, credentials, forms, webhooks, segments, groups] =
    await runTogether(trx, [
      `select entity, key, label, type, required, options from custom_fields where tenant_id = ${tenant} and archived_at is null order by position, key`,
      `select t.id, t.name, v.id as version_id, v.variables from templates t
       join template_versions v on v.tenant_id = t.tenant_id and v.id = t.current_version_id
       where t.tenant_id = ${tenant} and t.archived_at is null`,
      `select id, name, status = 'active' as active from users where tenant_id = ${tenant}`,
      `select t.id, t.name, count(u.id)::int as members from teams t
       left join team_members m on m.tenant_id = t.tenant_id and m.team_id = t.id
       left join users u on u.tenant_id = m.tenant_id and u.id = m.user_id and u.status = 'active'
       where t.tenant_id = ${tenant} and t.archived_at is null group by t.tenant_id, t.id`,
      `select time_zone, week, exceptions from business_calendars where tenant_id = ${tenant} and is_default and archived_at is null`,
      `select s.id, s.name from stages s join pipelines p on p.tenant_id = s.tenant_id and p.id = s.pipeline_id
       where s.tenant_id = ${tenant} and s.archived_at is null and p.archived_at is null`,
      `select id, name, subject, status in ('active', 'paused') as live from automations where tenant_id = ${tenant} and status <> 'archived'`,
      `select id, name, hosts from credentials where tenant_id = ${tenant} and archived_at is null`,
      `select f.id, f.name, coalesce(v.content, f.draft) as content from forms f
     left join form_versions v on v.tenant_id = f.tenant_id and v.form_id = f.id and v.number = f.published_version
     where f.tenant_id = ${tenant} and f.status <> 'archived'`,
      `select id, name from inbound_webhooks where tenant_id = ${tenant} and archived_at is null`,
      `select id, name, entity from segments where tenant_id = ${tenant}`,
      `select id, name from exclusivity_groups where tenant_id = ${tenant}`,
    ]);
  const templateRows = (templates?.rows ?? []) as readonly TemplateRow[];
  const templateById = new Map(templateRows.map((row) => [row.id, { name: row.name, variables: row.variables.map(variablePath) }]));
  const userById = byId(rowsIn<{ id: string; name: string; active: boolean }>(users));
  const teamById = byId(rowsIn<{ id: string; name: string; members: number }>(teams));
  const stageById = byId(rowsIn<{ id: string; name: string }>(stages));
  const automationById = byId(rowsIn<{ id: string; name: string; subject: SubjectType; live: boolean }>(automations));
  const credentialById = byId(rowsIn<{ id: string; name: string; hosts: readonly string[] }>(credentials));
  const formById = byId(
    rowsIn<{ id: string; name: string; content: FormContent }>(forms).map(({ id, name, content }) => ({
      id,
      name,
      about: recordsOfForm(content),
    })),
  );
  const webhookById = byId(rowsIn<{ id: string; name: string }>(webhooks));
  const segmentById = byId(rowsIn<{ id: string; name: string; entity: string }>(segments));
  const groupById = byId(rowsIn<{ id: string; name: string }>(groups));
  const calendar = rowsIn<{ time_zone: string; week: BusinessCalendar['week']; exceptions: BusinessCalendar['exceptions'] }>(calendars)[0];
  return {
    context: {
      catalogue: catalogueOf(customFields((fields?.rows ?? []) as readonly (CustomField & { entity: CustomFieldEntity })[])),
      template: (id) => templateById.get(id) ?? null,
      user: (id) => userById.get(id) ?? null,
      team: (id) => {
        const team = teamById.get(id);
        return team === undefined ? null : { name: team.name, activeMembers: team.members };
      },
      stage: (id) => stageById.get(id) ?? null,
      automation: (id) => automationById.get(id) ?? null,
      credential: (id) => credentialById.get(id) ?? null,
      form: (id) => formById.get(id) ?? null,
      segment: (id) => segmentById.get(id) ?? null,
      exclusivityGroup: (id) => groupById.get(id) ?? null,
      inboundWebhook: (id) => webhookById.get(id) ?? null,
      ...(calendar === undefined
        ? {}
        : { calendar: { timeZone: calendar.time_zone, week: calendar.week, exceptions: calendar.exceptions } }),
    },
    templateVersions: Object.fromEntries(templateRows.map((row) => [row.id, row.version_id])),
  };
}

function byId<T extends { readonly id: string }>(rows: readonly T[]): ReadonlyMap<string, T> {
  return new Map(rows.map((row) => [row.id, row]));
}

function customFields(rows: readonly (CustomField & { entity: CustomFieldEntity })[]) {
  const fields: Partial<Record<CustomFieldEntity, CustomField[]>> = {};
  for (const { entity, ...field } of rows) (fields[entity] ??= []).push(field);
  return fields;
}

/** Variables are stored as paths or with what is known of them. */
function variablePath(variable: unknown): string {
  if (typeof variable === 'string') return variable;
  if (typeof variable === 'object' && variable !== null && 'path' in variable) return String(variable.path);
  return String(variable);
}
