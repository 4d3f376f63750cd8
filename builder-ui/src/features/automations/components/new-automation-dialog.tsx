import { Button, Dialog, DialogBody, DialogFooter, Radio, RadioGroup } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import { useNavigate } from 'react-router';
import { type SubjectType, subjectTypes } from '../../../../../domain/records/record-types.ts';
import { problemWords } from '../../../components/problem-words.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { automationKeys, automationsApi } from '../api/automations-api.ts';
import { emptyDraft } from '../empty-draft.ts';

const empty = 'empty';

/** From a starter or empty; then straight into the builder. */
export function NewAutomationDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation(['automations', 'components', 'builder']);
  const [chosen, setChosen] = useState(empty);
  const [name, setName] = useState('');
  const [subject, setSubject] = useState<SubjectType>('lead');
  const client = useQueryClient();
  const navigate = useNavigate();
  useInertRoot(isOpen);
  const starters = useQuery({
    queryKey: ['starter-automations'],
    queryFn: ({ signal }) => automationsApi.starters(signal),
    enabled: isOpen,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const items = starters.data?.items ?? [];
  const starter = items.find((one) => one.name === chosen);
  const title = starter?.title ?? t('automations:recipes.empty.name');
  const create = useMutation({
    mutationFn: () => {
      const called = name.trim() || title;
      return automationsApi.create(starter === undefined ? emptyDraft(called, subject) : { ...starter.definition, name: called });
    },
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: automationKeys.all });
      await navigate(`/automations/${made.id}/edit`);
    },
  });
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('automations:newTitle')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <DialogBody>
          <RadioGroup label={t('automations:beginWith')} selectedValue={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
            <Radio
              value={empty}
              labelElement={<StarterLabel title={t('automations:recipes.empty.name')} about={t('automations:recipes.empty.about')} />}
            />
            {items.map((one) => (
              <Radio key={one.name} value={one.name} labelElement={<StarterLabel title={one.title} about={one.about} />} />
            ))}
          </RadioGroup>
          <TextField label={t('automations:name')} value={name} onChange={setName} maxLength={200} placeholder={title} />
          {starter === undefined && (
            <SelectField
              label={t('automations:subject')}
              value={subject}
              choices={subjectTypes.map((value) => ({ value, label: t(`builder:subjects.${value}`) }))}
              onChange={setSubject}
            />
          )}
          {starters.error && (
            <p className="cz-field-error" role="alert">
              {problemWords(t, starters.error).title} {problemWords(t, starters.error).detail}
            </p>
          )}
          {create.error && (
            <p className="cz-field-error" role="alert">
              {problemWords(t, create.error).title} {problemWords(t, create.error).detail}
            </p>
          )}
        </DialogBody>
        <DialogFooter
          actions={
            <>
              <Button text={t('components:cancel')} onClick={onClose} />
              <Button type="submit" intent="primary" loading={create.isPending} text={t('automations:create')} />
            </>
          }
        />
      </form>
    </Dialog>
  );
}

function StarterLabel({ title, about }: { title: string; about: string }) {
  return (
    <span className="cz-recipe">
      <b>{title}</b>
      <span className="cz-meta">{about}</span>
    </span>
  );
}
