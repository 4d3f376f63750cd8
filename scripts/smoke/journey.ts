import { basename } from 'node:path';
import { openAsBlob } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import { recipe } from '../../templates/automations/recipes.ts';
import { type ApiClient, ApiRefusal } from './api-client.ts';
import { patience } from './patience.ts';

export interface Tenant {
  readonly tenantId: string;
  readonly teamId: string;
}

/** A stranger's first minutes: a workspace, three colleagues and a team with a manager. */
export async function signUp(api: ApiClient): Promise<Tenant> {
  const password = randomBytes(18).toString('base64url');
  const { data } = await api.send<{ tenantId: string; userId: string; token: string }>('POST', '/v1/sign-up', {
    body: {
      workspace: 'Kestrel Freight',
      timezone: 'UTC',
      name: 'Mara Lindqvist',
      email: 'mara@kestrel.example',
      password,
      transport: 'token',
    },
  });
  api.signInWith(data.token);
  const people: string[] = [];
  for (const [name, email] of [
    ['Ann Reed', 'ann@kestrel.example'],
    ['Ben Okoye', 'ben@kestrel.example'],
    ['Cleo Marsh', 'cleo@kestrel.example'],
  ]) {
    const user = await api.send<{ id: string }>('POST', '/v1/users', { body: { name, email, roles: ['rep'] } });
    people.push(user.data.id);
  }
  const team = await api.send<{ id: string }>('POST', '/v1/teams', {
    body: { name: 'Inbound', managerUserId: data.userId, memberIds: people },
  });
  return { tenantId: data.tenantId, teamId: team.data.id };
}

export interface Waits {
  readonly firstSeconds: number;
  readonly secondSeconds: number;
}

/** Publishes the starter automation with waits of seconds instead of working hours. */
export async function publishFirstTouch(api: ApiClient, tenant: Tenant, waits: Waits): Promise<void> {
  const definition = withWaits(recipe('new-lead-first-touch', { teamId: tenant.teamId }), waits);
  const created = await api.send<{ id: string }>('POST', '/v1/automations', { body: { definition } });
  await api.send('POST', `/v1/automations/${created.data.id}/publish`, { body: {}, ifMatch: created.etag });
}

function withWaits(definition: AutomationDefinition, waits: Waits): AutomationDefinition {
  const seconds: Readonly<Record<string, number>> = { await_touch: waits.firstSeconds, await_late_touch: waits.secondSeconds };
  return {
    ...definition,
    nodes: definition.nodes.map((node) => {
      const amount = seconds[node.id];
      return amount === undefined ? node : { ...node, config: { ...node.config, timeout: { amount, unit: 'seconds' } } };
    }),
  };
}

export interface ImportResult {
  readonly status: string;
  readonly processedRows: number;
  readonly problem: { readonly message: string } | null;
  readonly counts: { readonly rows: number; readonly imported: number; readonly rejected: number; readonly duplicates: number };
}

/** The file cannot be imported; the message is the product's own sentence about it. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
}

/** Uploads the file, takes the mapping that is proposed, and has every row checked. Answers the import's id and its rows. */
export async function checkLeads(api: ApiClient, file: string): Promise<{ readonly id: string; readonly rows: number }> {
  const form = new FormData();
  form.set('file', await openAsBlob(file, { type: 'text/csv' }), basename(file));
  try {
    const uploaded = await api.send<{ id: string }>('POST', '/v1/files?purpose=import', { form });
    const { data: job } = await api.send<{ id: string }>('POST', '/v1/imports', { body: { fileId: uploaded.data.id } });
    await api.send('POST', `/v1/imports/${job.id}/validate`);
    const checked = await settled(api, job.id, ['validated', 'failed']);
    if (checked.status === 'failed') throw new UnusableFile(checked.problem?.message ?? 'The file cannot be imported.');
    return { id: job.id, rows: checked.counts.rows };
  } catch (error) {
    if (error instanceof ApiRefusal && error.detail !== null && error.status >= 400 && error.status < 500)
      throw new UnusableFile(error.detail);
    throw error;
  }
}

export async function beginImport(api: ApiClient, id: string): Promise<void> {
  await api.send('POST', `/v1/imports/${id}/apply`);
}

/** Waits until the valid rows are imported. */
export async function endOfImport(api: ApiClient, id: string): Promise<ImportResult> {
  const result = await settled(api, id, ['completed', 'failed']);
  if (result.status === 'failed') throw new UnusableFile(result.problem?.message ?? 'The import failed.');
  return result;
}

async function settled(api: ApiClient, id: string, statuses: readonly string[]): Promise<ImportResult> {
  const waiting = patience('The import');
  for (;;) {
    const { data } = await api.send<ImportResult>('GET', `/v1/imports/${id}`);
    if (statuses.includes(data.status)) return data;
    waiting([data.status, data.processedRows]);
    await pause(200);
  }
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

interface TaskItem {
  readonly id: string;
  readonly createdAt: string;
  readonly records: readonly { readonly type: string; readonly id: string }[];
}

export interface FirstTouchTask {
  readonly createdAt: string;
  readonly leads: readonly string[];
}

/** The first-touch tasks made since then (null: all), the oldest first, as reps would find them in their lists. */
export async function tasksSince(api: ApiClient, since: Date | null): Promise<FirstTouchTask[]> {
  const tasks: FirstTouchTask[] = [];
  let cursor: string | null = null;
  do {
    const query: string = new URLSearchParams({
      kind: 'first_touch',
      sort: 'createdAt',
      limit: '200',
      ...(since === null ? {} : { createdFrom: since.toISOString() }),
      ...(cursor === null ? {} : { cursor }),
    }).toString();
    const page: Page<TaskItem> = (await api.send<Page<TaskItem>>('GET', `/v1/tasks?${query}`)).data;
    for (const { createdAt, records } of page.items) {
      tasks.push({ createdAt, leads: records.filter((record) => record.type === 'lead').map((record) => record.id) });
    }
    cursor = page.next;
  } while (cursor !== null);
  return tasks;
}

/** A rep called: outcome, next step and its date, as the form asks for them. */
export async function logTouch(api: ApiClient, leadId: string): Promise<void> {
  await api.send('POST', '/v1/activities', {
    body: {
      type: 'call',
      direction: 'outbound',
      title: 'First call',
      outcome: 'connected',
      nextStep: 'Send the price list',
      nextStepDueAt: new Date(Date.now() + 86_400_000).toISOString(),
      records: [{ type: 'lead', id: leadId }],
    },
  });
}
