import { MenuDivider, MenuItem } from '@blueprintjs/core';
import { CrossCircle, Repeat, TickCircle, Walk } from '@blueprintjs/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Deal, StageDemand } from '../../../../api/contracts/deals.ts';
import { problemWords } from '../../components/problem-words.ts';
import { toast } from '../../components/toaster.ts';
import { api } from '../../lib/api/fetch-json.ts';
import { useDealApproval } from '../decisions/decisions.ts';
import { EditableField } from '../records/facts/editable-field.tsx';
import { RecordMenu } from '../records/record-menu.tsx';
import { missingOf, MoveDialog } from './board/move-dialog.tsx';
import type { MoveExtras } from './board/use-deal-board.ts';
import { usePipelines } from './pipelines.ts';

type Status = Deal['status'];

/** Something a deal shall do, and what is still asked before. */
interface Wanted {
  readonly title: string;
  readonly verb: string;
  readonly asksReason: boolean;
  readonly missing: readonly StageDemand[];
  readonly perform: (extras: MoveExtras) => Promise<unknown>;
}

/** Does it at once, or asks what the stages demand; `dialog` is shown somewhere. */
function useWanted(deal: Deal) {
  const { t } = useTranslation(['deals', 'components']);
  const client = useQueryClient();
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const send = async (path: string, body: object) => {
    const data = await api.post<Deal>(path, body);
    client.setQueryData(['deals', deal.id], data);
    if (data.locked) void toast(t('deals:board.asked', { name: deal.name }));
    void client.invalidateQueries({ queryKey: ['deal-approval', deal.id] });
    void client.invalidateQueries({ queryKey: ['timeline', 'deals', deal.id] });
    void client.invalidateQueries({ queryKey: ['deals'] });
  };
  /** Whether it is done; else something is asked, or the refusal was told. */
  const want = async (wish: Wanted): Promise<boolean> => {
    if (wish.asksReason) {
      setWanted(wish);
      return false;
    }
    try {
      await wish.perform({});
      return true;
    } catch (error) {
      const missing = missingOf(error);
      const words = problemWords(t, error);
      if (missing !== null) setWanted({ ...wish, missing });
      else void toast(words.detail || words.title, 'danger');
      return false;
    }
  };
  const dialog = wanted !== null && (
    <MoveDialog
      key={wanted.title}
      deal={deal}
      title={wanted.title}
      missing={wanted.missing}
      asksReason={wanted.asksReason}
      verb={wanted.verb}
      onMove={wanted.perform}
      onClose={() => setWanted(null)}
    />
  );
  return { want, send, dialog };
}

/** The stage of a deal, changed in place by the rules of its pipeline. */
export function StageFact({ deal, readOnly }: { deal: Deal; readOnly: boolean }) {
  const { t } = useTranslation(['deals', 'records']);
  const { items } = usePipelines();
  const { want, send, dialog } = useWanted(deal);
  const stages = items.find((pipeline) => pipeline.id === deal.pipelineId)?.stages ?? [];
  const move = async (stageId: string): Promise<boolean> => {
    const stage = stages.find((one) => one.id === stageId);
    if (stage === undefined || stage.id === deal.stageId) return true;
    return want({
      title: t('deals:move.title', { name: deal.name, stage: stage.name }),
      verb: t('deals:move.verb', { stage: stage.name }),
      asksReason: stage.kind === 'lost',
      missing: [],
      perform: (extras) => send(`/v1/deals/${deal.id}/move`, { stageId, fromStageId: deal.stageId, ...extras }),
    });
  };
  return (
    <>
      <EditableField
        field="stageId"
        label={t('records:field.stageId')}
        kind="select"
        value={deal.stageId}
        shown={deal.stageName}
        choices={stages.map((stage) => ({ value: stage.id, label: stage.name }))}
        readOnly={readOnly}
        save={async (_, stageId) => ({ saved: true, quiet: !(await move(String(stageId))) })}
      />
      {dialog}
    </>
  );
}

const endings = [
  { status: 'won', icon: TickCircle },
  { status: 'lost', icon: CrossCircle },
  { status: 'abandoned', icon: Walk },
] as const;

/** What can become of a deal: won, lost, abandoned, open again; archived, erased. */
export function DealMenu({ deal, readOnly }: { deal: Deal; readOnly: boolean }) {
  const { t } = useTranslation('deals');
  const { want, send, dialog } = useWanted(deal);
  const winAsks = useDealApproval(deal.id).data?.winAsks === true;
  const close = (status: Status) =>
    void want({
      title: t(`close.title.${status}`, { name: deal.name }),
      verb: t(`close.verb.${status}`),
      asksReason: status === 'lost' || status === 'abandoned',
      missing: [],
      perform: (extras) => send(`/v1/deals/${deal.id}/close`, { status, ...extras }),
    });
  return (
    <>
      <RecordMenu path="deals" record={deal}>
        {!readOnly &&
          (deal.status === 'open' ? (
            endings.map(({ status, icon: Icon }) => (
              <MenuItem
                key={status}
                icon={<Icon />}
                text={t(status === 'won' && winAsks ? 'close.wonAsks' : `close.${status}`)}
                onClick={() => close(status)}
              />
            ))
          ) : (
            <MenuItem icon={<Repeat />} text={t('close.open')} onClick={() => close('open')} />
          ))}
        {!readOnly && <MenuDivider />}
      </RecordMenu>
      {dialog}
    </>
  );
}
