import type { ListEntity } from '../../../../domain/records/list-entities.ts';

/** Which fields stand behind the columns of a table; a name is parted, so that it can be sorted and imported again. */
const behind: Readonly<Record<ListEntity, Readonly<Record<string, readonly string[]>>>> = {
  lead: {
    name: ['firstName', 'lastName'],
    status: ['status'],
    company: ['companyName'],
    email: ['email'],
    phone: ['phone'],
    source: ['source'],
    score: ['score'],
    owner: ['ownerUserId'],
    lastTouch: ['lastTouchedAt'],
    tags: ['tags'],
    routing: ['routingReason'],
    created: ['createdAt'],
  },
  contact: {
    name: ['firstName', 'lastName'],
    company: ['companyId'],
    email: ['email'],
    phone: ['phone'],
    owner: ['ownerUserId'],
    created: ['createdAt'],
  },
  company: { name: ['name'], industry: ['industry'], domain: ['domain'], owner: ['ownerUserId'], created: ['createdAt'] },
  deal: {
    name: ['name'],
    status: ['status'],
    stage: ['stageId'],
    amount: ['amountMinor', 'currency'],
    company: ['companyId'],
    close: ['expectedCloseOn'],
    owner: ['ownerUserId'],
  },
  task: {
    title: ['title'],
    record: ['about'],
    due: ['dueAt'],
    priority: ['priority'],
    status: ['status'],
    outcome: ['outcome'],
    owner: ['ownerUserId'],
  },
};

/** The fields a list shows, in the order of its columns. A column that is a field of one's own is called by it. */
export function shownFields(entity: ListEntity, columns: readonly string[]): readonly string[] {
  return [...new Set(columns.flatMap((id) => behind[entity][id] ?? (id.startsWith('custom.') ? [id] : [])))];
}
