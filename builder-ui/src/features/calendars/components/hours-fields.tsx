import { Button, InputGroup } from '@blueprintjs/core';
import { Cross, Plus } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { weekdays } from '../../../../../domain/calendar/calendar.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { isProblem } from '../../../lib/api/problem.ts';
import type { Hours } from '../calendars.ts';
import '../../settings/settings.css';
import '../calendars.css';

const timeZones = Intl.supportedValuesOf('timeZone');
type Part = { from: string; to: string };

interface HoursFieldsProps {
  readonly value: Hours;
  readonly onChange: (value: Hours) => void;
  readonly readOnly?: boolean;
  readonly error: unknown;
}

/** Zone, open times of each weekday, and the dates that are different. */
export function HoursFields({ value, onChange, readOnly = false, error }: HoursFieldsProps) {
  const { t } = useTranslation('calendars');
  const zones = timeZones.includes(value.timeZone) ? timeZones : [value.timeZone, ...timeZones];
  return (
    <>
      <SelectField
        label={t('timeZone')}
        value={value.timeZone}
        disabled={readOnly}
        choices={zones.map((zone) => ({ value: zone, label: zone }))}
        onChange={(timeZone) => onChange({ ...value, timeZone })}
      />
      <fieldset className="cz-fieldset cz-week">
        <legend>{t('week')}</legend>
        {weekdays.map((day) => (
          <DayRow
            key={day}
            name={t(`weekdays.${day}`)}
            parts={value.week[day] ?? []}
            readOnly={readOnly}
            error={wrongAt(error, `/hours/week/${day}`) ?? wrongAt(error, `/week/${day}`)}
            onChange={(parts) => onChange({ ...value, week: { ...value.week, [day]: parts } })}
          />
        ))}
      </fieldset>
      <Holidays value={value} onChange={onChange} readOnly={readOnly} error={error} />
    </>
  );
}

/** The first thing wrong at a place of the form, or below it. */
function wrongAt(error: unknown, pointer: string): string | undefined {
  if (!isProblem(error)) return undefined;
  return error.errors.find((one) => one.pointer === pointer || one.pointer?.startsWith(`${pointer}/`))?.detail;
}

interface DayRowProps {
  readonly name: string;
  readonly parts: readonly Part[];
  readonly onChange: (parts: Part[]) => void;
  readonly readOnly: boolean;
  readonly error: string | undefined;
}

/** The open times of one day; a day off has none. */
function DayRow({ name, parts, onChange, readOnly, error }: DayRowProps) {
  const { t } = useTranslation('calendars');
  const set = (index: number, part: Part) => onChange(parts.map((one, at) => (at === index ? part : one)));
  return (
    <div className="cz-day" role="group" aria-label={name}>
      <span className="cz-day-name">{name}</span>
      <div className="cz-day-parts">
        {parts.length === 0 && <span className="cz-muted">{t('closed')}</span>}
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a day have no names, only places.
          <span key={index} className="cz-day-part">
            <TimeField
              label={t('from', { day: name })}
              value={part.from}
              readOnly={readOnly}
              onChange={(from) => set(index, { ...part, from })}
            />
            <span aria-hidden>–</span>
            <TimeField
              ends
              label={t('to', { day: name })}
              value={part.to}
              readOnly={readOnly}
              onChange={(to) => set(index, { ...part, to })}
            />
            {!readOnly && (
              <Button
                variant="minimal"
                size="small"
                icon={<Cross />}
                aria-label={t('removePart', { day: name })}
                onClick={() => onChange(parts.filter((_one, at) => at !== index))}
              />
            )}
          </span>
        ))}
        {error && <p className="cz-field-error">{error}</p>}
      </div>
      {!readOnly && parts.length < 4 && (
        <Button
          variant="minimal"
          size="small"
          icon={<Plus />}
          aria-label={t('addPart', { day: name })}
          onClick={() => onChange([...parts, nextPart(parts)])}
        />
      )}
    </div>
  );
}

