import { useEffect } from 'react';

let open = 0;

/** While a modal is open nothing behind it can be reached, by keyboard, pointer or screen reader. Modals live outside #root. */
export function useInertRoot(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return;
    const root = document.getElementById('root');
    open += 1;
    if (root) root.inert = true;
    return () => {
      open -= 1;
      if (root && open === 0) root.inert = false;
    };
  }, [isOpen]);
}
