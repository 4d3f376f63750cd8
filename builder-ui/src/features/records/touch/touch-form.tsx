import { Button, ButtonGroup, HTMLSelect } from '@blueprintjs/core';
import { Phone, PhoneCall, VolumeOff } from '@blueprintjs/icons';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActivityType, TouchOutcome } from '../../../../../domain/records/touch-rules.ts';
import type { RecordPointer } from '../../../../../api/contracts/records.ts';
import { DateTimeField } from '../../../components/date-time-field.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { isProblem } from '../../../lib/api/problem.ts';
import { useTimeZone } from '../../../lib/use-formats.ts';
import { suggestNextStep } from './suggest.ts';
import { useLogActivity } from './use-log-touch.ts';
import './touch.css';

export const outcomes = [
  { value: 'connected', icon: PhoneCall },
  { value: 'voicemail', icon: VolumeOff },
  { value: 'no_response', icon: Phone },
] as const satisfies readonly { value: TouchOutcome; icon: unknown }[];

const touchTypes = ['call', 'email', 'meeting', 'sms', 'social'] as const satisfies readonly ActivityType[];

interface TouchFormProps {
  readonly record: RecordPointer;
  /** Chosen by the button that opened the form: then Save is the second click. */
  readonly outcome: TouchOutcome | undefined;
  readonly type?: (typeof touchTypes)[number];
  readonly onDone: () => void;
  readonly onCancel?: () => void;
}

/** How it went, and what comes next until when: prefilled, so that a touch is two clicks. */
export function TouchForm({ record, outcome: given, type: givenType = 'call', onDone, onCancel }: TouchFormProps) {
  const { t } = useTranslation('records');
  const timeZone = useTimeZone();
  const id = useId();
  const [type, setType] = useState<(typeof touchTypes)[number]>(givenType);
  const [outcome, setOutcome] = useState(given);
  const [nextStep, setNextStep] = useState('');
  const [dueAt, setDueAt] = useState<string | null>(null);
  const [body, setBody] = useState('');
  const [own, setOwn] = useState({ step: false, due: false });
  const save = useRef<HTMLButtonElement>(null);
  const log = useLogActivity(onDone);
  // The prefill follows the outcome until the person writes something else.
  useEffect(() => {
    if (!outcome) return;
    const suggested = suggestNextStep(outcome, new Date(), timeZone);
    if (!own.step) setNextStep(t(`touch.next.${suggested.key}`));
    if (!own.due) setDueAt(suggested.dueAt);
  }, [outcome, timeZone, t, own]);
  useEffect(() => {
    setOutcome(given);
    if (given) save.current?.focus();
  }, [given]);
  const fieldError = (pointer: string) => (isProblem(log.error) ? log.error.fieldError(pointer) : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    log.mutate({
      type,
      direction: 'outbound',
      outcome: outcome ?? null,
      body: body.trim() || null,
      nextStep: nextStep.trim() || null,
      nextStepDueAt: dueAt,
      records: [record],
    });
  };
  return (
    <form className="cz-touch" onSubmit={submit} aria-label={t('touch.title')}>
      <FormErrors error={log.error} ids={{ '/nextStep': `${id}-step`, '/nextStepDueAt': `${id}-due` }} />
      <div className="cz-touch-line">
        <HTMLSelect
          aria-label={t('touch.type')}
          value={type}
          onChange={(event) => setType(touchTypes.find((one) => one === event.target.value) ?? 'call')}
        >
          {touchTypes.map((one) => (
            <option key={one} value={one}>
              {t(`activity.${one}`)}
            </option>
          ))}
        </HTMLSelect>
        <ButtonGroup role="group" aria-label={t('touch.outcome')} className="cz-touch-outcomes">
          {outcomes.map(({ value, icon: Icon }) => (
            <Button
              key={value}
              icon={<Icon />}
              text={t(`outcome.${value}`)}
              active={outcome === value}
              aria-pressed={outcome === value}
              onClick={() => setOutcome(value)}
            />
          ))}
        </ButtonGroup>
      </div>
      <div className="cz-touch-next">
        <TextField
          id={`${id}-step`}
          label={t('touch.nextStep')}
          value={nextStep}
          error={fieldError('/nextStep')}
          onChange={(value) => {
            setNextStep(value);
            setOwn({ ...own, step: true });
          }}
        />
        <DateTimeField
          id={`${id}-due`}
          label={t('touch.due')}
          value={dueAt}
          error={fieldError('/nextStepDueAt')}
          onChange={(value) => {
            setDueAt(value);
            setOwn({ ...own, due: true });
          }}
        />
      </div>
      <TextField label={t('touch.notes')} value={body} onChange={setBody} lines={2} placeholder={t('touch.notesHint')} />
      <div className="cz-row">
        <Button ref={save} type="submit" intent="primary" loading={log.isPending} disabled={!outcome} text={t('touch.save')} />
        {onCancel && <Button variant="minimal" text={t('cancel')} onClick={onCancel} />}
        {!outcome && <span className="cz-meta">{t('touch.chooseOutcome')}</span>}
      </div>
    </form>
  );
}
