import { Button, Dialog, DialogBody, DialogFooter, Radio, RadioGroup } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import { useNavigate } from 'react-router';
import { type SubjectType, subjectTypes } from '../../../../../domain/records/record-types.ts';
import { problemWords } from '../../../components/problem-words.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { automationKeys, automationsApi } from '../api/automations-api.ts';
import { draftOf, type Recipe, recipes } from '../recipes.ts';

/** From a recipe or empty; then straight into the builder. */
export function NewAutomationDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation(['automations', 'components', 'builder']);
  const [recipe, setRecipe] = useState<Recipe>('empty');
  const [name, setName] = useState('');
  const [subject, setSubject] = useState<SubjectType>('lead');
  const client = useQueryClient();
  const navigate = useNavigate();
  useInertRoot(isOpen);
  const create = useMutation({
    mutationFn: () => {
      const texts = ['taskTitle', 'reminder', 'escalation', 'followUp', 'mailSubject', 'mailBody', 'deleted'] as const;
      const words = Object.fromEntries(
        texts.map((key) => [key, t(`automations:recipeTexts.${key}`, { interpolation: { skipOnVariables: true } })]),
      ) as Record<(typeof texts)[number], string>;
      return automationsApi.create(draftOf(recipe, name.trim() || t(`automations:recipes.${recipe}.name`), subject, words));
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
          <RadioGroup
            label={t('automations:beginWith')}
            selectedValue={recipe}
            onChange={(event) => setRecipe(recipes.find((one) => one === event.currentTarget.value) ?? 'empty')}
          >
            {recipes.map((one) => (
              <Radio key={one} value={one} labelElement={<RecipeLabel recipe={one} />} />
            ))}
          </RadioGroup>
          <TextField
            label={t('automations:name')}
            value={name}
            onChange={setName}
            maxLength={200}
            placeholder={t(`automations:recipes.${recipe}.name`)}
          />
          {recipe === 'empty' && (
            <SelectField
              label={t('automations:subject')}
              value={subject}
              choices={subjectTypes.map((value) => ({ value, label: t(`builder:subjects.${value}`) }))}
              onChange={setSubject}
            />
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

function RecipeLabel({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation('automations');
  return (
    <span className="cz-recipe">
      <b>{t(`recipes.${recipe}.name`)}</b>
      <span className="cz-meta">{t(`recipes.${recipe}.about`)}</span>
    </span>
  );
}
