import { useCallback } from 'react';
import { useBuilder } from '../model/builder-context.ts';
import { useDiagnosticWords } from '../panels/diagnostic-words.ts';

/** The first problem at or under a pointer below `base`, in words: errors before warnings. */
export function useErrorAt(base: string): (pointer: string) => string | undefined {
  const { diagnostics } = useBuilder();
  const words = useDiagnosticWords();
  return useCallback(
    (pointer: string) => {
      const at = base + pointer;
      const found = diagnostics.filter((one) => one.severity === 'error' && (one.pointer === at || one.pointer.startsWith(`${at}/`)));
      return found[0] === undefined ? undefined : words(found[0]);
    },
    [base, diagnostics, words],
  );
}
