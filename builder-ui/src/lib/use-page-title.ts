import { useEffect } from 'react';

/** Names the page in the tab and, by that, to a screen reader after a change of route. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Cadenza' : `${title} · Cadenza`;
  }, [title]);
}
