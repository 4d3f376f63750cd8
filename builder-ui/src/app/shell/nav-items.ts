import type { NavGroup, NavItem, NewItem } from '../../lib/feature.ts';
import { navGroups } from '../../lib/feature.ts';
import type { Session } from '../../lib/session/session.tsx';
import { features } from '../features.ts';

/** The navigation this person may see, by group, empty groups left out. */
export function navigationFor(session: Session): { group: NavGroup; items: NavItem[] }[] {
  const all = features.flatMap((feature) => feature.nav ?? []).filter((item) => session.can(item.permission));
  return navGroups.map((group) => ({ group, items: all.filter((item) => item.group === group) })).filter(({ items }) => items.length > 0);
}

export function newItemsFor(session: Session): NewItem[] {
  return features.flatMap((feature) => feature.create ?? []).filter((item) => session.can(item.permission));
}

/** The namespaces whose words the navigation needs, all loaded with the frame. */
export const navNamespaces: string[] = [
  ...new Set(
    features.flatMap((feature) => [...(feature.nav ?? []), ...(feature.create ?? [])].map((item) => item.label.split(':')[0] ?? 'app')),
  ),
];
