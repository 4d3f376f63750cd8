import { Button, Radio } from '@blueprintjs/core';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Difference, differencesOf, merged, type Side } from '../lib/api/three-way.ts';
import type { Conflict, Stand } from '../lib/api/use-conflict.ts';
import { Banner } from './banner.tsx';
import './changed-meanwhile.css';

/** How the fields of a form are named, and what their values read as. Of fields without a name nothing is shown. */
export type FieldWords<D> = {
  readonly [K in Extract<keyof D, string>]?: { readonly label: string; readonly show?: (draft: D) => string };
};

interface ChangedMeanwhileProps<D extends object> {
  readonly conflict: Conflict<D>;
  readonly draft: D;
  readonly fields: FieldWords<D>;
  readonly onDraft: (draft: D) => void;
  /** Saves once more, over this version. */
  readonly onKeepMine: (version: number) => void;
}

/** What somebody else saved while the form was open, beside what the person has, and the ways out of it. */
export function ChangedMeanwhile<D extends object>(props: ChangedMeanwhileProps<D>) {
  const { begun, theirs } = props.conflict;
  if (begun === undefined || theirs === undefined) return null;
  return <Ways key={theirs.version} {...props} begun={begun} theirs={theirs} />;
}

function Ways<D extends object>({
  conflict,
  draft,
  fields,
  onDraft,
  onKeepMine,
  begun,
  theirs,
}: ChangedMeanwhileProps<D> & { begun: D; theirs: Stand<D> }) {
  const { t } = useTranslation('components');
  const box = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<Readonly<Record<string, Side>>>({});
  useEffect(() => box.current?.focus(), []);
  const found = differencesOf(begun, draft, theirs.draft).filter(({ name }) => fields[name] !== undefined);
  const sideOf = ({ name, by }: Difference<D>): Side | undefined =>
    chosen[name] ?? (by === 'both' ? undefined : by === 'me' ? 'mine' : 'theirs');
  // With one field, or all changed by one of the two, the other buttons already say everything.
  const mergeable = found.length > 1 && (found.some(({ by }) => by === 'both') || new Set(found.map(({ by }) => by)).size > 1);
  const settle = (next: D) => {
    onDraft(next);
    conflict.goOnFrom(theirs);
  };
  return (
    <div ref={box} tabIndex={-1} className="cz-changed-meanwhile">
      <Banner boxed intent="warning">
        <p>{t(found.length === 0 ? 'changed.same' : 'changed.text')}</p>
        {found.map((difference) => (
          <Field
            key={difference.name}
            label={fields[difference.name]?.label ?? difference.name}
            mine={wordsOf(fields, difference.name, draft)}
            theirs={wordsOf(fields, difference.name, theirs.draft)}
            side={sideOf(difference)}
            {...(mergeable && { onSide: (side: Side) => setChosen({ ...chosen, [difference.name]: side }) })}
          />
        ))}
        <div className="cz-row cz-row-wrap">
          <Button text={t('changed.takeTheirs')} onClick={() => settle(theirs.draft)} />
          <Button
            text={t('changed.keepMine')}
            onClick={() => {
              conflict.goOnFrom(theirs);
              onKeepMine(theirs.version);
            }}
          />
          {mergeable && (
            <Button
              text={t('changed.merge')}
              disabled={found.some((difference) => sideOf(difference) === undefined)}
              onClick={() => settle(merged(begun, draft, theirs.draft, chosen))}
            />
          )}
        </div>
        {mergeable && <p className="cz-meta">{t('changed.mergeHint')}</p>}
      </Banner>
    </div>
  );
}

interface FieldProps {
  readonly label: string;
  readonly mine: string;
  readonly theirs: string;
  readonly side: Side | undefined;
  readonly onSide?: (side: Side) => void;
}

/** One field with both values; where the two can be merged, also which of them is kept. */
function Field({ label, mine, theirs, side, onSide }: FieldProps) {
  const { t } = useTranslation('components');
  const name = useId();
  const values = [
    { of: 'mine', words: mine },
    { of: 'theirs', words: theirs },
  ] as const;
  return (
    <fieldset>
      <legend>{label}</legend>
      {values.map(({ of, words }) => {
        const text = (
          <>
            <strong>{t(`changed.${of}`)}</strong> <span>{words}</span>
          </>
        );
        return onSide ? (
          <Radio key={of} name={name} value={of} checked={side === of} labelElement={text} onChange={() => onSide(of)} />
        ) : (
          <div key={of}>{text}</div>
        );
      })}
    </fieldset>
  );
}

function wordsOf<D extends object>(fields: FieldWords<D>, name: Extract<keyof D, string>, draft: D): string {
  const words = fields[name]?.show?.(draft) ?? plainWords(draft[name]);
  return words === '' ? '–' : words;
}

function plainWords(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
