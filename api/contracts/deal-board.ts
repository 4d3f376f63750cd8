import { z } from 'zod';
import { dealStatus } from './deals.ts';
import { flag, id, instant } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { recordLink, userRef } from './records.ts';

/** A deal as a card of the board shows it. */
export const dealCard = z
  .object({
    id,
    version: z.number().int(),
    name: z.string(),
    stageId: id,
    status: dealStatus,
    locked: z.boolean(),
    amountMinor: z.number().int(),
    currency: z.string(),
    contact: recordLink.nullable(),
    company: recordLink.nullable(),
    owner: userRef.nullable(),
    source: z.string().nullable(),
    stageEnteredAt: instant,
    expectedCloseOn: z.iso.date().nullable(),
    nextStep: z.object({ id, title: z.string(), dueAt: instant.nullable() }).nullable(),
  })
  .meta({ id: 'DealCard' });
export type DealCard = z.infer<typeof dealCard>;

export const boardColumn = z
  .object({
    stageId: id,
    count: z.number().int(),
    sums: z.array(z.object({ currency: z.string(), amountMinor: z.number().int() })).meta({ description: 'One sum a currency.' }),
    cards: z.array(dealCard),
    next: z.string().nullable().meta({ description: 'Cursor of further cards of this column.' }),
  })
  .meta({ id: 'BoardColumn' });
export type BoardColumn = z.infer<typeof boardColumn>;

export const dealBoardQuery = z.object({
  pipelineId: id.optional().meta({ description: 'Absent: the default pipeline.' }),
  stageId: id.optional().meta({ description: 'Only this column; needed with a cursor.' }),
  owner: z.string().max(40).optional().meta({ description: 'Id of a user, `me`, or `none`.' }),
  companyId: id.optional(),
  q: z.string().trim().max(200).optional(),
  closed: flag.optional().meta({ description: 'With won, lost and abandoned deals.' }),
  filter: z.string().max(20_000).optional().meta({ description: "A condition of the automations' language as JSON." }),
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'Cards a column.' }),
  cursor: z.string().max(512).optional(),
});

export const dealBoard = endpoint({
  method: 'GET',
  path: '/v1/deal-board',
  summary: 'The deals of a pipeline by stage, with counts and sums; the latest in a stage first',
  tag: 'Deals',
  query: dealBoardQuery,
  response: z.object({ pipelineId: id, columns: z.array(boardColumn) }).meta({ id: 'DealBoard' }),
});
export type DealBoard = z.infer<typeof dealBoard.response>;
