import { Dialog, DialogBody } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { Keys } from '../../components/keys.tsx';
import { useInertRoot } from '../../lib/use-inert-root.ts';
import { type HotkeyScope, useHotkeyScopes } from '../../lib/hotkeys/hotkeys.tsx';

/** Every key in force right now, the innermost scope first. */
export function KeysOverlay({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('app');
  const scopes = useHotkeyScopes();
  useInertRoot(isOpen);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('keys.title')} className="cz-keys-dialog">
      <DialogBody>
        <div className="cz-keys">
          {joinScopes(scopes).map(({ label, hotkeys }) => (
            <section key={label}>
              <h3>{label}</h3>
              <dl>
                {hotkeys.map((hotkey) => (
                  <div key={hotkey.combo} className="cz-keys-row">
                    <dt>{hotkey.label}</dt>
                    <dd>
                      <Keys combo={hotkey.combo} />
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </DialogBody>
    </Dialog>
  );
}

/** Scopes of one name are shown as one. */
export function joinScopes(scopes: readonly HotkeyScope[]): { label: string; hotkeys: HotkeyScope['hotkeys'] }[] {
  const joined = new Map<string, HotkeyScope['hotkeys']>();
  for (const { label, hotkeys } of [...scopes].reverse()) {
    const active = hotkeys.filter((hotkey) => !hotkey.disabled);
    const known = joined.get(label) ?? [];
    const added = active.filter((hotkey) => !known.some((other) => other.combo === hotkey.combo));
    if (known.length + added.length > 0) joined.set(label, [...known, ...added]);
  }
  return [...joined].map(([label, hotkeys]) => ({ label, hotkeys }));
}
