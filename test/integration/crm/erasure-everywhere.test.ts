import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eraseLead } from '../../../api/contracts/erasure.ts';
import { createLead } from '../../../api/contracts/leads.ts';
import { aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { makeUpRow } from '../../helpers/made-up-rows.ts';

let api: TestApi;
let acme: Workspace;
let behind: pg.Client;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  behind = new pg.Client({ connectionString: api.database.superuserUrl });
  await behind.connect();
});
afterAll(async () => {
  await behind.end();
  await api.stop();
});

/** Accounts, settings and plans hold what the workspace wrote about itself; records speak for themselves and are asked of in `erasure.test.ts`. */
const aboutNobodyOutside: ReadonlySet<string> = new Set(
  `users sessions roles role_permissions user_roles teams team_members tenants templates template_versions plans automations
   automation_versions pipelines stages tags custom_fields business_calendars dispatches subscriptions run_batches assignment_counters
   leads contacts contact_channels companies deals login_attempts recovery_codes form_versions tenant_plans`.split(/\s+/),
);

/** Words of the machine: kinds, codes, ids and keys that no value of a person gets into. */
const ownWords: ReadonlySet<string> = new Set(
  `audit_entries.action audit_entries.actor audit_entries.request_id audit_entries.user_agent entitlement_rooms.entitlement event_links.type events.actor events.cause
   events.related events.type feed.type idempotency_keys.key idempotency_keys.scope import_mappings.heading_key import_rows.fingerprint
   messages.from_address messages.message_id messages.provider messages.provider_id messages.send_window messages.step runs.cause
   runs.current_step runs.hold_code runs.plan_hash steps.outcome steps.step steps.type`.split(/\s+/),
);

const words = ['zebulonia', 'quartermaine', 'marker.example'];
const said = 'call zebulonia quartermaine at zq@marker.example';

async function tenantTables(): Promise<readonly string[]> {
  const { rows } = await behind.query<{ name: string }>(
    `select c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
     where c.relkind in ('r', 'p') and not c.relispartition
       and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
       and exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and a.atttypid = any(array['text', 'text[]', 'jsonb']::regtype[])) order by 1`,
  );
  return rows.map((row) => row.name).filter((name) => !aboutNobodyOutside.has(name));
}

/** Table and column of every place in which one of the words stands. */
async function placesOf(tables: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const table of tables) {
    const { rows } = await behind.query<{ column: string }>(
      `select distinct '${table}.' || e.key as "column" from ${table} t, jsonb_each_text(to_jsonb(t)) e
       where t.tenant_id = $1 and lower(e.value) like any($2::text[]) order by 1`,
      [acme.tenantId, words.map((word) => `%${word}%`)],
    );
    found.push(...rows.map((row) => row.column));
  }
  return found;
}

describe('erasing a person', () => {
  it('leaves their name and address in no column of any table, whatever tables there are', async () => {
    const { body: lead } = await acme.admin.ok(createLead, {
      body: { firstName: 'Zebulonia', lastName: 'Quartermaine', email: 'zq@marker.example', source: 'web' },
    });
    const [run, task, activity, note, message] = [randomUUID(), randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const event = { id: 4_000_000_001, at: new Date() };
    const given = {
      tenant_id: acme.tenantId,
      subject_type: 'lead',
      subject_id: lead.id,
      record_type: 'lead',
      record_id: lead.id,
      lead_id: lead.id,
      run_id: run,
      task_id: task,
      activity_id: activity,
      event_id: event.id,
      occurred_at: event.at,
    };
    const asked = JSON.stringify({
      kind: 'compare',
      left: { kind: 'field', path: 'lead.email' },
      operator: 'is',
      right: { kind: 'literal', value: said },
    });
    const ids: Readonly<Record<string, object>> = {
      runs: { id: run, ended_at: new Date(), status: 'succeeded' },
      tasks: { id: task },
      activities: { id: activity },
      notes: { id: note },
      messages: { id: message, status: 'sent' },
      events: { id: event.id },
      duplicate_pairs: { a_id: '00000000-0000-4000-8000-000000000000', b_id: lead.id },
      invitations: { email: said },
      lead_factors: { claim: 'yes' },
      rejections: { rule: 'filter' },
      absences: { ends_at: new Date(Date.now() + 86_400_000) },
      // A row that was refused has no record.
      import_rows: { record_id: null },
      // Read by the erasing command itself, so they must mean something.
      segments: { condition: asked },
      scoring_rules: { condition: asked },
    };
    const tables = await tenantTables();
    const filled: string[] = [];
    for (const table of tables) {
      const columns = await makeUpRow(behind, table, { given: { ...given, ...ids[table] }, everywhere: said });
      filled.push(...columns.map((column) => `${table}.${column}`));
    }
    // The test would prove nothing if little could be filled.
    expect(filled.length).toBeGreaterThan(100);
    expect((await placesOf(tables)).length).toBeGreaterThanOrEqual(filled.length);

    await acme.admin.ok(eraseLead, { params: { id: lead.id } });
    expect((await placesOf(tables)).filter((place) => !ownWords.has(place))).toEqual([]);
  });
});
