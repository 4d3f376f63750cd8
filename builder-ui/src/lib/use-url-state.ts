import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** The state of a page as its address holds it: reload and Back lose nothing, a link shows a colleague the same. */
export function useUrlState(): readonly [Readonly<Record<string, string>>, (change: Readonly<Record<string, string | undefined>>) => void] {
  const [search, setSearch] = useSearchParams();
  const change = useCallback(
    (changes: Readonly<Record<string, string | undefined>>) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes)) {
            if (value === undefined || value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      ),
    [setSearch],
  );
  return [Object.fromEntries(search), change];
}
