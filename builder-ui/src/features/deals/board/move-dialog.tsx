import { Button, Dialog, DialogBody, DialogFooter } from '@blueprintjs/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StageDemand } from '../../../../../api/contracts/deals.ts';
import { DateTimeField } from '../../../components/date-time-field.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { workingDayAt } from '../../../components/zoned-input.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import { useTimeZone } from '../../../lib/use-formats.ts';
import { demandFields, DemandField } from './demand-field.tsx';
import type { MoveExtras } from './use-deal-board.ts';

interface MoveDialogProps {
  readonly deal: { readonly currency: string };
  readonly title: string;
  readonly missing: readonly StageDemand[];
  /** The deal is lost or abandoned: why? */
  readonly asksReason: boolean;
  readonly verb: string;
  /** Throws what the server refuses. */
  readonly onMove: (extras: MoveExtras) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks for just what the stages still want, and moves the deal with it: both happen or neither. */
export function MoveDialog({ deal, title: heading, missing: given, asksReason, verb, onMove, onClose }: MoveDialogProps) {
  const { t } = useTranslation('deals');
  const timeZone = useTimeZone();
  const [missing, setMissing] = useState(given);
  const [reason, setReason] = useState('');
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>({});
  const [title, setTitle] = useState('');
  const [dueAt, setDueAt] = useState<string | null>(() => workingDayAt(new Date(), 1, 10, timeZone));
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  useInertRoot(true);
  const fields = demandFields(missing);
  const asksStep = missing.some((demand) => demand.kind === 'next_step');
  const words = missing.flatMap((demand) => (demand.kind === 'condition' ? [`${demand.stageName}: ${demand.words ?? ''}`] : []));
  // The decision maker is no field of the deal but somebody linked with it.
  const { decisionMakers: decisionMakerId, ...own } = values;
  const extras = (): MoveExtras => ({
    ...(asksReason && { reason: reason.trim() }),
    ...(Object.keys(own).length > 0 && { fields: own }),
    ...(typeof decisionMakerId === 'string' && { decisionMakerId }),
    ...(asksStep && title.trim() !== '' && dueAt !== null && { nextStep: { title: title.trim(), dueAt } }),
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await onMove(extras());
      onClose();
    } catch (refusal) {
      setError(refusal);
      const still = missingOf(refusal);
      if (still !== null) setMissing(still);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog isOpen onClose={onClose} title={heading} canOutsideClickClose={!busy}>
      <form onSubmit={(event) => void submit(event)}>
        <DialogBody>
          <div className="cz-stack">
            <FormErrors error={error} />
            {missing.length > 0 && <p>{t('move.needs', { stages: [...new Set(missing.map((one) => one.stageName))].join(', ') })}</p>}
            {words.length > 0 && (
              <ul className="cz-move-words">
                {words.map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            )}
            {asksReason && <TextField autoFocus required label={t('move.reason')} value={reason} onChange={setReason} maxLength={500} />}
            {fields.map((field, index) => (
              <DemandField
                key={field}
                field={field}
                currency={deal.currency}
                autoFocus={!asksReason && index === 0}
                onChange={(value) =>
                  setValues(({ [field]: _old, ...rest }) => (value === undefined ? rest : withValue(rest, field, value)))
                }
              />
            ))}
            {asksStep && (
              <div className="cz-form" data-columns="2">
                <TextField wide required label={t('move.nextStep')} value={title} onChange={setTitle} maxLength={300} />
                <DateTimeField label={t('move.nextStepDue')} value={dueAt} onChange={setDueAt} />
              </div>
            )}
          </div>
        </DialogBody>
        <DialogFooter
          actions={
            <>
              <Button text={t('move.cancel')} onClick={onClose} disabled={busy} />
              <Button type="submit" intent="primary" loading={busy} text={verb} />
            </>
          }
        />
      </form>
    </Dialog>
  );
}

/** Custom values go together under `custom`. */
function withValue(values: Readonly<Record<string, unknown>>, field: string, value: unknown): Readonly<Record<string, unknown>> {
  if (!field.startsWith('custom.')) return { ...values, [field]: value };
  const custom = (values['custom'] ?? {}) as Readonly<Record<string, unknown>>; // only this function puts something there
  return { ...values, custom: { ...custom, [field.slice('custom.'.length)]: value } };
}

/** What the stages want, as the server's refusal names it; null when it refused for something else. */
export function missingOf(error: unknown): readonly StageDemand[] | null {
  if (!isProblem(error) || error.code !== 'stage_criteria_unmet') return null;
  return (error.extra['missing'] ?? []) as readonly StageDemand[]; // the contract of this refusal
}
