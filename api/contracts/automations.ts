import { z } from 'zod';
import { rejectionRules } from '../../domain/automation/enrolment-rules.ts';
import { subjectTypes } from '../../domain/records/record-types.ts';
import { impactChoice } from './impact.ts';
import { id, idParams, instant, json, jsonObject, pageOf, pageQuery, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'automations';
const statuses = ['draft', 'active', 'paused', 'archived'] as const;

export const personRef = z.object({ id, name: z.string() }).meta({ id: 'PersonRef' });

/** A definition as somebody drew it: it may have problems, which `compile` tells and `publish` refuses. */
export const automationDefinition = jsonObject.meta({
  id: 'AutomationDefinition',
  description:
    'schemaVersion, name, subject, trigger, enrollment, exit, settings, nodes and edges; see docs/diagnostics.md for what can be wrong.',
});

const givenDefinition = z.looseObject({ name: text(200), subject: z.enum(subjectTypes) });

/** Health in one word; the worst that applies. */
export const automationHealths = ['ok', 'silent', 'failing', 'draft_changed'] as const;

export const automationSummary = z
  .object({
    id,
    version: z.number().int().meta({ description: 'Of the draft; its ETag.' }),
    name: z.string(),
    description: z.string().nullable(),
    subject: z.string(),
    status: z.enum(statuses),
    folder: z.string().nullable(),
    trigger: jsonObject,
    liveNumber: z.number().int().nullable().meta({ description: 'Number of the live version; null while nothing is published.' }),
    canary: z
      .object({ version: z.number().int(), size: z.number().int(), taken: z.number().int() })
      .nullable()
      .meta({ description: 'A version that is being tried on the first runs beside the live one.' }),
    draftChanged: z.boolean().meta({ description: 'The draft differs from the live version.' }),
    health: z.enum(automationHealths),
    counts: z.object({
      queued: z.number().int(),
      running: z.number().int(),
      waiting: z.number().int(),
      held: z.number().int(),
      enrolled7d: z.number().int(),
      rejected7d: z.number().int(),
      failed7d: z.number().int(),
    }),
    lastMatchAt: instant.nullable(),
    days: z.array(z.number().int()).meta({ description: 'Enrolments per day of the last seven, the oldest first.' }),
    owner: personRef.nullable(),
    createdAt: instant,
    updatedAt: instant,
    updatedBy: personRef.nullable(),
  })
  .meta({ id: 'AutomationSummary' });
export type AutomationSummary = z.infer<typeof automationSummary>;

export const automation = automationSummary
  .extend({
    draft: automationDefinition,
    live: automationDefinition.nullable(),
    nextNumber: z.number().int().meta({ description: 'The number the draft would get.' }),
    publishNeedsApproval: z.boolean().meta({ description: 'Another person has to approve it: publishing is requested.' }),
    pausedAt: instant.nullable(),
    pausedBy: personRef.nullable(),
  })
  .meta({ id: 'Automation' });
export type Automation = z.infer<typeof automation>;

export const diagnostic = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    nodeId: z.string().nullable(),
    pointer: z.string(),
    message: z.string(),
    params: jsonObject,
    fix: z
      .object({
        title: z.string(),
        patch: z.array(z.object({ op: z.enum(['add', 'replace', 'remove']), path: z.string(), value: json.optional() })),
      })
      .optional(),
  })
  .meta({ id: 'Diagnostic' });

