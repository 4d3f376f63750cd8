import { Checkbox } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { formRecords } from '../../../../../domain/forms/form-records.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { type FormContent, remade } from '../forms.ts';

interface FormSettingsProps {
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly content: FormContent;
  readonly onChange: (content: FormContent) => void;
  readonly readOnly: boolean;
}

/** Words, what follows, consent, look and rules of a form. */
export function FormSettings({ name, onName, content, onChange, readOnly }: FormSettingsProps) {
  const { t } = useTranslation('forms');
  const set = (change: Partial<FormContent>) => onChange({ ...content, ...change });
  const { after, consent, look } = content;
  return (
    <fieldset className="cz-panel cz-panel-body cz-form-settings" disabled={readOnly}>
      <legend className="cz-hidden">{t('tabs.settings')}</legend>
      <TextField label={t('name')} hint={t('nameHint')} value={name} maxLength={200} onChange={onName} />
      <SelectField
        label={t('settings.makes')}
        hint={t('settings.makesHint')}
        value={content.makes}
        choices={formRecords.map((value) => ({ value, label: t(`settings.makesKinds.${value}`) }))}
        onChange={(makes) => onChange(remade(content, makes, t))}
      />
      <h2>{t('settings.words')}</h2>
      <TextField label={t('settings.title')} value={content.title} maxLength={300} onChange={(title) => set({ title })} />
      <TextField label={t('settings.intro')} lines={3} value={content.intro} maxLength={5_000} onChange={(intro) => set({ intro })} />
      <TextField
        label={t('settings.submit')}
        value={content.submitLabel}
        maxLength={100}
        onChange={(submitLabel) => set({ submitLabel })}
      />
      <SelectField
        label={t('settings.after')}
        value={after.kind}
        choices={(['message', 'redirect'] as const).map((value) => ({ value, label: t(`settings.afterKinds.${value}`) }))}
        onChange={(kind) => set({ after: kind === 'message' ? { kind, text: t('start.thanks') } : { kind, url: '' } })}
      />
      {after.kind === 'message' ? (
        <TextField
          label={t('settings.message')}
          lines={2}
          value={after.text}
          maxLength={5_000}
          onChange={(text) => set({ after: { kind: 'message', text } })}
        />
      ) : (
        <TextField
          label={t('settings.message')}
          type="url"
          hint={t('settings.redirectHint')}
          value={after.url}
          onChange={(url) => set({ after: { kind: 'redirect', url } })}
        />
      )}
      <h2>{t('settings.consent')}</h2>
      <Checkbox
        checked={consent !== null}
        label={t('settings.consentOn')}
        onChange={(event) => set({ consent: event.currentTarget.checked ? { text: t('settings.consentOn'), required: true } : null })}
      />
      {consent && (
        <>
          <TextField
            label={t('settings.consentText')}
            hint={t('settings.consentHint')}
            lines={3}
            value={consent.text}
            maxLength={5_000}
            onChange={(text) => set({ consent: { ...consent, text } })}
          />
          <Checkbox
            checked={consent.required}
            label={t('settings.consentRequired')}
            onChange={(event) => set({ consent: { ...consent, required: event.currentTarget.checked } })}
          />
        </>
      )}
      <h2>{t('settings.look')}</h2>
      <TextField label={t('settings.color')} type="color" value={look.color} onChange={(color) => set({ look: { ...look, color } })} />
      <TextField
        label={t('settings.logo')}
        hint={t('settings.logoHint')}
        type="url"
        value={look.logoUrl ?? ''}
        onChange={(logoUrl) => set({ look: { ...look, logoUrl: logoUrl === '' ? null : logoUrl } })}
      />
      <SelectField
        label={t('settings.language')}
        value={content.language}
        choices={[...new Set(['en', 'ar', content.language])].map((value) => ({
          value,
          label: t(`settings.languages.${value}`, { defaultValue: value }),
        }))}
        onChange={(language) => set({ language, direction: language === 'ar' ? 'rtl' : 'ltr' })}
      />
      <SelectField
        label={t('settings.direction')}
        value={content.direction}
        choices={(['ltr', 'rtl'] as const).map((value) => ({ value, label: t(`settings.directions.${value}`) }))}
        onChange={(direction) => set({ direction })}
      />
      <Rules content={content} set={set} />
    </fieldset>
  );
}

function Rules({ content, set }: { content: FormContent; set: (change: Partial<FormContent>) => void }) {
  const { t } = useTranslation('forms');
  return (
    <>
      <h2>{t('settings.rules')}</h2>
      <SelectField
        label={t('settings.existing')}
        value={content.existing}
        choices={(['update', 'fill_empty'] as const).map((value) => ({ value, label: t(`settings.existingKinds.${value}`) }))}
        onChange={(existing) => set({ existing })}
      />
      <TextField
        label={t('settings.min')}
        hint={t('settings.minHint')}
        type="number"
        min={0}
        max={60}
        value={String(content.minSeconds)}
        onChange={(text) => set({ minSeconds: Math.min(60, Math.max(0, Math.round(Number(text) || 0))) })}
      />
      <TextField
        label={t('settings.origins')}
        hint={t('settings.originsHint')}
        lines={3}
        value={content.allowedOrigins.join('\n')}
        onChange={(text) => set({ allowedOrigins: text === '' ? [] : text.split('\n') })}
      />
    </>
  );
}
