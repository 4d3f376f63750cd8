import { z } from 'zod';
import { condition } from '../../domain/automation/definition/expression-schema.ts';
import { daysRange, maxRules, pointsRange, scoreGroups, scoringEvents, timesRange } from '../../domain/leads/scoring.ts';
import { scoreRange } from '../../domain/records/lead-rules.ts';
import { bulkChange } from './bulk.ts';
import { id, idParams, instant, json } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { lead } from './leads.ts';

const tag = 'Leads';

const ruleFields = {
  name: z.string().trim().min(1).max(100),
  group: z.enum(scoreGroups),
  points: z.number().int().min(pointsRange.min).max(pointsRange.max).meta({ description: 'Negative: taken away.' }),
  enabled: z.boolean(),
  condition: condition.nullable().meta({ description: 'What has to be true of the lead; null: nothing.' }),
  event: z
    .enum(scoringEvents as [(typeof scoringEvents)[number], ...(typeof scoringEvents)[number][]])
    .nullable()
    .meta({ description: 'Counts each time it happened to the lead; null: the condition alone counts, once.' }),
  maxTimes: z
    .number()
    .int()
    .min(timesRange.min)
    .max(timesRange.max)
    .default(1)
    .meta({ description: 'An event counts so many times at most.' }),
  withinDays: z.number().int().min(daysRange.min).max(daysRange.max).nullable().default(null).meta({
    description: 'Only what happened in so many days counts; null: whenever it happened.',
  }),
};

const ruleBody = z.strictObject({ id: id.optional(), ...ruleFields });
export type ScoringRuleBody = z.input<typeof ruleBody>;

const rules = z.array(ruleBody).max(maxRules);

export const scoringBody = z
  .strictObject({
    notifyAt: z.number().int().min(1).max(scoreRange.max).nullable().meta({
      description: 'Owners are told when the score of their lead comes to this from below; null: never.',
    }),
    rules: rules.meta({ description: 'All rules, in their order; one without an id is new, one that is left out goes.' }),
  })
  .meta({ id: 'LeadScoringBody' });
export type ScoringBody = z.input<typeof scoringBody>;

export const scoring = z
  .object({
    id,
    version: z.number().int().meta({ description: '0 as long as nobody has set anything.' }),
    notifyAt: z.number().int().nullable(),
    rules: z.array(
      z.object({
        ...ruleFields,
        id,
        broken: z.boolean().meta({ description: 'It asks for what is not there any more, and gives nothing.' }),
      }),
    ),
    recount: bulkChange.nullable().meta({ description: 'The latest counting of all leads anew.' }),
  })
  .meta({ id: 'LeadScoring' });
export type Scoring = z.infer<typeof scoring>;

export const readScoring = endpoint({
  method: 'GET',
  path: '/v1/scoring',
  summary: 'Read the rules by which leads are scored',
  tag,
  response: scoring,
});

export const saveScoring = endpoint({
  method: 'PUT',
  path: '/v1/scoring',
  summary: 'Write the scoring rules; all leads are counted anew in the background',
  tag,
  body: scoringBody,
  response: scoring,
  ifMatch: true,
});

export const recountScores = endpoint({
  method: 'POST',
  path: '/v1/scoring/recount',
  summary: 'Count the scores of all leads anew',
  tag,
  response: scoring,
  status: 202,
});

export const previewScoring = endpoint({
  method: 'POST',
  path: '/v1/scoring/preview',
  summary: 'See what rules would mean, without saving them',
  tag,
  body: z.strictObject({ rules }),
  response: z
    .object({
      leads: z.number().int().meta({ description: 'How many leads were looked at: the newest ones.' }),
      all: z.boolean().meta({ description: 'Whether these are all there are.' }),
      changed: z.number().int(),
      rules: z
        .array(z.object({ matches: z.number().int() }))
        .meta({ description: 'For each rule, the leads it would give points to or take from.' }),
      distribution: z.array(z.object({ from: z.number().int(), to: z.number().int(), before: z.number().int(), after: z.number().int() })),
    })
    .meta({ id: 'LeadScoringPreview' }),
});
export type ScoringPreview = z.infer<typeof previewScoring.response>;

const leaf = z.object({ left: z.string(), operator: z.string(), leftValue: json, rightValue: json.optional(), result: z.boolean() });

export const leadScore = z
  .object({
    id,
    version: z.number().int().meta({ description: "The lead's version." }),
    score: z.number().int(),
    byHand: z.number().int().meta({ description: 'What people, files and automations have set beside the rules.' }),
    fromRules: z.number().int().meta({ description: 'What the rules add: their points, unless the score would leave its range.' }),
    scoredAt: instant.nullable(),
    upToDate: z.boolean().meta({ description: 'False while leads are being counted anew.' }),
    groups: z.array(z.object({ group: z.enum(scoreGroups), points: z.number().int() })),
    rules: z.array(
      z.object({
        id,
        name: z.string(),
        group: z.enum(scoreGroups),
        points: z.number().int().meta({ description: 'Of one time.' }),
        given: z.number().int(),
        times: z.number().int(),
        maxTimes: z.number().int(),
        event: z.string().nullable(),
        leaves: z.array(leaf).meta({ description: 'What the condition looked at, and what it found.' }),
      }),
    ),
  })
  .meta({ id: 'LeadScore' });
export type LeadScore = z.infer<typeof leadScore>;

export const readLeadScore = endpoint({
  method: 'GET',
  path: '/v1/leads/{id}/score',
  summary: 'Why a lead has its score: each rule with its points and the values it found',
  tag,
  params: idParams,
  response: leadScore,
});

export const adjustLeadScore = endpoint({
  method: 'POST',
  path: '/v1/leads/{id}/score',
  summary: 'Give a lead points by hand, or take some',
  tag,
  params: idParams,
  body: z.strictObject({
    add: z
      .number()
      .int()
      .min(pointsRange.min)
      .max(pointsRange.max)
      .refine((value) => value !== 0, 'Give or take at least one point.'),
    reason: z.string().trim().min(1).max(500).optional(),
  }),
  response: lead,
});
