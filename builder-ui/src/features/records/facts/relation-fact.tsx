import { Button } from '@blueprintjs/core';
import { Cross, Edit } from '@blueprintjs/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordLink as Linked } from '../../../../../api/contracts/records.ts';
import { problemWords } from '../../../components/problem-words.ts';
import { RecordLink } from '../../../components/record-link.tsx';
import { RecordPicker } from '../record-picker.tsx';
import type { SaveResult } from './use-record-editor.ts';
import './facts.css';

interface RelationFactProps {
  readonly field: string;
  readonly label: string;
  readonly path: 'contacts' | 'companies';
  readonly record: Linked | null;
  readonly without?: readonly string[];
  readonly readOnly: boolean;
  readonly save: (field: string, value: unknown, force?: boolean) => Promise<SaveResult>;
}

/** A fact that is another record: a link, and a search to choose another one. */
export function RelationFact({ field, label, path, record, without, readOnly, save }: RelationFactProps) {
  const { t } = useTranslation(['records', 'components']);
  const [editing, setEditing] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const commit = async (id: string | null, force = false) => {
    setEditing(false);
    setProblem(null);
    try {
      const result = await save(field, id, force);
      if (!result.saved) setProblem(t('records:relation.conflict'));
    } catch (error) {
      const words = problemWords(t, error);
      setProblem(words.detail || words.title);
    }
  };
  return (
    <div className="cz-fact">
      <dt>{label}</dt>
      <dd>
        {editing ? (
          <span className="cz-row">
            <RecordPicker
              bare
              autoFocus
              path={path}
              label={label}
              value={null}
              {...(without && { without })}
              onChange={(next) => next && void commit(next.id)}
            />
            <Button size="small" variant="minimal" icon={<Cross />} aria-label={t('records:cancel')} onClick={() => setEditing(false)} />
          </span>
        ) : (
          <span className="cz-row cz-fact-value" data-empty={record === null}>
            {record ? <RecordLink record={record} /> : <span className="cz-muted">{t('records:emptyValue')}</span>}
            <span className="cz-spacer" />
            {!readOnly && (
              <Button
                size="small"
                variant="minimal"
                icon={<Edit size={12} />}
                aria-label={t('records:editField', { name: label })}
                onClick={() => setEditing(true)}
              />
            )}
            {!readOnly && record && (
              <Button
                size="small"
                variant="minimal"
                icon={<Cross size={12} />}
                aria-label={t('records:relation.remove', { name: label })}
                onClick={() => void commit(null)}
              />
            )}
          </span>
        )}
        {problem !== null && (
          <p className="cz-fact-problem" role="alert">
            {problem}
          </p>
        )}
      </dd>
    </div>
  );
}
