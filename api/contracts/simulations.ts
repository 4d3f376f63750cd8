import { z } from 'zod';
import { condition } from '../../domain/automation/definition/expression-schema.ts';
import { reactionCauses, simulatedStatuses } from '../../domain/automation/simulate/scenario.ts';
import { eventTypes } from '../../domain/events.ts';
import { durationUnits } from '../../domain/time.ts';
import { id, idParams, instant, json, jsonObject } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'Automations';

export const reaction = z
  .object({
    to: z.enum(reactionCauses).meta({ description: 'What is answered: the beginning, each message to the record, each task.' }),
    after: z.object({
      amount: z.number().min(0).max(10_000),
      unit: z.enum(durationUnits),
      business: z.boolean().exactOptional(),
    }),
    probability: z.number().min(0).max(1),
    event: z.enum(eventTypes),
    data: jsonObject.exactOptional(),
    set: z.record(z.string().max(100), json).exactOptional().meta({ description: 'Fields of the record that change with it.' }),
    only: id.exactOptional().meta({ description: 'The one record it is about; left out, every record.' }),
  })
  .meta({ id: 'Reaction', description: 'Somebody outside does something, with a probability.' });
export type ReactionInput = z.infer<typeof reaction>;

/** Whom it is tried on: records by name, the newest, or those that fit a condition, the newest of them first. */
export const simulatedRecords = (most: number) =>
  z.union([
    z.strictObject({ ids: z.array(id).min(1).max(most) }),
    z.strictObject({ newest: z.number().int().min(1).max(most) }),
    z.strictObject({ matching: condition, limit: z.number().int().min(1).max(most).default(100) }),
  ]);

export const course = z.object({
  startsAt: instant.exactOptional().meta({ description: 'Where the virtual clock begins; now unless given.' }),
  days: z.number().int().min(1).max(730).default(90),
  seed: z.number().int().min(0).max(2_147_483_647).default(1),
  reactions: z.array(reaction).max(20).default([]),
});

export const simulationRequest = z
  .object({
    of: z.enum(['draft', 'live']).default('draft'),
    records: simulatedRecords(1_000),
    scenario: course,
    compareWithLive: z.boolean().default(false).meta({ description: 'Runs the live version through the same scenario, side by side.' }),
    timelines: z.number().int().min(0).max(200).default(50).meta({ description: 'How many records are answered with their timeline.' }),
  })
  .meta({ id: 'SimulationRequest' });
export type SimulationRequest = z.input<typeof simulationRequest>;

const counts = z.record(z.string(), z.number().int());

const simulatedRun = z.object({
  record: z.object({ type: z.string(), id }),
  name: z.string(),
  status: z.enum(simulatedStatuses).meta({ description: '`waiting`: still under way when the clock stopped.' }),
  reason: z.string(),
  endedAt: instant.nullable(),
  messages: z.number().int(),
  tasks: z.number().int(),
  timeline: z.array(
    z.object({
      at: instant,
      kind: z.enum(['step', 'event', 'end']),
      automation: z.string().exactOptional().meta({ description: 'The automation that the draft has run; its own steps have none.' }),
      step: z.string().nullable(),
      title: z.string(),
      outcome: z.string().nullable(),
      details: jsonObject,
    }),
  ),
});
export type SimulatedRunAnswer = z.infer<typeof simulatedRun>;

const totals = z
  .object({
    statuses: z.record(z.enum(simulatedStatuses), z.number().int()),
    messages: z.number().int(),
    messagesPerDay: counts,
    tasksPerPerson: z.array(z.object({ userId: id.nullable(), name: z.string().nullable(), tasks: z.number().int() })),
    outcomes: z.record(z.string(), counts).meta({ description: 'Step id, then outcome, then how often.' }),
    notReached: z.array(z.string()),
  })
  .meta({ id: 'SimulationTotals' });
export type SimulationTotalsAnswer = z.infer<typeof totals>;

export const simulation = z
  .object({
    scenario: z.object({ startsAt: instant, days: z.number().int(), seed: z.number().int() }),
    records: z.number().int(),
    steps: z.array(z.object({ id: z.string(), number: z.number().int(), title: z.string() })),
    runs: z.array(simulatedRun),
    totals,
    live: totals.nullable().meta({ description: 'The same totals for the live version, if asked for and there is one.' }),
  })
  .meta({ id: 'Simulation' });
export type Simulation = z.infer<typeof simulation>;

export const simulateAutomation = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/simulate',
  summary: 'Run it for many records on a virtual clock; nothing is changed and nobody is written to',
  tag,
  params: idParams,
  body: simulationRequest,
  response: simulation,
});
