import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router';

/** Props every Blueprint icon component takes. */
export interface IconProps {
  size?: number;
  className?: string;
  color?: string;
  title?: string;
}
export type IconComponent = ComponentType<IconProps>;

/** The groups of the navigation, in their order. */
export const navGroups = ['work', 'records', 'automate', 'operate', 'settings'] as const;
export type NavGroup = (typeof navGroups)[number];

/** One place in the navigation. Without the permission it is absent, and its URL says in place who can grant it. */
export interface NavItem {
  readonly id: string;
  /** Translation key, e.g. `leads:nav.leads`. */
  readonly label: string;
  readonly icon: IconComponent;
  readonly path: string;
  readonly group: NavGroup;
  readonly permission?: string;
  /** Sequence that goes there, e.g. `g l`. */
  readonly keys?: string;
  /** Shown in the bottom bar of a phone. */
  readonly onPhone?: boolean;
}

/** An entry of the New menu and of the phone's plus button. */
export interface NewItem {
  readonly id: string;
  readonly label: string;
  readonly icon: IconComponent;
  /** Where the form is, e.g. `/leads?new=1`. */
  readonly path: string;
  readonly permission?: string;
}

/**
 * What a folder under `features/` gives to the frame. Its pages are lazy, its words are found in `locales/<language>.json`
 * under the namespace that is the folder's name. Registered by one line in `app/features.ts`.
 */
export interface FeatureModule {
  readonly id: string;
  readonly nav?: readonly NavItem[];
  readonly create?: readonly NewItem[];
  /** Children of the signed-in frame, with paths relative to `/`. Use `lazy: async () => ({ Component: (await import('./pages/x.tsx')).X })`. */
  readonly routes: readonly RouteObject[];
  /** Pages outside the frame, for people who are not signed in. */
  readonly publicRoutes?: readonly RouteObject[];
  /** Query keys (first part) that an event about a record type makes stale, e.g. `{ lead: ['leads', 'home'] }`. */
  readonly live?: Readonly<Record<string, readonly string[]>>;
}
