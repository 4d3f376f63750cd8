import { useEffect, useState } from 'react';

/** True once `active` has lasted 150 ms: a skeleton that flashes is worse than none. */
export function useDelayed(active: boolean, afterMs = 150): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!active) return setLate(false);
    const timer = setTimeout(() => setLate(true), afterMs);
    return () => clearTimeout(timer);
  }, [active, afterMs]);
  return active && late;
}
