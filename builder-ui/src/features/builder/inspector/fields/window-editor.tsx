import { Checkbox, InputGroup } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { weekdays } from '../../../../../../domain/calendar/calendar.ts';
import type { Json, JsonObject } from '../../../../../../domain/json.ts';
import { whoseHours } from '../../../../../../domain/time.ts';
import { WhoseHours } from '../../../../components/duration-field.tsx';
import { SelectField } from '../../../../components/select-field.tsx';
import { type Loose, textOf, textsOf } from '../../sentences/words.ts';

export function objectOf(value: Json | undefined, otherwise: JsonObject): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : otherwise;
}

interface WindowEditorProps {
  readonly label: string;
  readonly value: Loose;
  readonly onChange: (value: JsonObject) => void;
  readonly error?: string | undefined;
}

/** Business hours, or two times on some weekdays. */
export function WindowEditor({ label, value, onChange, error }: WindowEditorProps) {
  const { t } = useTranslation('builder');
  const own = value.kind === 'hours';
  const hours: JsonObject = {
    kind: 'hours',
    days: textsOf(value.days ?? ['1', '2', '3', '4', '5']),
    from: textOf(value.from) || '09:00',
    to: textOf(value.to) || '17:00',
    timeZone: textOf(value.timeZone) || 'automation',
    skipHolidays: value.skipHolidays !== false,
  };
  const days = textsOf(hours.days);
  return (
    <div className="cz-window">
      <SelectField
        label={label}
        value={own ? 'hours' : 'business_hours'}
        choices={(['business_hours', 'hours'] as const).map((kind) => ({ value: kind, label: t(`editors.windows.${kind}`) }))}
        onChange={(next) => onChange(next === 'hours' ? hours : { kind: 'business_hours' })}
        error={error}
      />
      {!own && (
        <WhoseHours
          value={whoseHours.find((one) => one === value.whose)}
          onChange={(whose) => onChange({ kind: 'business_hours', ...(whose && { whose }) })}
        />
      )}
      {own && (
        <>
          <fieldset className="cz-checks" aria-label={t('editors.days')}>
            {weekdays.map((day) => (
              <label key={day} className="cz-check">
                <input
                  type="checkbox"
                  checked={days.includes(day)}
                  onChange={(event) =>
                    onChange({ ...hours, days: weekdays.filter((one) => (one === day ? event.target.checked : days.includes(one))) })
                  }
                />
                {t(`weekdays.short.${day}`)}
              </label>
            ))}
          </fieldset>
          <div className="cz-row">
            <InputGroup
              type="time"
              aria-label={t('condition.from')}
              value={textOf(hours.from)}
              onChange={(event) => event.target.value !== '' && onChange({ ...hours, from: event.target.value })}
            />
            <span className="cz-muted">–</span>
            <InputGroup
              type="time"
              aria-label={t('condition.to')}
              value={textOf(hours.to)}
              onChange={(event) => event.target.value !== '' && onChange({ ...hours, to: event.target.value })}
            />
          </div>
          <Checkbox
            label={t('editors.skipHolidays')}
            checked={hours.skipHolidays === true}
            onChange={(event) => onChange({ ...hours, skipHolidays: event.currentTarget.checked })}
          />
        </>
      )}
    </div>
  );
}