export const compiled = z
  .object({
    publishable: z.boolean(),
    planHash: z.string().nullable(),
    diagnostics: z.array(diagnostic),
    estimate: z
      .object({
        minSeconds: z.number(),
        maxSeconds: z.number().nullable(),
        minMessages: z.number().int(),
        maxMessages: z.number().int().nullable(),
        minEvents: z.number().int().meta({ description: 'Events in the history of its workflow.' }),
        maxEvents: z.number().int().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Compiled' });
export type CompiledAnswer = z.infer<typeof compiled>;

export const automationVersion = z
  .object({
    number: z.number().int(),
    live: z.boolean(),
    canary: z.enum(['running', 'confirmed', 'called_back']).nullable().meta({ description: 'It was tried on the first runs.' }),
    definition: automationDefinition,
    planHash: z.string(),
    publishedAt: instant,
    publishedBy: personRef.nullable(),
    waiting: z.number().int().meta({ description: 'Runs of this version that are under way.' }),
  })
  .meta({ id: 'AutomationVersion' });
export type AutomationVersion = z.infer<typeof automationVersion>;

export const enrolment = z
  .object({
    id,
    outcome: z.enum(['enrolled', 'rejected']),
    record: z.object({ type: z.string(), id, name: z.string() }).nullable(),
    runId: id.nullable(),
    version: z.number().int(),
    eventId: z.string().nullable(),
    rule: z.enum(rejectionRules).nullable().meta({ description: 'The first rule that said no.' }),
    detail: z.string().nullable().meta({ description: 'The same in words.' }),
    details: jsonObject.nullable().meta({ description: 'The values the filter or rule looked at.' }),
    at: instant,
  })
  .meta({ id: 'Enrolment' });
export type Enrolment = z.infer<typeof enrolment>;

export const listAutomations = endpoint({
  method: 'GET',
  path: '/v1/automations',
  summary: 'List automations, newest first',
  tag,
  query: pageQuery.extend({
    status: z.string().max(100).optional().meta({ description: 'One or several of draft, active, paused, archived, with commas.' }),
    subject: z.enum(subjectTypes).optional(),
    folder: z.string().max(200).optional(),
    q: z.string().max(200).optional(),
  }),
  response: pageOf(automationSummary),
});

export const createAutomation = endpoint({
  method: 'POST',
  path: '/v1/automations',
  summary: 'Create an automation as a draft',
  tag,
  body: z.strictObject({ definition: givenDefinition, folder: text(200).nullable().optional() }),
  response: automation,
  status: 201,
});

export const importAutomation = endpoint({
  method: 'POST',
  path: '/v1/automations/import',
  summary: 'Create a draft from an exported definition; says what had to be changed',
  tag,
  body: z.strictObject({
    definition: json.meta({ description: 'As `/v1/automation-definition-schema` describes it. Members that nobody knows are removed.' }),
    folder: text(200).nullable().optional(),
  }),
  response: z.object({
    automation,
    changes: z
      .array(z.object({ pointer: z.string(), change: z.enum(['removed', 'filled']) }).meta({ id: 'ImportedDefinitionChange' }))
      .meta({ description: 'JSON pointers into the given definition.' }),
  }),
  status: 201,
});

export const getAutomation = endpoint({
  method: 'GET',
  path: '/v1/automations/{id}',
  summary: 'Read an automation with its draft and live definition',
  tag,
  params: idParams,
  response: automation,
});

export const updateAutomation = endpoint({
  method: 'PATCH',
  path: '/v1/automations/{id}',
  summary: 'Replace the draft; what is live goes on as it is',
  tag,
  params: idParams,
  body: z.strictObject({ definition: givenDefinition, folder: text(200).nullable().optional() }),
  response: automation,
  ifMatch: true,
});

export const listNeighbours = endpoint({
  method: 'GET',
  path: '/v1/automations/{id}/neighbours',
  summary: 'The other automations at work as this one meets them: what starts them and what they do',
  tag,
  params: idParams,
  response: z.object({ items: z.array(z.object({ id, name: z.string(), footprint: jsonObject })) }),
});

export const compileAutomation = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/compile',
  summary: 'Check the draft against the tenant as it is now',
  tag,
  params: idParams,
  response: compiled,
});

export const compileDefinition = endpoint({
  method: 'POST',
  path: '/v1/automations/compile',
  summary: 'Check any definition without keeping it',
  tag,
  body: z.object({ definition: json }),
  response: compiled,
});

export const publishAutomation = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/publish',
  summary: 'Make the draft the live version; runs under way stay on theirs, move or leave, as chosen',
  tag,
  params: idParams,
  body: z
    .strictObject({
      runs: z.array(impactChoice).max(500).default([]),
      canary: z
        .number()
        .int()
        .min(1)
        .max(10_000)
        .nullable()
        .default(null)
        .meta({ description: 'So many of the next runs try the version; the live one stays until it is confirmed or called back.' }),
    })
    .default({ runs: [], canary: null }),
  response: automation,
  ifMatch: true,
});

export const pauseAutomation = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/pause',
  summary: 'Hold due steps and start no runs until it is resumed',
  tag,
  params: idParams,
  response: automation,
});

export const resumeAutomation = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/resume',
  summary: 'Let a paused automation go on, by a catch-up policy for what fell due meanwhile',
  tag,
  params: idParams,
  body: z.strictObject({
    catchUp: z.enum(['now', 'skip', 'window', 'spread']).default('now'),
    hours: z.number().min(0.1).max(168).default(4).meta({ description: 'For `spread`: over how many hours.' }),
  }),
  response: automation,
});

export const archiveAutomation = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/archive',
  summary: 'Take an automation out of use; runs under way finish',
  tag,
  params: idParams,
  response: automation,
});

export const listVersions = endpoint({
  method: 'GET',
  path: '/v1/automations/{id}/versions',
  summary: 'List published versions, newest first',
  tag,
  params: idParams,
  query: pageQuery,
  response: pageOf(automationVersion),
});

export const getVersion = endpoint({
  method: 'GET',
  path: '/v1/automations/{id}/versions/{number}',
  summary: 'Read a published version',
  tag,
  params: idParams.extend({ number: z.coerce.number().int().min(1).max(1_000_000) }),
  response: automationVersion,
});

export const listEnrolments = endpoint({
  method: 'GET',
  path: '/v1/automations/{id}/enrolments',
  summary: 'List which records came in and which did not, with the rule that said no',
  tag,
  params: idParams,
  query: pageQuery.extend({ outcome: z.enum(['enrolled', 'rejected']).optional(), subjectId: id.optional() }),
  response: pageOf(enrolment),
});

export const enrolRecords = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/enrolments',
  summary: 'Start the automation for chosen records, by the same rules as events',
  tag,
  params: idParams,
  body: z.strictObject({ recordIds: z.array(id).min(1).max(200) }),
  response: z.object({
    items: z.array(
      z.object({
        recordId: id,
        outcome: z.enum(['enrolled', 'rejected']),
        runId: id.nullable(),
        rule: z.enum(rejectionRules).nullable(),
        detail: z.string().nullable(),
      }),
    ),
  }),
});
