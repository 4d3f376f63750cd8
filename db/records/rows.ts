import type { JsonObject } from '../../domain/json.ts';
import type { LeadSource, LeadStatus } from '../../domain/records/lead-rules.ts';
import type { BuyingRole, CompanyStatus, LifecycleStage } from '../../domain/records/lifecycles.ts';
import type { SubjectType } from '../../domain/records/record-types.ts';
import type { TaskKind, TaskPriority, TaskStatus } from '../../domain/records/task-rules.ts';
import type { ActivityType } from '../../domain/records/touch-rules.ts';

/** What every editable record carries. */
export interface RowBase {
  readonly tenantId: string;
  readonly id: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly archivedAt: Date | null;
}

export interface LeadRow extends RowBase {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly companyName: string | null;
  readonly jobTitle: string | null;
  readonly website: string | null;
  readonly country: string | null;
  readonly city: string | null;
  readonly sourceDetail: string | null;
  readonly source: LeadSource;
  readonly status: LeadStatus;
  readonly statusReason: string | null;
  readonly followUpAt: Date | null;
  readonly qualificationNotes: string | null;
  /** Computed from claims and proofs whenever they or the policy change. */
  readonly evidenceCoverage: number;
  readonly convertedAt: Date | null;
  readonly mergedIntoId: string | null;
  readonly score: number;
  readonly ownerUserId: string | null;
  readonly routingReason: string | null;
  readonly assignedAt: Date | null;
  readonly firstTouchedAt: Date | null;
  readonly lastTouchedAt: Date | null;
  readonly importId: string | null;
  readonly duplicateOf: string | null;
  readonly duplicateScore: number | null;
  readonly custom: JsonObject;
}

export interface ContactRow extends RowBase {
  readonly mergedIntoId: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly jobTitle: string | null;
  readonly status: 'active' | 'inactive';
  readonly lifecycleStage: LifecycleStage;
  readonly buyingRole: BuyingRole | null;
  /** Only its owner sees it. */
  readonly isPrivate: boolean;
  readonly lastTouchedAt: Date | null;
  readonly companyId: string | null;
  readonly ownerUserId: string | null;
  readonly custom: JsonObject;
}

export interface CompanyRow extends RowBase {
  readonly mergedIntoId: string | null;
  readonly name: string;
  readonly status: CompanyStatus;
  readonly domain: string | null;
  readonly industry: string | null;
  readonly phone: string | null;
  readonly website: string | null;
  readonly country: string | null;
  readonly city: string | null;
  readonly address: string | null;
  readonly parentCompanyId: string | null;
  readonly employeeCount: number | null;
  readonly annualRevenueMinor: number | null;
  readonly currency: string | null;
  readonly ownerUserId: string | null;
  readonly custom: JsonObject;
}

export interface DealRow extends RowBase {
  readonly name: string;
  readonly pipelineId: string;
  readonly stageId: string;
  readonly status: 'open' | 'won' | 'lost' | 'abandoned';
  readonly locked: boolean;
  readonly amountMinor: number;
  readonly currency: string;
  readonly probability: number | null;
  readonly discountPercent: number | null;
  /** Contains a product that somebody has to look at. */
  readonly flagged: boolean;
  readonly expectedCloseOn: string | null;
  readonly contactId: string | null;
  readonly companyId: string | null;
  readonly ownerUserId: string | null;
  readonly lostReason: string | null;
  readonly type: string;
  readonly originDealId: string | null;
  readonly pain: string | null;
  readonly requirements: string | null;
  readonly buyingProcess: string | null;
  readonly successCriteria: string | null;
  readonly source: string | null;
  readonly closedAt: Date | null;
  readonly stageEnteredAt: Date;
  readonly custom: JsonObject;
}

export interface TaskRow extends RowBase {
  readonly title: string;
  readonly description: string | null;
  readonly status: TaskStatus;
  readonly priority: TaskPriority;
  readonly kind: TaskKind;
  readonly dueAt: Date | null;
  readonly ownerUserId: string | null;
  readonly outcome: string | null;
  readonly outcomeNotes: string | null;
  readonly completedAt: Date | null;
  readonly completedByUserId: string | null;
  readonly cancelledAt: Date | null;
  readonly cancelledReason: string | null;
  readonly createdByUserId: string | null;
  readonly createdByRunId: string | null;
  readonly createdByAutomationId: string | null;
  readonly createdByStep: string | null;
}

export interface ActivityRow extends RowBase {
  readonly type: ActivityType;
  readonly direction: 'inbound' | 'outbound' | null;
  readonly outcome: string | null;
  readonly title: string;
  readonly body: string | null;
  readonly nextStep: string | null;
  readonly nextStepDueAt: Date | null;
  readonly isTouch: boolean;
  readonly occurredAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly ownerUserId: string | null;
  readonly createdByRunId: string | null;
  readonly createdByAutomationId: string | null;
  readonly createdByStep: string | null;
}

export interface NoteRow extends RowBase {
  readonly body: string;
  readonly recordType: SubjectType;
  readonly recordId: string;
  readonly authorUserId: string | null;
}

/** The row of each kind of record an automation can be about. */
export interface SubjectRows {
  readonly lead: LeadRow;
  readonly contact: ContactRow;
  readonly company: CompanyRow;
  readonly deal: DealRow;
}
