import { useEffect, useRef } from 'react';

interface ClipboardActions {
  /** Only then are the events ours. */
  readonly active: boolean;
  readonly copy: () => string | null;
  readonly cut: () => string | null;
  readonly paste: (text: string) => boolean;
}

/** Copy, cut and paste by the browser's own events, so that menus and the operating system work too. */
export function useStepClipboard(actions: ClipboardActions): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const inField = () => {
      const focused = document.activeElement;
      return focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement || focused instanceof HTMLSelectElement;
    };
    const ours = () => latest.current.active && !inField() && (document.getSelection()?.isCollapsed ?? true);
    const give = (event: ClipboardEvent, text: string | null) => {
      if (text === null) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
    };
    const onCopy = (event: ClipboardEvent) => ours() && give(event, latest.current.copy());
    const onCut = (event: ClipboardEvent) => ours() && give(event, latest.current.cut());
    const onPaste = (event: ClipboardEvent) => {
      if (!latest.current.active || inField()) return;
      if (latest.current.paste(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
    };
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCut);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCut);
      document.removeEventListener('paste', onPaste);
    };
  }, []);
}
