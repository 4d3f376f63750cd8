import { useSyncExternalStore } from 'react';

/** Follows a media query. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}

/** Under 768 px: bottom bar, one column. */
export const usePhone = () => useMedia('(max-width: 767px)');
/** Under 1024 px side panels become pages of their own. */
export const useNarrow = () => useMedia('(max-width: 1023px)');
