import type { Intent, OverlayToaster } from '@blueprintjs/core';

type Toaster = Awaited<ReturnType<typeof OverlayToaster.create>>;
let toaster: Promise<Toaster> | undefined;

/** Says the result of the reader's own action. Others' changes are never toasts. */
export async function toast(message: string, intent: Intent = 'none', action?: { text: string; onClick: () => void }): Promise<void> {
  toaster ??= import('@blueprintjs/core').then(({ OverlayToaster, Position }) =>
    OverlayToaster.create({ position: Position.BOTTOM, maxToasts: 1, canEscapeKeyClear: true }),
  );
  (await toaster).show({ message, intent, timeout: action ? 8_000 : 5_000, ...(action && { action }) });
}
