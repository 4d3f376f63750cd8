import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Deal } from '../../../../api/contracts/deals.ts';
import { TextField } from '../../components/text-field.tsx';
import { useSession } from '../../lib/session/session.tsx';
import { NewRecordForm } from '../records/new-record-form.tsx';
import { type PickedRecord, RecordPicker } from '../records/record-picker.tsx';
import { toMinor } from './money.ts';

interface NewDealFormProps {
  readonly pipelineId?: string | undefined;
  readonly onDone: (deal: Deal) => void;
  readonly onCancel: () => void;
}

/** A deal begins in the first stage of the pipeline at hand, or of the default one. */
export function NewDealForm({ pipelineId, onDone, onCancel }: NewDealFormProps) {
  const { t } = useTranslation('records');
  const { me } = useSession();
  const [amount, setAmount] = useState('');
  const [contact, setContact] = useState<PickedRecord | null>(null);
  const [closeDate, setCloseDate] = useState('');
  const currency = me.tenant.currency;
  const amountMinor = toMinor(amount, currency);
  return (
    <NewRecordForm<Deal>
      path="deals"
      texts={[{ name: 'name', required: true }]}
      extra={{
        ...(pipelineId !== undefined && { pipelineId }),
        ...(contact !== null && { contactId: contact.id }),
        ...(amountMinor !== null && { amountMinor, currency }),
        ...(closeDate !== '' && { expectedCloseOn: closeDate }),
      }}
      more={
        <>
          <TextField label={`${t('field.amountMinor')} (${currency})`} inputMode="decimal" value={amount} onChange={setAmount} />
          <RecordPicker path="contacts" label={t('field.contactId')} value={contact} onChange={setContact} />
          <TextField label={t('field.expectedCloseOn')} type="date" value={closeDate} onChange={setCloseDate} />
        </>
      }
      onDone={onDone}
      onCancel={onCancel}
    />
  );
}
