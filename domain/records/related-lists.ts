import type { CatalogueType, RelatedList } from './field-catalogue.ts';

/** What the records of a list are, by the list's name: the same everywhere, so that a condition reads the same everywhere. */
export const relatedListKinds: Readonly<Record<string, CatalogueType>> = {
  contacts: 'contact',
  decisionMakers: 'contact',
  influencers: 'contact',
  companies: 'company',
  deals: 'deal',
  tasks: 'task',
  activities: 'activity',
  notes: 'note',
  channels: 'channel',
};

/** As many related records are looked at in a run; the newest first. */
export const maxRelated = 1_000;

/** The lists of a kind by their names. */
export function relatedLists(record: CatalogueType, ...keys: readonly (keyof typeof relatedListKinds)[]): readonly RelatedList[] {
  return keys.flatMap((key) => {
    const to = relatedListKinds[key];
    return to === undefined ? [] : [{ key: String(key), to, labelKey: `lists.${record}.${String(key)}` }];
  });
}
