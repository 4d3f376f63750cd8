/** The clocks of one decision: mails, reminders, escalation, expiry. What people answer is written without it. */
export const decisionType = 'decision';

export interface DecisionInput {
  readonly tenantId: string;
  readonly decisionId: string;
  readonly incarnation: number;
}

export function decisionWorkflowId(input: DecisionInput): string {
  return `decision/${input.tenantId}/${input.decisionId}/${input.incarnation}`;
}

export type DecisionAnswer =
  /** The decision belongs to another incarnation, or is gone. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'done'; readonly status: string }
  | {
      readonly kind: 'waits';
      /** Null: only somebody's answer moves it on. */
      readonly until: string | null;
      /** Ids of the users who are asked. */
      readonly pendingOf: readonly string[];
      readonly dueAt: string | null;
      readonly overdue: boolean;
      /** Somebody asked for information: the deadlines stand still. */
      readonly clockStopped: boolean;
    };

export interface DecisionActivities {
  watchDecision: (input: DecisionInput) => Promise<DecisionAnswer>;
}
