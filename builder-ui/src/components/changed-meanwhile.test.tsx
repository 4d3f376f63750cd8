import i18next from 'i18next';
import { act, useEffect, useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { initReactI18next } from 'react-i18next';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ProblemError } from '../lib/api/problem.ts';
import { differencesOf, merged, sameValue } from '../lib/api/three-way.ts';
import { type Conflict, type Stand, useConflict, useFollow } from '../lib/api/use-conflict.ts';
import { ChangedMeanwhile } from './changed-meanwhile.tsx';
import words from './locales/en.json' with { type: 'json' };

interface Draft {
  readonly name: string;
  readonly city: string;
  readonly tags: readonly string[];
}

const begun: Draft = { name: 'Ada', city: 'London', tags: ['a'] };

describe('three ways', () => {
  test('theirs for what was not touched, mine for what was', () => {
    const mine = { ...begun, name: 'Ada Lovelace' };
    const theirs = { ...begun, city: 'Paris', tags: ['a', 'b'] };
    expect(differencesOf(begun, mine, theirs)).toEqual([
      { name: 'name', by: 'me' },
      { name: 'city', by: 'them' },
      { name: 'tags', by: 'them' },
    ]);
    expect(merged(begun, mine, theirs)).toEqual({ name: 'Ada Lovelace', city: 'Paris', tags: ['a', 'b'] });
  });

  test('of a field that both changed the one that was chosen', () => {
    const mine = { ...begun, name: 'Mine' };
    const theirs = { ...begun, name: 'Theirs' };
    expect(differencesOf(begun, mine, theirs)).toEqual([{ name: 'name', by: 'both' }]);
    expect(merged(begun, mine, theirs, { name: 'theirs' }).name).toBe('Theirs');
    expect(merged(begun, mine, theirs, { name: 'mine' }).name).toBe('Mine');
  });

  test('the same change by both is no difference', () => {
    expect(differencesOf(begun, { ...begun, city: 'Rome' }, { ...begun, city: 'Rome' })).toEqual([]);
  });

  test('the order of keys says nothing, that of a list does', () => {
    expect(sameValue({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
    expect(sameValue(['a', 'b'], ['b', 'a'])).toBe(false);
    expect(sameValue({ a: undefined }, { b: undefined })).toBe(false);
    expect(sameValue([], {})).toBe(false);
    expect(sameValue(null, {})).toBe(false);
  });
});

describe('a form that somebody else changed', () => {
  let root: Root;
  let conflict: Conflict<Draft>;
  let draft: Draft;
  const keepMine = vi.fn();
  const read = vi.fn<() => Promise<Stand<Draft>>>();

  function Form({ mine, live }: { mine: Draft; live?: Stand<Draft> }) {
    const [value, setValue] = useState(mine);
    const now = useConflict({ start: { draft: begun, version: 3 }, read });
    useFollow(now, live, value, setValue);
    useEffect(() => {
      draft = value;
      conflict = now;
    });
    const fields = { name: { label: 'Name' }, city: { label: 'City' }, tags: { label: 'Tags' } };
    return <ChangedMeanwhile conflict={now} draft={value} fields={fields} onDraft={setValue} onKeepMine={keepMine} />;
  }

  const button = (text: string) => [...document.querySelectorAll('button')].find((one) => one.textContent === text);
  const press = async (text: string) => {
    await act(async () => button(text)?.click());
  };
  const refused = new ProblemError(412, { code: 'precondition_failed' });

  async function open(mine: Draft, theirs: Draft) {
    read.mockResolvedValue({ draft: theirs, version: 5 });
    await act(async () => root.render(<Form mine={mine} />));
    await act(async () => conflict.onError(refused));
  }

  beforeEach(async () => {
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    await i18next
      .use(initReactI18next)
      .init({ lng: 'en', resources: { en: { components: words } }, interpolation: { escapeValue: false } });
    const place = document.body.appendChild(document.createElement('div'));
    root = createRoot(place);
  });

  afterEach(async () => {
    await act(async () => root.unmount());
    document.body.replaceChildren();
    vi.resetAllMocks();
    vi.unstubAllGlobals();
  });

  test('both values of each differing field are shown, and those of no other', async () => {
    await open({ ...begun, name: 'Mine' }, { ...begun, name: 'Theirs' });
    expect(document.body.textContent).toContain('Yours: Mine');
    expect(document.body.textContent).toContain('Theirs: Theirs');
    expect(document.body.textContent).not.toContain('City');
    expect(conflict.left(refused)).toBeNull();
    expect(button('Merge')).toBeUndefined();
  });

  test('theirs is taken, and later changes are based on it', async () => {
    await open({ ...begun, name: 'Mine' }, { ...begun, name: 'Theirs' });
    await press('Take theirs');
    expect(draft.name).toBe('Theirs');
    expect(conflict.version).toBe(5);
    expect(keepMine).not.toHaveBeenCalled();
    expect(button('Take theirs')).toBeUndefined();
  });

  test('mine is kept: saved once more over the newer version', async () => {
    await open({ ...begun, name: 'Mine' }, { ...begun, name: 'Theirs' });
    await press('Keep mine');
    expect(keepMine).toHaveBeenCalledExactlyOnceWith(5);
    expect(draft.name).toBe('Mine');
    expect(conflict.version).toBe(5);
  });

  test('what was changed apart is merged without a choice', async () => {
    await open({ ...begun, name: 'Mine' }, { ...begun, city: 'Paris' });
    await press('Merge');
    expect(draft).toEqual({ name: 'Mine', city: 'Paris', tags: ['a'] });
    expect(conflict.version).toBe(5);
    expect(keepMine).not.toHaveBeenCalled();
  });

  test('what both changed has to be chosen before merging', async () => {
    await open({ ...begun, name: 'Mine', tags: ['mine'] }, { ...begun, name: 'Theirs', city: 'Paris' });
    expect(button('Merge')?.disabled).toBe(true);
    const theirs = document.querySelector<HTMLInputElement>('input[value="theirs"]');
    await act(async () => theirs?.click());
    await press('Merge');
    expect(draft).toEqual({ name: 'Theirs', city: 'Paris', tags: ['mine'] });
  });

  test('a second change while deciding is shown as well', async () => {
    await open({ ...begun, name: 'Mine' }, { ...begun, name: 'Theirs' });
    read.mockResolvedValue({ draft: { ...begun, name: 'Newer' }, version: 6 });
    await act(async () => conflict.onError(refused));
    expect(document.body.textContent).toContain('Newer');
    await press('Keep mine');
    expect(keepMine).toHaveBeenCalledExactlyOnceWith(6);
  });

  test('an untouched form follows what is read anew, a touched one does not', async () => {
    const live = { draft: { ...begun, name: 'Newer' }, version: 4 };
    await act(async () => root.render(<Form key="untouched" mine={begun} live={live} />));
    expect([draft.name, conflict.version]).toEqual(['Newer', 4]);
    await act(async () => root.render(<Form key="touched" mine={{ ...begun, city: 'Rome' }} live={live} />));
    expect([draft.name, draft.city, conflict.version]).toEqual(['Ada', 'Rome', 3]);
  });

  test('what is gone or refused for another reason stays an error', async () => {
    read.mockRejectedValue(new ProblemError(404, {}));
    await act(async () => root.render(<Form mine={begun} />));
    await act(async () => conflict.onError(refused));
    expect(conflict.left(refused)).toBe(refused);
    expect(document.body.textContent).toBe('');
    await act(async () => conflict.onError(new ProblemError(422, {})));
    expect(read).toHaveBeenCalledOnce();
  });
});
