import type { SettingsChange } from '../draft/commands.ts';
import { useBuilder } from '../model/builder-context.ts';

/** Changes what holds for the whole automation; typing at one pointer is one entry of the log. */
export function useSettings(): (change: SettingsChange, pointer?: string) => void {
  const { store } = useBuilder();
  return (change, pointer) => store.dispatch({ type: 'settings', change, ...(pointer !== undefined && { pointer }) });
}
