import { Button, HTMLSelect } from '@blueprintjs/core';
import { Cross } from '@blueprintjs/icons';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { eventTypes } from '../../../../../../domain/events.ts';
import { subjectsOfEvent } from '../../../../../../domain/records/event-subjects.ts';
import type { SubjectType } from '../../../../../../domain/records/record-types.ts';
import { useBuilder } from '../../model/builder-context.ts';
import { eventWords } from '../../sentences/words.ts';

interface EventsEditorProps {
  readonly label: string;
  readonly values: readonly string[];
  readonly onChange: (values: string[]) => void;
  readonly error?: string | undefined;
  readonly param?: string;
  /** Events that cannot be about such a record are not offered. */
  readonly subject?: SubjectType;
}

/** Any of some events: chosen ones as removable lines, further ones from a list grouped by record. */
export function EventsEditor({ label, values, onChange, error, param, subject }: EventsEditorProps) {
  const { t } = useTranslation('builder');
  const { words } = useBuilder();
  const id = useId();
  const offered = eventTypes.filter((type) => {
    const about = subjectsOfEvent(type);
    return !values.includes(type) && (subject === undefined ? about.length > 0 : about.includes(subject));
  });
  const groups = new Map<string, string[]>();
  for (const type of offered) {
    const group = type.slice(0, type.indexOf('.'));
    groups.set(group, [...(groups.get(group) ?? []), type]);
  }
  return (
    <div className="cz-events bp6-form-group" data-param={param}>
      <label className="bp6-label" htmlFor={id}>
        {label}
      </label>
      <ul className="cz-chosen">
        {values.map((type, index) => (
          <li key={type} className="cz-row">
            <span className="cz-spacer">
              {index > 0 && <span className="cz-meta">{t('editors.or')} </span>}
              {eventWords(words, type)}
            </span>
            <Button
              variant="minimal"
              size="small"
              icon={<Cross />}
              aria-label={t('editors.removeEvent', { event: eventWords(words, type) })}
              onClick={() => onChange(values.filter((one) => one !== type))}
            />
          </li>
        ))}
      </ul>
      <HTMLSelect
        id={id}
        fill
        value=""
        aria-invalid={error !== undefined || undefined}
        aria-describedby={error === undefined ? undefined : `${id}-help`}
        onChange={(event) => event.target.value !== '' && onChange([...values, event.target.value])}
      >
        <option value="">{values.length === 0 ? t('pick.event') : t('pick.anotherEvent')}</option>
        {[...groups].map(([group, types]) => (
          <optgroup key={group} label={t(`eventGroups.${group}`, { defaultValue: group })}>
            {types.map((type) => (
              <option key={type} value={type}>
                {eventWords(words, type)}
              </option>
            ))}
          </optgroup>
        ))}
      </HTMLSelect>
      {error && (
        <p id={`${id}-help`} className="cz-field-error">
          {error}
        </p>
      )}
    </div>
  );
}
