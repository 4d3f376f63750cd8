import { Button, Dialog, DialogBody, DialogFooter } from '@blueprintjs/core';
import { Cross, Filter } from '@blueprintjs/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition } from '../../../../../domain/expressions/ast.ts';
import type { ListEntity } from '../../../../../domain/records/list-entities.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import { ConditionEditor } from '../../builder/inspector/fields/condition-editor.tsx';
import { ConditionWorldContext } from '../../builder/model/condition-world.ts';
import { conditionWords, isEmptyCondition } from '../../builder/sentences/condition-words.ts';
import { conditionOf } from '../condition-text.ts';
import { useListWorld } from './use-list-world.ts';

interface ConditionFilterProps {
  readonly entity: ListEntity;
  /** The condition as JSON, as the address holds it. */
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** The conditions of a list as one chip that reads as a sentence; pressed, they are edited. */
export function ConditionFilter({ entity, value, onChange }: ConditionFilterProps) {
  const { t } = useTranslation('views');
  const world = useListWorld(entity);
  const [isOpen, setOpen] = useState(false);
  const condition = conditionOf(value);
  return (
    <>
      {condition === null || isEmptyCondition(condition) ? (
        <Button variant="minimal" icon={<Filter />} text={t('conditions')} onClick={() => setOpen(true)} />
      ) : (
        <span className="cz-filter-chip">
          <button
            type="button"
            className="cz-filter-text"
            aria-haspopup="dialog"
            onClick={() => setOpen(true)}
            onKeyDown={(event) => {
              if (event.key === 'Backspace' || event.key === 'Delete') onChange(undefined);
            }}
          >
            <strong className="cz-truncate">{conditionWords(world.words, condition)}</strong>
          </button>
          <button type="button" className="cz-filter-remove" aria-label={t('removeConditions')} onClick={() => onChange(undefined)}>
            <Cross size={12} />
          </button>
        </span>
      )}
      {isOpen && (
        <ConditionDialog
          entity={entity}
          value={condition}
          onClose={() => setOpen(false)}
          onUse={(next) => {
            onChange(isEmptyCondition(next) ? undefined : JSON.stringify(next));
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

interface ConditionDialogProps {
  readonly entity: ListEntity;
  readonly value: Condition | null;
  readonly onUse: (condition: Condition) => void;
  readonly onClose: () => void;
}

function ConditionDialog({ entity, value, onUse, onClose }: ConditionDialogProps) {
  const { t } = useTranslation('views');
  const [draft, setDraft] = useState<Condition>(value ?? { kind: 'all', of: [] });
  useInertRoot(true);
  return (
    <Dialog isOpen onClose={onClose} title={t('conditions')} className="cz-condition-dialog">
      <DialogBody>
        <ListConditionEditor entity={entity} label={t('show')} value={draft} onChange={setDraft} />
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text={t('cancel')} onClick={onClose} />
            <Button intent="primary" text={t('use')} onClick={() => onUse(draft)} />
          </>
        }
      >
        <MatchCount entity={entity} condition={draft} />
      </DialogFooter>
    </Dialog>
  );
}

interface ListConditionEditorProps {
  readonly entity: ListEntity;
  readonly label: string;
  readonly value: Condition;
  readonly onChange: (condition: Condition) => void;
  readonly error?: string | undefined;
  /** A segment cannot ask for itself. */
  readonly without?: string;
}

/** The builder's editor of conditions, about the records of a list. */
export function ListConditionEditor({ entity, label, value, onChange, error, without }: ListConditionEditorProps) {
  const world = useListWorld(entity, without);
  return (
    <ConditionWorldContext value={world}>
      <ConditionEditor label={label} value={value} onChange={onChange} error={error} />
    </ConditionWorldContext>
  );
}

/** "214 fit now", asked anew when the editing rests. */
export function MatchCount({ entity, condition }: { entity: ListEntity; condition: Condition }) {
  const { t } = useTranslation('views');
  const formats = useFormats();
  const text = JSON.stringify(condition);
  const [asked, setAsked] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), 300);
    return () => clearTimeout(timer);
  }, [text]);
  const count = useQuery({
    queryKey: ['lists', 'count', entity, asked],
    queryFn: ({ signal }) => api.get<{ count: number; atLeast: boolean }>(`/v1/lists/${entity}/count`, { filter: asked }, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const shown = count.data;
  return (
    <span className="cz-meta" role="status">
      {count.error
        ? count.error.message
        : shown === undefined
          ? '…'
          : t(shown.atLeast ? 'matchesMore' : 'matches', { count: shown.count, shown: formats.number(shown.count) })}
    </span>
  );
}
