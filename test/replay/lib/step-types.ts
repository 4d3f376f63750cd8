import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Studio } from './studio.ts';

const file = fileURLToPath(new URL('../step-types.json', import.meta.url));

/** Which types of step each recorded run went through: the history itself holds only ids. */
export function recordedStepTypes(): Readonly<Record<string, readonly string[]>> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[]>; // written below
}

/** Notes the types of step of a run that was recorded; other workflows have none. */
export async function keepStepTypes({ stage }: Studio, name: string, workflowId: string): Promise<void> {
  const [kind, tenantId, , runId] = workflowId.split('/');
  if (kind !== 'automation') return;
  const rows = await stage.look<{ type: string }>('select distinct type from steps where tenant_id = $1 and run_id = $2 order by type', [
    tenantId,
    runId,
  ]);
  const all = { ...recordedStepTypes(), [name]: rows.map((row) => row.type) };
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(Object.entries(all).toSorted(([a], [b]) => a.localeCompare(b))), null, 2)}\n`);
}
