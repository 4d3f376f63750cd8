import { Button, Dialog, DialogBody, DialogFooter, FileInput, FormGroup } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import { useNavigate } from 'react-router';
import { type SubjectType, subjectTypes } from '../../../../../domain/records/record-types.ts';
import { problemWords } from '../../../components/problem-words.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import type { ImportedAutomation } from '../api/automations-api.ts';
import { automationKeys, automationsApi } from '../api/automations-api.ts';
import { emptyDraft } from '../empty-draft.ts';
import { ImportChanges } from './import-changes.tsx';
import { StarterGallery } from './starter-gallery.tsx';

/** From a starter, a file or empty; then straight into the builder. */
export function NewAutomationDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation(['automations', 'components', 'builder']);
  const [chosen, setChosen] = useState('empty');
  const [name, setName] = useState('');
  const [subject, setSubject] = useState<SubjectType>('lead');
  const [file, setFile] = useState<File | null>(null);
  const [imported, setImported] = useState<ImportedAutomation | null>(null);
  const client = useQueryClient();
  const navigate = useNavigate();
  useInertRoot(isOpen);
  const starters = useQuery({
    queryKey: ['starter-automations'],
    queryFn: ({ signal }) => automationsApi.starters(signal),
    enabled: isOpen,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const starter = starters.data?.items.find((one) => one.name === chosen);
  const title = starter?.title ?? t('automations:recipes.empty.name');
  const make = async (): Promise<ImportedAutomation> => {
    const called = name.trim();
    if (chosen === 'file') return automationsApi.import(await definitionIn(file), called);
    const drawn = starter === undefined ? emptyDraft(called || title, subject) : { ...starter.definition, name: called || title };
    return { automation: await automationsApi.create(drawn), changes: [] };
  };
  const create = useMutation({
    mutationFn: make,
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: automationKeys.all });
      if (made.changes.length > 0) setImported(made);
      else await navigate(`/automations/${made.automation.id}/edit`);
    },
  });
  const problem = starters.error ?? create.error;
  if (imported !== null) return <ImportChanges imported={imported} onClose={onClose} />;
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('automations:newTitle')} className="cz-gallery-dialog">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <DialogBody>
          <StarterGallery
            starters={starters.data?.items ?? []}
            chosen={chosen}
            onChoose={(next) => {
              setChosen(next);
              create.reset();
            }}
          />
          {chosen === 'file' && <DefinitionFile file={file} onChoose={setFile} />}
          <TextField
            label={t('automations:name')}
            value={name}
            onChange={setName}
            maxLength={200}
            placeholder={chosen === 'file' ? t('automations:recipes.file.sameName') : title}
          />
          {chosen === 'empty' && (
            <SelectField
              label={t('automations:subject')}
              value={subject}
              choices={subjectTypes.map((value) => ({ value, label: t(`builder:subjects.${value}`) }))}
              onChange={setSubject}
            />
          )}
          {problem && (
            <p className="cz-field-error" role="alert">
              {problem instanceof NoJson ? t('automations:recipes.file.unreadable') : problemWords(t, problem).title}{' '}
              {problem instanceof NoJson ? '' : problemWords(t, problem).detail}
            </p>
          )}
        </DialogBody>
        <DialogFooter
          actions={
            <>
              <Button text={t('components:cancel')} onClick={onClose} />
              <Button
                type="submit"
                intent="primary"
                loading={create.isPending}
                disabled={chosen === 'file' && file === null}
                text={t('automations:create')}
              />
            </>
          }
        />
      </form>
    </Dialog>
  );
}

function DefinitionFile({ file, onChoose }: { readonly file: File | null; readonly onChoose: (file: File | null) => void }) {
  const { t } = useTranslation('automations');
  const id = useId();
  return (
    <FormGroup label={t('recipes.file.label')} labelFor={id}>
      <FileInput
        fill
        text={file?.name ?? t('recipes.file.choose')}
        buttonText={t('recipes.file.browse')}
        hasSelection={file !== null}
        inputProps={{ id, accept: '.json,application/json' }}
        onInputChange={(event) => onChoose(event.currentTarget.files?.[0] ?? null)}
      />
    </FormGroup>
  );
}

class NoJson extends Error {}

async function definitionIn(file: File | null): Promise<unknown> {
  const text = (await file?.text()) ?? '';
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new NoJson();
  }
}
