import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DecisionDetail } from '../../../../../api/contracts/decisions.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { type Act, useAct, useDeciders } from '../decisions.ts';

/** What one may do: answer, ask back, hand on; or, as whoever asked, say more or withdraw. Nothing where one may do nothing. */
export function AnswerForm({ decision }: { decision: DecisionDetail }) {
  const { t } = useTranslation('decisions');
  const { me, can } = useSession();
  const [note, setNote] = useState('');
  const [delegate, setDelegate] = useState<string | null>(null);
  const act = useAct(
    decision.id,
    (after) => void toast(t(`answer.done.${after.status}`), after.status === 'rejected' ? 'primary' : 'success'),
  );
  const { mayAnswer, mayRecall, status } = decision;
  const own = decision.requester?.id === me.user.id;
  const mayTell = own && status === 'info_requested' && can('deals.write');
  const deciders = useDeciders(mayAnswer && delegate !== null);
  if (!mayAnswer && !mayTell && !mayRecall) return null;
  const send = (what: Act, userId?: string) =>
    act.mutate({ act: what, note: note.trim() || null, ...(userId === undefined ? {} : { userId }) });
  const error = isProblem(act.error) ? act.error.fieldError('/note') : undefined;
  const busy = act.isPending;
  const choices = (deciders.data?.items ?? [])
    .filter((user) => user.id !== me.user.id && user.id !== decision.requester?.id)
    .map((user) => ({ value: user.id, label: user.name }));
  return (
    <section className="cz-stack cz-decision-answer" aria-label={t('answer.label')}>
      <FormErrors error={act.error} />
      <TextField
        label={mayTell ? t('answer.giveInfoLabel') : t('answer.note')}
        hint={mayAnswer ? t('answer.noteHint') : undefined}
        value={note}
        onChange={setNote}
        error={error}
        lines={3}
        maxLength={2000}
      />
      {mayAnswer && delegate !== null && (
        <SelectField
          label={t('answer.delegateTo')}
          value={delegate}
          choices={[{ value: '', label: t('answer.nobody') }, ...choices]}
          onChange={setDelegate}
        />
      )}
      <div className="cz-row cz-row-wrap">
        {mayAnswer && (
          <>
            <Button intent="primary" text={t('answer.approve')} disabled={busy} onClick={() => send('approve')} />
            <Button text={t('answer.reject')} disabled={busy} onClick={() => send('reject')} />
            {status === 'pending' && decision.requester !== null && (
              <Button variant="minimal" text={t('answer.request-info')} disabled={busy} onClick={() => send('request-info')} />
            )}
            <Button
              variant="minimal"
              text={t('answer.delegate')}
              disabled={busy || delegate === ''}
              onClick={() => (delegate === null ? setDelegate('') : send('delegate', delegate))}
            />
          </>
        )}
        {mayTell && <Button intent="primary" text={t('answer.giveInfo')} disabled={busy} onClick={() => send('give-info')} />}
        {mayRecall && <Button variant="minimal" text={t('answer.recall')} disabled={busy} onClick={() => send('recall')} />}
      </div>
    </section>
  );
}
