import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Deal } from '../../../../api/contracts/deals.ts';
import { TextField } from '../../components/text-field.tsx';
import { useSession } from '../../lib/session/session.tsx';
import { NewRecordForm } from '../records/new-record-form.tsx';
import { toMinor } from './money.ts';

/** A deal begins in the first stage of the default pipeline. */
export function NewDealForm({ onDone, onCancel }: { onDone: (deal: Deal) => void; onCancel: () => void }) {
  const { t } = useTranslation('records');
  const { me } = useSession();
  const [amount, setAmount] = useState('');
  const [closeDate, setCloseDate] = useState('');
  const currency = me.tenant.currency;
  const amountMinor = toMinor(amount, currency);
  return (
    <NewRecordForm<Deal>
      path="deals"
      texts={[{ name: 'name', required: true }]}
      extra={{ ...(amountMinor !== null && { amountMinor, currency }), ...(closeDate !== '' && { expectedCloseOn: closeDate }) }}
      more={
        <>
          <TextField label={`${t('field.amountMinor')} (${currency})`} inputMode="decimal" value={amount} onChange={setAmount} />
          <TextField label={t('field.expectedCloseOn')} type="date" value={closeDate} onChange={setCloseDate} />
        </>
      }
      onDone={onDone}
      onCancel={onCancel}
    />
  );
}
