import { defineSearchAttributeKey } from '@temporalio/common';

/** What operators filter runs by in the Temporal UI. temporal.yaml declares the same names and types; a test compares the two. */
export const searchAttributes = {
  tenantId: defineSearchAttributeKey('TenantId', 'KEYWORD'),
  automationId: defineSearchAttributeKey('AutomationId', 'KEYWORD'),
  automationVersion: defineSearchAttributeKey('AutomationVersion', 'KEYWORD'),
  subjectType: defineSearchAttributeKey('SubjectType', 'KEYWORD'),
  subjectId: defineSearchAttributeKey('SubjectId', 'KEYWORD'),
  currentStep: defineSearchAttributeKey('CurrentStep', 'KEYWORD'),
  runState: defineSearchAttributeKey('RunState', 'KEYWORD'),
  ownerId: defineSearchAttributeKey('OwnerId', 'KEYWORD'),
  pendingApprovalOf: defineSearchAttributeKey('PendingApprovalOf', 'KEYWORD_LIST'),
  slaDueAt: defineSearchAttributeKey('SlaDueAt', 'DATETIME'),
  nextWakeAt: defineSearchAttributeKey('NextWakeAt', 'DATETIME'),
  slaBreached: defineSearchAttributeKey('SlaBreached', 'BOOL'),
} as const;
