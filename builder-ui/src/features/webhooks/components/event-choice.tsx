import { Checkbox } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { eventTypes } from '../../../../../domain/events.ts';

/** All events, or some of them, by the record they are about. */
export function EventChoice({ values, onChange }: { values: readonly string[]; onChange: (values: readonly string[]) => void }) {
  const { t } = useTranslation(['webhooks', 'builder']);
  const groups = new Map<string, string[]>();
  for (const type of eventTypes) {
    const group = type.slice(0, type.indexOf('.'));
    groups.set(group, [...(groups.get(group) ?? []), type]);
  }
  const all = values.includes('*');
  return (
    <fieldset className="cz-event-choice">
      <legend className="cz-label">{t('field.events')}</legend>
      <Checkbox checked={all} label={t('field.all')} onChange={(event) => onChange(event.currentTarget.checked ? ['*'] : [])} />
      {!all &&
        [...groups].map(([group, types]) => (
          <details key={group} open={types.some((type) => values.includes(type))}>
            <summary>
              {t(`group.${group}`, { defaultValue: group })}{' '}
              <span className="cz-meta">{types.filter((type) => values.includes(type)).length || ''}</span>
            </summary>
            {types.map((type) => (
              <Checkbox
                key={type}
                checked={values.includes(type)}
                label={type}
                onChange={(event) => onChange(event.currentTarget.checked ? [...values, type] : values.filter((one) => one !== type))}
              />
            ))}
          </details>
        ))}
    </fieldset>
  );
}
