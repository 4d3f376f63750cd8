import { Radio } from '@blueprintjs/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { subjectTypes } from '../../../../../domain/records/record-types.ts';
import type { Starter } from '../api/automations-api.ts';

/** What an automation can begin with besides a starter. */
export const beginnings = ['empty', 'file'] as const;

interface StarterGalleryProps {
  readonly starters: readonly Starter[];
  /** One of `beginnings`, or the name of a starter. */
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

/** Empty, from a file, or one of the starters by the kind of record they are about. */
export function StarterGallery({ starters, chosen, onChoose }: StarterGalleryProps) {
  const { t } = useTranslation('automations');
  const group = useId();
  const card = (name: string, title: string, about: string) => (
    <Radio
      key={name}
      name={group}
      className="cz-recipe-card"
      value={name}
      checked={chosen === name}
      onChange={() => onChoose(name)}
      labelElement={
        <span className="cz-recipe">
          <b>{title}</b>
          <span className="cz-meta">{about}</span>
        </span>
      }
    />
  );
  return (
    <div className="cz-gallery">
      <fieldset className="cz-recipes">
        <legend>{t('beginWith')}</legend>
        {beginnings.map((name) => card(name, t(`recipes.${name}.name`), t(`recipes.${name}.about`)))}
      </fieldset>
      {subjectTypes.map((subject) => {
        const about = starters.filter((one) => one.subject === subject);
        if (about.length === 0) return null;
        return (
          <fieldset key={subject} className="cz-recipes">
            <legend>{t(`recipes.group.${subject}`)}</legend>
            {about.map((one) => card(one.name, one.title, one.about))}
          </fieldset>
        );
      })}
    </div>
  );
}
