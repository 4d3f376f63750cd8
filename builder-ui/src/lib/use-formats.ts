import { useMemo } from 'react';
import { type Formats, formatsFor } from './format.ts';
import { usePreferences } from './preferences.ts';
import { useSessionState } from './session/session.tsx';

/** The formats of the reader: their language, their zone. */
export function useFormats(): Formats {
  const { language } = usePreferences();
  const { session } = useSessionState();
  const timeZone = session?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return useMemo(() => formatsFor(language, timeZone), [language, timeZone]);
}

export function useTimeZone(): string {
  const { session } = useSessionState();
  return session?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}
