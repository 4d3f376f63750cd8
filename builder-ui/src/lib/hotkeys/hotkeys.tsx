import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { readPreferences } from '../preferences.ts';
import { type Combo, isSingleKey, pressOf } from './combo.ts';

export interface Hotkey {
  readonly combo: Combo;
  /** What it does, in words already translated. */
  readonly label: string;
  readonly run: (event: KeyboardEvent) => void;
  /** Works while a field has the focus too (only sensible with Ctrl or Escape). */
  readonly inFields?: boolean;
  readonly disabled?: boolean;
}

export interface HotkeyScope {
  readonly id: number;
  readonly label: string;
  readonly hotkeys: readonly Hotkey[];
}

/** The keys in force, the innermost scope last. It feeds the dispatcher, the `?` overlay and the menus. */
class HotkeyRegistry {
  private scopes: readonly HotkeyScope[] = [];
  private readonly listeners = new Set<() => void>();
  private nextId = 1;

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly read = () => this.scopes;

  add(label: string, hotkeys: readonly Hotkey[], outer: boolean): number {
    const id = this.nextId++;
    const scope = { id, label, hotkeys };
    this.scopes = outer ? [scope, ...this.scopes] : [...this.scopes, scope];
    this.announce();
    return id;
  }
  remove(id: number): void {
    this.scopes = this.scopes.filter((scope) => scope.id !== id);
    this.announce();
  }
  private announce(): void {
    for (const listener of this.listeners) listener();
  }
}

const RegistryContext = createContext<HotkeyRegistry | undefined>(undefined);
const sequenceMs = 1_200;

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** A dialog or menu on top owns the keyboard; the page below must not answer. */
function underOverlay(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return true;
  return target instanceof HTMLElement && target.closest('[role="menu"], [role="listbox"]') !== null;
}

export function HotkeysProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(() => new HotkeyRegistry());
  useEffect(() => {
    let pressed: string[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
      clearTimeout(timer);
      pressed = [...pressed, pressOf(event)].slice(-2);
      timer = setTimeout(() => (pressed = []), sequenceMs);
      const found = matching(registry.read(), pressed, isField(event.target), underOverlay(event.target));
      if (!found) return;
      pressed = [];
      event.preventDefault();
      found.run(event);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('keydown', onKeyDown);
    };
  }, [registry]);
  return <RegistryContext.Provider value={registry}>{children}</RegistryContext.Provider>;
}

/** The hotkey that answers, the inner scope before the outer, the sequence before the single press. */
export function matching(
  scopes: readonly HotkeyScope[],
  pressed: readonly string[],
  inField: boolean,
  covered: boolean,
  singleKeys = readPreferences().singleKeys,
): Hotkey | undefined {
  if (covered) return undefined;
  const sequence = pressed.join(' ');
  const last = pressed.at(-1);
  for (const wanted of sequence === last ? [last] : [sequence, last]) {
    for (const scope of [...scopes].reverse()) {
      const found = scope.hotkeys.find((hotkey) => hotkey.combo === wanted && !hotkey.disabled);
      if (!found) continue;
      if (inField && !found.inFields) continue;
      if (!singleKeys && isSingleKey(found.combo)) continue;
      return found;
    }
  }
  return undefined;
}

function useRegistry(): HotkeyRegistry {
  const registry = useContext(RegistryContext);
  if (!registry) throw new Error('hotkeys are used outside HotkeysProvider');
  return registry;
}

/**
 * Puts keys in force while the component is there. They may close over state: the newest closure is called.
 * Keys of the frame are `outer`: a page's own always win over them, whichever came first.
 */
export function useHotkeyScope(label: string, hotkeys: readonly Hotkey[], outer = false): void {
  const registry = useRegistry();
  const latest = useRef(hotkeys);
  latest.current = hotkeys;
  const signature = hotkeys.map((hotkey) => `${hotkey.combo}|${hotkey.label}|${hotkey.disabled ?? false}`).join('\n');
  const stable = useMemo<Hotkey[]>(
    () => latest.current.map((hotkey, index) => ({ ...hotkey, run: (event) => latest.current[index]?.run(event) })),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the signature stands for the content of the list.
    [signature],
  );
  useEffect(() => {
    const own = registry.add(label, stable, outer);
    return () => registry.remove(own);
  }, [registry, label, stable, outer]);
}

/** Every scope in force, for the overlay of keys. */
export function useHotkeyScopes(): readonly HotkeyScope[] {
  const registry = useRegistry();
  return useSyncExternalStore(registry.subscribe, registry.read);
}
