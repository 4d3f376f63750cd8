import { z } from 'zod';
import { rejectionRules } from '../../domain/automation/enrolment-rules.ts';
import { subjectTypes } from '../../domain/records/record-types.ts';
import { id, instant, jsonObject } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { run, runStep } from './runs.ts';

const tag = 'explain';

const refusal = z.object({
  rule: z.enum(rejectionRules).meta({ description: 'The first rule that says no.' }),
  detail: z.string(),
  details: jsonObject.meta({ description: 'The values it looked at; for a filter its `leaves`.' }),
});

export const recordAutomation = z
  .object({
    automation: z.object({ id, name: z.string(), status: z.enum(['active', 'paused']) }),
    version: z.number().int(),
    trigger: jsonObject.meta({ description: 'What has to happen first.' }),
    runs: z.array(run).meta({ description: 'The latest runs for this record, the newest first; at most three.' }),
    last: z
      .object({ outcome: z.enum(['enrolled', 'rejected']), at: instant, eventId: z.string().nullable(), refusal: refusal.nullable() })
      .nullable()
      .meta({ description: 'What was decided when something last matched; kept for thirty days.' }),
    due: z
      .object({ at: instant.nullable() })
      .nullable()
      .meta({ description: 'When the record is due next by its date or the schedule, within two years; null: something has to happen.' }),
    now: z.object({ enters: z.boolean(), refusal: refusal.nullable() }).meta({ description: 'What would be decided at this moment.' }),
  })
  .meta({ id: 'RecordAutomation' });
export type RecordAutomation = z.infer<typeof recordAutomation>;

export const explainRecord = endpoint({
  method: 'GET',
  path: '/v1/explain/records/{type}/{id}',
  summary: 'Which automations run for a record and why; for the others the first rule that says no',
  tag,
  params: z.object({ type: z.enum(subjectTypes), id }),
  response: z.object({ items: z.array(recordAutomation) }),
});

export const explainEffect = endpoint({
  method: 'GET',
  path: '/v1/explain/effects',
  summary: 'Which run, step and version made a task, a message or a change, and with which values',
  tag,
  query: z.object({ kind: z.enum(['task', 'message', 'event']), id: z.string().min(1).max(64) }),
  response: z.object({
    run: run.nullable().meta({ description: 'Null: no automation did this.' }),
    step: runStep.nullable(),
    event: jsonObject.nullable().meta({ description: 'What started the run.' }),
    because: z.array(runStep).meta({ description: 'The steps before it that chose the way, the first first.' }),
    variables: jsonObject,
  }),
});
