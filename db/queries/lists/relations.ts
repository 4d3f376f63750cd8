import type { CatalogueType } from '../../../domain/records/field-catalogue.ts';

/** SQL that ties a related row (`to`) to the row it belongs to (`from`); both are aliases. */
export type Tie = (from: string, to: string) => string;

export interface ListWay {
  readonly to: CatalogueType;
  readonly tie: Tie;
  /** A table of links joined to the rows of the list: a join, because nested subqueries are walked through for every row. */
  readonly via?: (to: string) => string;
}

/** The rows of a list with their links, as they stand after `from`. `rows` is the table, or what of it may be seen. */
export function listRows(way: ListWay, rows: string, to: string): string {
  return way.via === undefined ? `${rows} ${to}` : `(${rows} ${to}${way.via(to)})`;
}

export interface RecordTable {
  readonly table: string;
  /** Ways to one other record. */
  readonly relations: Readonly<Record<string, { readonly to: CatalogueType; readonly tie: Tie }>>;
  /** Ways to the records that belong to it, archived ones left out. */
  readonly lists: Readonly<Record<string, ListWay>>;
}

const sameTenant: Tie = (from, to) => `${to}.tenant_id = ${from}.tenant_id`;
const by =
  (column: string): Tie =>
  (from, to) =>
    `${sameTenant(from, to)} and ${to}.id = ${from}.${column}`;
const owner = { to: 'user', tie: by('owner_user_id') } as const;
const company = { to: 'company', tie: by('company_id') } as const;

/** Of several teams the one joined first: a person's manager is one person. */
function firstTeam(user: string, column: string): string {
  return `(select ${column} from team_members m join teams t on t.tenant_id = m.tenant_id and t.id = m.team_id
    where m.tenant_id = ${user}.tenant_id and m.user_id = ${user}.id and t.archived_at is null order by m.created_at, m.team_id limit 1)`;
}

const pointingBack =
  (column: string): Tie =>
  (from, to) =>
    `${sameTenant(from, to)} and ${to}.${column} = ${from}.id and ${to}.archived_at is null`;
const linked =
  (links: string, column: string): Tie =>
  (from, to) =>
    `${sameTenant(from, to)} and ${to}.archived_at is null and ${to}.id in (select l.${column} from ${links} l where l.tenant_id = ${from}.tenant_id and l.record_id = ${from}.id)`;

const work = {
  tasks: { to: 'task', tie: linked('task_links', 'task_id') },
  activities: { to: 'activity', tie: linked('activity_links', 'activity_id') },
  notes: { to: 'note', tie: pointingBack('record_id') },
} as const;
const contacts = (column: string) => ({ to: 'contact', tie: pointingBack(column) }) as const;
/** Over the links of deals: whoever is in it, whatever part they have. */
function throughDeals(to: 'contact' | 'company' | 'deal', links: 'deal_contacts' | 'deal_companies', from: string, role?: string): ListWay {
  return {
    to,
    tie: (a, b) => `${b}_l.tenant_id = ${a}.tenant_id and ${b}_l.${from} = ${a}.id and ${b}.archived_at is null`,
    via: (b) =>
      ` join ${links} ${b}_l on ${b}_l.tenant_id = ${b}.tenant_id and ${b}_l.${to}_id = ${b}.id${role === undefined ? '' : ` and ${b}_l.role = '${role}'`}`,
  };
}

/** Where the kinds of the field catalogue are stored, and how they hang together: for filters of lists and for the facts of runs. */
export const recordTables: Readonly<Record<CatalogueType, RecordTable>> = {
  lead: { table: 'leads', relations: { owner }, lists: work },
  contact: {
    table: 'contacts',
    relations: { owner, company },
    lists: {
      ...work,
      deals: throughDeals('deal', 'deal_contacts', 'contact_id'),
      channels: { to: 'channel', tie: (from, to) => `${sameTenant(from, to)} and ${to}.contact_id = ${from}.id` },
    },
  },
  company: {
    table: 'companies',
    relations: { owner },
    lists: { ...work, contacts: contacts('company_id'), deals: throughDeals('deal', 'deal_companies', 'company_id') },
  },
  deal: {
    table: 'deals',
    relations: { owner, company, contact: { to: 'contact', tie: by('contact_id') } },
    lists: {
      ...work,
      contacts: throughDeals('contact', 'deal_contacts', 'deal_id'),
      decisionMakers: throughDeals('contact', 'deal_contacts', 'deal_id', 'decision_maker'),
      influencers: throughDeals('contact', 'deal_contacts', 'deal_id', 'influencer'),
      companies: throughDeals('company', 'deal_companies', 'deal_id'),
    },
  },
  task: { table: 'tasks', relations: { owner }, lists: {} },
  activity: { table: 'activities', relations: { owner }, lists: {} },
  note: { table: 'notes', relations: {}, lists: {} },
  channel: { table: 'contact_channels', relations: {}, lists: {} },
  user: {
    table: 'users',
    relations: {
      team: { to: 'team', tie: (from, to) => `${sameTenant(from, to)} and ${to}.id = ${firstTeam(from, 'm.team_id')}` },
      manager: { to: 'user', tie: (from, to) => `${sameTenant(from, to)} and ${to}.id = ${firstTeam(from, 't.manager_user_id')}` },
    },
    lists: {},
  },
  team: { table: 'teams', relations: { manager: { to: 'user', tie: by('manager_user_id') } }, lists: {} },
};
