import { useTranslation } from 'react-i18next';
import { SelectField } from '../../../components/select-field.tsx';
import { useBuilder } from '../model/builder-context.ts';
import { textOf } from '../sentences/words.ts';
import type { TriggerEditorProps } from './trigger-date.tsx';

const moments = ['entered', 'left'] as const;

/** Which segment, and whether coming in or leaving counts. */
export function TriggerSegmentEditor({ config, onChange, errorAt }: TriggerEditorProps) {
  const { t } = useTranslation('builder');
  const { definition, lookups } = useBuilder();
  const id = textOf(config.segmentId ?? '');
  const own = lookups.segments.filter((one) => one.entity === definition.subject);
  const known = id === '' || own.some((one) => one.id === id);
  return (
    <>
      <SelectField
        label={t('trigger.segment.which')}
        value={id}
        choices={[
          ...(id === '' ? [{ value: '', label: t('trigger.segment.choose') }] : []),
          ...own.map((one) => ({ value: one.id, label: one.name })),
          ...(known ? [] : [{ value: id, label: t('trigger.segment.gone') }]),
        ]}
        onChange={(next) => onChange({ ...config, segmentId: next === '' ? null : next }, '/segmentId')}
        error={errorAt('/segmentId')}
      />
      <SelectField
        label={t('trigger.segment.when')}
        value={config.when === 'left' ? 'left' : 'entered'}
        choices={moments.map((value) => ({ value, label: t(`trigger.segment.moments.${value}`) }))}
        onChange={(when) => onChange({ ...config, when }, '/when')}
        hint={t('trigger.segment.hint')}
      />
    </>
  );
}
