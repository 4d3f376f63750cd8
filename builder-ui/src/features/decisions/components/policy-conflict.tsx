import { useTranslation } from 'react-i18next';
import { ChangedMeanwhile } from '../../../components/changed-meanwhile.tsx';
import type { Conflict } from '../../../lib/api/use-conflict.ts';
import { useUserName } from '../../records/users.ts';
import { useTeams } from '../../settings/people.ts';
import type { PolicyDraft, StepDraft } from './policy-draft.ts';

interface PolicyConflictProps {
  readonly conflict: Conflict<PolicyDraft>;
  readonly draft: PolicyDraft;
  readonly onDraft: (draft: PolicyDraft) => void;
  readonly onKeepMine: (version: number) => void;
}

/** What somebody else made of a policy meanwhile, its steps each in a line. */
export function PolicyConflict({ conflict, draft, onDraft, onKeepMine }: PolicyConflictProps) {
  const { t } = useTranslation('decisions');
  const userName = useUserName();
  const teams = useTeams().data?.items ?? [];
  const asked = (step: StepDraft): string => {
    if (step.approver === 'role') return step.role;
    if (step.approver === 'user') return userName(step.userId) ?? '';
    return step.approver === 'team' ? (teams.find((team) => team.id === step.teamId)?.name ?? step.teamId) : '';
  };
  const stepWords = (step: StepDraft): string =>
    [
      step.name,
      t(`policies.approvers.${step.approver}`),
      asked(step),
      t(`policies.quorums.${step.quorum}`),
      step.quorum === 'count' ? step.count : '',
      step.parallel ? t('policies.parallel') : '',
      step.threshold === null ? '' : JSON.stringify(step.threshold),
      step.slaHours === '' ? '' : `${t('policies.sla')}: ${step.slaHours}`,
      step.approversHours ? t('policies.approversHours') : '',
      step.escalateTo === '' ? '' : `${t('policies.escalateTo')}: ${step.escalateTo}`,
    ]
      .filter((part) => part !== '')
      .join(' · ');
  return (
    <ChangedMeanwhile
      conflict={conflict}
      draft={draft}
      onDraft={onDraft}
      onKeepMine={onKeepMine}
      fields={{
        name: { label: t('policies.name') },
        action: {
          label: t('policies.action'),
          show: ({ action }) => t(action === 'deal.win' ? 'policies.actions.deal_win' : 'policies.actions.deal_terms'),
        },
        discountAbove: { label: t('policies.discountAbove') },
        amountAbove: { label: t('policies.amountAbove', { currency: draft.currency }) },
        flagged: { label: t('policies.flagged'), show: ({ flagged }) => (flagged ? '✓' : '–') },
        steps: { label: t('policies.steps'), show: ({ steps }) => steps.map(stepWords).join('\n') },
        expiresAfterHours: { label: t('policies.expires') },
        active: { label: t('policies.state'), show: ({ active }) => t(active ? 'policies.active' : 'policies.inactive') },
      }}
    />
  );
}