/** What a new open time begins with: the usual day, or an hour after the last one. */
function nextPart(parts: readonly Part[]): Part {
  const last = parts.at(-1);
  if (last === undefined || last.to >= '22:00') return { from: '09:00', to: '17:00' };
  const hour = Number(last.to.slice(0, 2)) + 1;
  const text = (at: number) => `${String(at).padStart(2, '0')}:00`;
  return { from: text(hour), to: text(hour + 1) };
}

interface TimeFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly readOnly: boolean;
  /** Midnight is the end of the day. */
  readonly ends?: boolean;
}

function TimeField({ label, value, onChange, readOnly, ends = false }: TimeFieldProps) {
  // The browser's picker knows no 24:00: midnight at the end of a day is shown as 00:00.
  return (
    <InputGroup
      type="time"
      className="cz-time"
      aria-label={label}
      value={value === '24:00' ? '00:00' : value}
      readOnly={readOnly}
      onChange={({ target }) => target.value !== '' && onChange(ends && target.value === '00:00' ? '24:00' : target.value)}
    />
  );
}

function Holidays({ value, onChange, readOnly, error }: HoursFieldsProps & { readonly readOnly: boolean }) {
  const { t } = useTranslation('calendars');
  const set = (exceptions: Hours['exceptions']) => onChange({ ...value, exceptions });
  const change = (index: number, next: Hours['exceptions'][number]) => set(value.exceptions.map((one, at) => (at === index ? next : one)));
  return (
    <fieldset className="cz-fieldset">
      <legend>{t('holidays')}</legend>
      {value.exceptions.length === 0 && <p className="cz-muted">{t('noHolidays')}</p>}
      <ul className="cz-holidays">
        {value.exceptions.map((one, index) => {
          const wrong = wrongAt(error, `/hours/exceptions/${index}`) ?? wrongAt(error, `/exceptions/${index}`);
          const part = one.hours[0];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a holiday that is being typed has neither date nor name yet.
            <li key={index}>
              <InputGroup
                type="date"
                aria-label={t('date')}
                value={one.date}
                readOnly={readOnly}
                onChange={(event) => change(index, { ...one, date: event.target.value })}
              />
              <InputGroup
                aria-label={t('name')}
                placeholder={t('name')}
                value={one.name ?? ''}
                readOnly={readOnly}
                onChange={(event) => change(index, { ...one, name: event.target.value })}
              />
              <label className="cz-day-off">
                <input
                  type="checkbox"
                  checked={part !== undefined}
                  disabled={readOnly}
                  onChange={(event) => change(index, { ...one, hours: event.target.checked ? [{ from: '09:00', to: '12:00' }] : [] })}
                />
                {t('half')}
              </label>
              {part !== undefined && (
                <span className="cz-day-part">
                  <TimeField
                    label={t('from', { day: one.date })}
                    value={part.from}
                    readOnly={readOnly}
                    onChange={(from) => change(index, { ...one, hours: [{ ...part, from }] })}
                  />
                  <span aria-hidden>–</span>
                  <TimeField
                    ends
                    label={t('to', { day: one.date })}
                    value={part.to}
                    readOnly={readOnly}
                    onChange={(to) => change(index, { ...one, hours: [{ ...part, to }] })}
                  />
                </span>
              )}
              {!readOnly && (
                <Button
                  variant="minimal"
                  size="small"
                  icon={<Cross />}
                  aria-label={t('removeHoliday', { name: one.name || one.date })}
                  onClick={() => set(value.exceptions.filter((_one, at) => at !== index))}
                />
              )}
              {wrong && <p className="cz-field-error">{wrong}</p>}
            </li>
          );
        })}
      </ul>
      {!readOnly && (
        <Button
          size="small"
          icon={<Plus />}
          text={t('addHoliday')}
          onClick={() => set([...value.exceptions, { date: '', name: '', hours: [] }])}
        />
      )}
    </fieldset>
  );
}
