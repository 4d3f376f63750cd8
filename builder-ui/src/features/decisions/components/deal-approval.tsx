import { Button, Dialog, DialogBody, DialogFooter } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Deal } from '../../../../../api/contracts/deals.ts';
import type { DealApproval, DecisionDetail } from '../../../../../api/contracts/decisions.ts';
import { Banner } from '../../../components/banner.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { useDealApproval } from '../decisions.ts';
import { useQuestion } from './question.ts';

/** Above a deal: what it waits for, with whom and until when; or that it is won; or what will ask for approval. */
export function DealApprovalBanner({ deal }: { deal: Deal }) {
  const { t } = useTranslation('decisions');
  const formats = useFormats();
  const question = useQuestion();
  const approval = useDealApproval(deal.id);
  const pending = approval.data?.pending ?? null;
  if (deal.locked)
    return (
      <Banner
        boxed
        intent="warning"
        action={pending && <Link to={`/decisions/${pending.id}?box=${pending.mayAnswer ? 'mine' : 'team'}`}>{t('banner.open')}</Link>}
      >
        {t('banner.waits', {
          question: pending === null ? t('question.review') : question(pending),
          names: pending?.waitsFor.map((user) => user.name).join(', ') || t('banner.nobody'),
        })}{' '}
        {pending?.status === 'info_requested'
          ? t('banner.stopped')
          : pending?.dueAt && t('banner.until', { when: formats.dateTime(pending.dueAt) })}
      </Banner>
    );
  if (deal.status === 'won') return <Banner boxed>{t('banner.won')}</Banner>;
  return <AsksBanner deal={deal} approval={approval.data} />;
}

/** Says beforehand which changes ask for approval. */
function AsksBanner({ deal, approval }: { deal: Deal; approval: DealApproval | undefined }) {
  const { t } = useTranslation('decisions');
  const formats = useFormats();
  const { can } = useSession();
  if (approval === undefined || deal.status !== 'open' || deal.archivedAt !== null || !can('deals.write')) return null;
  const rules = approval.termsAsk.flatMap(({ discountAbove, amountAboveMinor, flagged }) => [
    ...(discountAbove === null ? [] : [t('banner.rule.discountAbove', { percent: discountAbove })]),
    ...(amountAboveMinor === null ? [] : [t('banner.rule.amountAbove', { amount: formats.money(amountAboveMinor, deal.currency) })]),
    ...(flagged ? [t('banner.rule.flagged')] : []),
  ]);
  if (rules.length === 0 && !approval.winAsks) return null;
  return (
    <Banner boxed intent="none">
      {rules.length > 0 && t('banner.termsAsk', { rules: [...new Set(rules)].join(', ') })} {approval.winAsks && t('banner.winAsks')}
    </Banner>
  );
}

/** Beside the status of a deal, never instead of it. */
export function LockedChip({ deal }: { deal: Deal }) {
  const { t } = useTranslation('decisions');
  const approval = useDealApproval(deal.id);
  if (!deal.locked) return null;
  const names = approval.data?.pending?.waitsFor.map((user) => user.name).join(', ') || t('banner.nobody');
  return (
    <span title={t('banner.chip', { names })}>
      <StatusChip of="deal" value="locked" />
    </span>
  );
}

/** Asks for approval by hand, with or without a new discount. */
export function RequestApprovalButton({ deal }: { deal: Deal }) {
  const { t } = useTranslation('decisions');
  const { can } = useSession();
  const [open, setOpen] = useState(false);
  if (!can('deals.write') || deal.locked || deal.status !== 'open' || deal.archivedAt !== null) return null;
  return (
    <>
      <Button text={t('ask.open')} onClick={() => setOpen(true)} />
      {open && <AskDialog deal={deal} onClose={() => setOpen(false)} />}
    </>
  );
}

function AskDialog({ deal, onClose }: { deal: Deal; onClose: () => void }) {
  const { t } = useTranslation('decisions');
  const client = useQueryClient();
  const [discount, setDiscount] = useState(deal.discountPercent === null ? '' : String(deal.discountPercent));
  const [note, setNote] = useState('');
  const ask = useMutation({
    mutationFn: () =>
      api.post<DecisionDetail>(`/v1/deals/${deal.id}/request-approval`, {
        note: note.trim() || null,
        discountPercent: discount.trim() === '' ? null : Number(discount.replace(',', '.')),
      }),
    onSuccess: () => {
      void toast(t('ask.done'), 'success');
      for (const key of ['deals', 'deal-approval', 'decisions']) void client.invalidateQueries({ queryKey: [key] });
      onClose();
    },
  });
  const error = (pointer: string) => (isProblem(ask.error) ? ask.error.fieldError(pointer) : undefined);
  return (
    <Dialog isOpen title={t('ask.title', { name: deal.name })} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <DialogBody>
          <FormErrors error={ask.error} />
          <TextField
            label={t('ask.discount')}
            inputMode="decimal"
            value={discount}
            onChange={setDiscount}
            error={error('/discountPercent')}
            autoFocus
          />
          <TextField label={t('ask.note')} lines={3} maxLength={2000} value={note} onChange={setNote} error={error('/note')} />
          <p className="cz-meta">{t('ask.hint')}</p>
        </DialogBody>
        <DialogFooter
          actions={
            <>
              <Button text={t('ask.cancel')} onClick={onClose} />
              <Button type="submit" intent="primary" text={t('ask.submit')} loading={ask.isPending} />
            </>
          }
        />
      </form>
    </Dialog>
  );
}
