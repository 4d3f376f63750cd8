import { expect, test, vi } from 'vitest';
import { comboParts, isSingleKey, pressOf } from './combo.ts';
import { type Hotkey, matching } from './hotkeys.tsx';

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const hotkey = (combo: string, more: Partial<Hotkey> = {}): Hotkey => ({ combo, label: combo, run: vi.fn(), ...more });
const scope = (id: number, ...hotkeys: Hotkey[]) => ({ id, label: `scope ${id}`, hotkeys });

test('a press is named by its key, shift only where the key does not already say it', () => {
  expect(pressOf({ ...plain, key: '?', shiftKey: true })).toBe('?');
  expect(pressOf({ ...plain, key: 'P', shiftKey: true })).toBe('shift+p');
  expect(pressOf({ ...plain, key: 'ArrowUp', altKey: true })).toBe('alt+ArrowUp');
  expect(pressOf({ ...plain, key: 'k', ctrlKey: true })).toBe('mod+k');
});

test('keys are drawn press by press', () => {
  expect(comboParts('g h')).toEqual([['G'], ['H']]);
  expect(comboParts('mod+shift+p')).toEqual([['Ctrl', 'Shift', 'P']]);
});

test('the inner scope wins', () => {
  const outer = hotkey('n');
  const inner = hotkey('n');
  expect(matching([scope(1, outer), scope(2, inner)], ['n'], false, false, true)).toBe(inner);
  expect(matching([scope(1, outer), scope(2, { ...inner, disabled: true })], ['n'], false, false, true)).toBe(outer);
});

test('a sequence wins over its last key', () => {
  const goHome = hotkey('g h');
  const h = hotkey('h');
  expect(matching([scope(1, goHome, h)], ['g', 'h'], false, false, true)).toBe(goHome);
  expect(matching([scope(1, goHome, h)], ['x', 'h'], false, false, true)).toBe(h);
});

test('fields keep their letters, and nothing below a dialog answers', () => {
  const save = hotkey('mod+s', { inFields: true });
  const next = hotkey('j');
  expect(matching([scope(1, save, next)], ['j'], true, false, true)).toBeUndefined();
  expect(matching([scope(1, save, next)], ['mod+s'], true, false, true)).toBe(save);
  expect(matching([scope(1, save, next)], ['j'], false, true, true)).toBeUndefined();
});

test('single letters can be switched off, sequences of letters too', () => {
  expect(isSingleKey('g h')).toBe(true);
  expect(isSingleKey('mod+k')).toBe(false);
  expect(isSingleKey('Enter')).toBe(false);
  expect(matching([scope(1, hotkey('j'))], ['j'], false, false, false)).toBeUndefined();
});
