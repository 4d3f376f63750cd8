import { z } from 'zod';
import { simulatedStatuses } from '../../domain/automation/simulate/scenario.ts';
import { id, idParams, instant, json, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { course, simulatedRecords } from './simulations.ts';

const tag = 'Automations';

/** Whom a saved scenario may be tried on: fewer than a simulation, since several are run in a row. */
export const mostRecords = 200;

const bound = z.number().int().min(0).max(1_000_000).nullable();
const bounds = { atLeast: bound.default(null), atMost: bound.default(null) };
const status = z.enum(simulatedStatuses);
const record = id.nullable().default(null).meta({ description: 'Null: every record.' });
const step = z.string().min(1).max(64);

export const expectation = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('ended'), record, status }),
    z.strictObject({ kind: z.literal('step'), record, step, passed: z.boolean() }),
    z.strictObject({ kind: z.literal('messages'), record, ...bounds }),
    z.strictObject({ kind: z.literal('tasks'), record, ...bounds }),
    z.strictObject({ kind: z.literal('field'), record, field: text(200), value: json }),
    z.strictObject({ kind: z.literal('total_ended'), status, ...bounds }),
    z.strictObject({ kind: z.literal('total_outcome'), step, outcome: text(100), ...bounds }),
  ])
  .meta({ id: 'Expectation', description: 'What has to come of a scenario, for a record or in total.' });
export type ExpectationInput = z.infer<typeof expectation>;

const fields = {
  name: text(100),
  required: z.boolean().meta({ description: 'Nothing is published while it fails.' }),
  records: simulatedRecords(mostRecords),
  course,
  expectations: z.array(expectation).max(50),
};

export const scenario = z
  .object({
    id,
    version: z.number().int(),
    automationId: id,
    ...fields,
    results: z
      .array(
        z.object({
          at: instant,
          passed: z.boolean(),
          met: z.number().int(),
          expected: z.number().int(),
          problem: z.enum(['no_records', 'too_long']).nullable(),
          version: z.number().int().nullable().meta({ description: 'Published with what it was run on; null: a draft that was not.' }),
          by: z.string().nullable(),
        }),
      )
      .meta({ description: 'What came of it lately, the newest first.' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Scenario' });
export type SavedScenario = z.infer<typeof scenario>;

export const listScenarios = endpoint({
  method: 'GET',
  path: '/v1/automations/{id}/scenarios',
  summary: 'Saved scenarios of an automation, its own tests',
  tag,
  params: idParams,
  response: z.object({ items: z.array(scenario), next: z.null() }),
});

export const createScenario = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/scenarios',
  summary: 'Save a scenario with what has to come of it',
  tag,
  params: idParams,
  body: z.strictObject({ ...fields, required: fields.required.default(false), expectations: fields.expectations.default([]) }),
  response: scenario,
  status: 201,
});
export type NewScenario = z.input<NonNullable<(typeof createScenario)['body']>>;

export const updateScenario = endpoint({
  method: 'PATCH',
  path: '/v1/automation-scenarios/{id}',
  summary: 'Change a scenario',
  tag,
  params: idParams,
  body: z.strictObject(fields).partial(),
  response: scenario,
  ifMatch: true,
});

export const deleteScenario = endpoint({
  method: 'DELETE',
  path: '/v1/automation-scenarios/{id}',
  summary: 'Delete a scenario',
  tag,
  params: idParams,
});

const recordNamed = z.object({ id, name: z.string() });

export const scenarioRun = z
  .object({
    scenario: z.object({ id, name: z.string(), required: z.boolean() }),
    passed: z.boolean(),
    problem: z.enum(['no_records', 'too_long']).nullable(),
    records: z.number().int(),
    gone: z.array(id).meta({ description: 'Records it names that are deleted or archived.' }),
    expectations: z.array(
      z.object({
        expectation,
        words: z.string().meta({ description: 'What was expected.' }),
        met: z.boolean(),
        why: z.string().nullable().meta({ description: 'Why it was not met.' }),
        missed: z.number().int(),
        misses: z.array(
          z.object({ code: z.enum(['otherwise', 'record_gone', 'no_such_step']), record: recordNamed.nullable(), actual: json }),
        ),
      }),
    ),
  })
  .meta({ id: 'ScenarioRun' });
export type ScenarioRunAnswer = z.infer<typeof scenarioRun>;

export const runScenarios = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/scenarios/run',
  summary: 'Run saved scenarios on the draft; nothing is changed and nobody is written to',
  tag,
  params: idParams,
  body: z.strictObject({
    ids: z.array(id).min(1).max(50).optional().meta({ description: 'Only these; all unless given.' }),
    required: z.boolean().default(false).meta({ description: 'Only those that publishing asks for.' }),
  }),
  response: z.object({ passed: z.number().int(), failed: z.number().int(), items: z.array(scenarioRun) }),
});
export type ScenarioRuns = z.infer<(typeof runScenarios)['response']>;
