import { useTranslation } from 'react-i18next';
import type { Form } from '../../../../../api/contracts/form-design.ts';
import { ChangedMeanwhile, type FieldWords } from '../../../components/changed-meanwhile.tsx';
import type { Conflict, Stand } from '../../../lib/api/use-conflict.ts';
import type { FormContent, FormField } from '../forms.ts';

/** A form as it is designed, with the name that only colleagues see. */
export type FormDraft = FormContent & { readonly name: string };

export function standOf({ version, name, content }: Form): Stand<FormDraft> {
  return { version, draft: { ...content, name } };
}

interface FormConflictProps {
  readonly conflict: Conflict<FormDraft>;
  readonly draft: FormDraft;
  readonly onDraft: (draft: FormDraft) => void;
  readonly onKeepMine: (version: number) => void;
}

/** What somebody else made of a form meanwhile, its fields each in a line. */
export function FormConflict(props: FormConflictProps) {
  const { t } = useTranslation('forms');
  const fieldWords = (field: FormField): string =>
    [
      field.label || field.id,
      field.field ?? '',
      t(`field.controls.${field.control}`),
      t(`field.widths.${field.width}`),
      field.required ? t('field.required') : '',
      field.hidden ? t('field.hidden') : '',
      field.param,
      field.help,
      field.defaultValue,
      field.options.map((option) => option.label).join(', '),
    ]
      .filter((part) => part !== '')
      .join(' · ');
  const fields: FieldWords<FormDraft> = {
    name: { label: t('name') },
    makes: { label: t('settings.makes'), show: ({ makes }) => t(`settings.makesKinds.${makes}`) },
    title: { label: t('settings.title') },
    intro: { label: t('settings.intro') },
    fields: { label: t('field.list'), show: (draft) => draft.fields.map(fieldWords).join('\n') },
    submitLabel: { label: t('settings.submit') },
    consent: {
      label: t('settings.consent'),
      show: ({ consent }) => (consent === null ? '' : `${consent.text}${consent.required ? ` · ${t('settings.consentRequired')}` : ''}`),
    },
    after: {
      label: t('settings.after'),
      show: ({ after }) => `${t(`settings.afterKinds.${after.kind}`)}: ${after.kind === 'message' ? after.text : after.url}`,
    },
    look: { label: t('settings.look'), show: ({ look }) => [look.color, look.logoUrl ?? ''].join(' ').trim() },
    language: { label: t('settings.language') },
    direction: { label: t('settings.direction'), show: ({ direction }) => t(`settings.directions.${direction}`) },
    minSeconds: { label: t('settings.min') },
    allowedOrigins: { label: t('settings.origins'), show: ({ allowedOrigins }) => allowedOrigins.join('\n') },
    existing: { label: t('settings.existing'), show: ({ existing }) => t(`settings.existingKinds.${existing}`) },
  };
  return <ChangedMeanwhile {...props} fields={fields} />;
}
