import { Button, Dialog, DialogBody, DialogFooter, Menu, MenuItem, PopoverNext } from '@blueprintjs/core';
import { CaretDown } from '@blueprintjs/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lead, UpdateLeadBody } from '../../../../../api/contracts/leads.ts';
import { type LeadStatus, leadStatuses, leadTransitions } from '../../../../../domain/records/lead-rules.ts';
import { DateTimeField } from '../../../components/date-time-field.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { StatusChip, useStatusWord } from '../../../components/status-chip.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { workingDayAt } from '../../../components/zoned-input.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { useHotkeyScope } from '../../../lib/hotkeys/hotkeys.tsx';
import { useQualification } from '../qualification/use-qualification.ts';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import { useTimeZone } from '../../../lib/use-formats.ts';

/** The status as a chip that opens; a status that needs a reason or a date asks for just that. */
export function LeadStatusMenu({ lead, readOnly }: { lead: Lead; readOnly: boolean }) {
  const { t } = useTranslation('leads');
  const word = useStatusWord();
  const [isOpen, setOpen] = useState(false);
  const [asked, setAsked] = useState<'disqualified' | 'nurture' | undefined>();
  const qualification = useQualification(lead.id, !readOnly && lead.status !== 'converted');
  const change = useChangeStatus(lead, () => setAsked(undefined));
  useHotkeyScope(t('statusKeys'), readOnly ? [] : [{ combo: 's', label: t('changeStatus'), run: () => setOpen(true) }]);
  if (readOnly || lead.status === 'converted') return <StatusChip of="lead" value={lead.status} />;
  const choose = (status: LeadStatus) => {
    if (status === 'disqualified' || status === 'nurture') setAsked(status);
    else change.mutate({ status });
  };
  return (
    <>
      <PopoverNext
        isOpen={isOpen}
        onInteraction={setOpen}
        placement="bottom-start"
        arrow={false}
        content={
          <Menu>
            {leadStatuses
              .filter((status) => status === lead.status || leadTransitions[lead.status].includes(status))
              // Hidden until it would be taken: the card beside says what is missing.
              .filter((status) => status !== 'qualified' || lead.status === 'qualified' || qualification.data?.mayQualify === true)
              .map((status) => (
                <MenuItem key={status} text={word('lead', status)} selected={status === lead.status} onClick={() => choose(status)} />
              ))}
          </Menu>
        }
      >
        <Button
          variant="minimal"
          endIcon={<CaretDown />}
          loading={change.isPending && !asked}
          aria-label={t('statusButton', { status: word('lead', lead.status) })}
        >
          <StatusChip of="lead" value={lead.status} />
        </Button>
      </PopoverNext>
      {asked && <StatusDialog status={asked} change={change} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function useChangeStatus(lead: Lead, onDone: () => void) {
  const { t } = useTranslation('leads');
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: UpdateLeadBody) => api.patch<Lead>(`/v1/leads/${lead.id}`, body, etagOf(lead.version)),
    onSuccess: ({ data }) => {
      client.setQueryData(['leads', lead.id], data);
      void client.invalidateQueries({ queryKey: ['timeline', 'leads', lead.id] });
      void client.invalidateQueries({ queryKey: ['leads', 'list'] });
      onDone();
    },
    onError: (error, body) => {
      void client.invalidateQueries({ queryKey: ['leads', lead.id] });
      if (!body.statusReason && !body.followUpAt) void toast(error.message || t('statusFailed'), 'danger');
    },
  });
}

interface StatusDialogProps {
  readonly status: 'disqualified' | 'nurture';
  readonly change: ReturnType<typeof useChangeStatus>;
  readonly onClose: () => void;
}

function StatusDialog({ status, change, onClose }: StatusDialogProps) {
  const { t } = useTranslation(['leads', 'records']);
  const timeZone = useTimeZone();
  const [reason, setReason] = useState('');
  const [followUpAt, setFollowUpAt] = useState<string | null>(() => workingDayAt(new Date(), 20, 9, timeZone));
  const nurture = status === 'nurture';
  useInertRoot(true);
  const ready = nurture ? followUpAt !== null : reason.trim() !== '';
  return (
    <Dialog isOpen onClose={onClose} title={t(`leads:statusDialog.${status}`)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ status, ...(nurture ? { followUpAt } : { statusReason: reason.trim() }) });
        }}
      >
        <DialogBody>
          <div className="cz-stack">
            <FormErrors error={change.error} />
            {nurture ? (
              <DateTimeField autoFocus required label={t('leads:statusDialog.followUp')} value={followUpAt} onChange={setFollowUpAt} />
            ) : (
              <TextField autoFocus required label={t('leads:statusDialog.reason')} value={reason} onChange={setReason} />
            )}
          </div>
        </DialogBody>
        <DialogFooter
          actions={
            <>
              <Button text={t('records:cancel')} onClick={onClose} />
              <Button
                type="submit"
                intent="primary"
                disabled={!ready}
                loading={change.isPending}
                text={t(`leads:statusDialog.${status}Verb`)}
              />
            </>
          }
        />
      </form>
    </Dialog>
  );
}
