import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../lib/api/problem.ts';
import { problemWords } from './problem-words.ts';
import './components.css';

/** The refusal of a form, on top of it: one sentence, and a link to each field at fault (`ids` maps pointers to field ids). */
export function FormErrors({ error, ids = {} }: { error: unknown; ids?: Readonly<Record<string, string>> }) {
  const { t } = useTranslation('components');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) box.current?.focus();
  }, [error]);
  if (!error) return null;
  const words = problemWords(t, error);
  const items = isProblem(error) ? error.errors : [];
  return (
    <div ref={box} className="cz-form-errors" role="alert" tabIndex={-1}>
      <strong>{words.title}</strong>
      {items.length === 0 && words.detail !== words.title && <p>{words.detail}</p>}
      {items.length > 0 && (
        <ul>
          {items.map((item) => {
            const id = item.pointer === undefined ? undefined : ids[item.pointer];
            return <li key={`${item.pointer ?? ''}${item.detail}`}>{id ? <a href={`#${id}`}>{item.detail}</a> : item.detail}</li>;
          })}
        </ul>
      )}
    </div>
  );
}
