import { Button } from '@blueprintjs/core';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition } from '../../../../domain/expressions/ast.ts';
import { type SegmentEntity, segmentEntities } from '../../../../domain/records/list-entities.ts';
import { ChangedMeanwhile } from '../../components/changed-meanwhile.tsx';
import { FormErrors } from '../../components/form-errors.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { isProblem } from '../../lib/api/problem.ts';
import { type Conflict, type Stand, useFollow } from '../../lib/api/use-conflict.ts';
import { conditionWords } from '../builder/sentences/condition-words.ts';
import { ListConditionEditor, MatchCount } from '../views/components/condition-filter.tsx';
import { useListWorld } from '../views/components/use-list-world.ts';

export interface SegmentDraft {
  readonly entity: SegmentEntity;
  readonly name: string;
  readonly description: string | null;
  readonly condition: Condition;
}

interface SegmentFormProps {
  readonly start: SegmentDraft;
  /** Of a segment that exists; its kind of record stays. */
  readonly id?: string;
  readonly verb: string;
  readonly busy: boolean;
  readonly error: Error | null;
  /** Of a segment that exists: what somebody else made of it meanwhile. */
  readonly conflict?: Conflict<SegmentDraft>;
  readonly now?: Stand<SegmentDraft>;
  readonly onSave: (draft: SegmentDraft, version: number) => void;
  readonly onCancel?: () => void;
}

/** Name, kind and condition of a segment, with the number of records that fit at this moment. */
export function SegmentForm({ start, id, verb, busy, error, conflict, now, onSave, onCancel }: SegmentFormProps) {
  const { t } = useTranslation('segments');
  const nameId = useId();
  const [draft, setDraft] = useState(start);
  useFollow(conflict, now, draft, setDraft);
  const { words } = useListWorld(draft.entity, id);
  const save = (version: number) => onSave({ ...draft, name: draft.name.trim(), description: draft.description?.trim() || null }, version);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save(conflict?.version ?? 0);
  };
  return (
    <form className="cz-stack" onSubmit={submit} noValidate>
      {conflict && (
        <ChangedMeanwhile
          conflict={conflict}
          draft={draft}
          onDraft={setDraft}
          onKeepMine={save}
          fields={{
            name: { label: t('name') },
            description: { label: t('description') },
            condition: { label: t('condition'), show: ({ condition }) => conditionWords(words, condition) },
          }}
        />
      )}
      <FormErrors error={error} ids={{ '/name': nameId }} />
      <TextField
        id={nameId}
        required
        label={t('name')}
        value={draft.name}
        error={isProblem(error) ? error.fieldError('/name') : undefined}
        onChange={(name) => setDraft({ ...draft, name })}
      />
      <TextField
        label={t('description')}
        value={draft.description ?? ''}
        onChange={(description) => setDraft({ ...draft, description: description || null })}
      />
      {id === undefined && (
        <SelectField
          label={t('entity')}
          value={draft.entity}
          onChange={(entity) => setDraft({ ...draft, entity, condition: { kind: 'all', of: [] } })}
          choices={segmentEntities.map((value) => ({ value, label: t(`entities.${value}`) }))}
        />
      )}
      <ListConditionEditor
        entity={draft.entity}
        label={t('condition')}
        value={draft.condition}
        onChange={(condition) => setDraft({ ...draft, condition })}
        {...(id !== undefined && { without: id })}
      />
      <MatchCount entity={draft.entity} condition={draft.condition} />
      <div className="cz-row">
        <Button type="submit" intent="primary" text={verb} loading={busy} disabled={draft.name.trim() === ''} />
        {onCancel && <Button variant="minimal" text={t('cancel')} onClick={onCancel} />}
      </div>
    </form>
  );
}
