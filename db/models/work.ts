import type { RelationMappingsThunk } from 'objection';
import type { SubjectType } from '../../domain/records/record-types.ts';
import type { TaskKind, TaskPriority, TaskStatus } from '../../domain/records/task-rules.ts';
import type { ActivityType } from '../../domain/records/touch-rules.ts';
import { RecordModel } from './base-model.ts';
import { User } from './people.ts';
import { belongsTo } from './relations.ts';

export class Task extends RecordModel {
  static override tableName = 'tasks';
  declare title: string;
  declare description: string | null;
  declare kind: TaskKind;
  declare status: TaskStatus;
  declare priority: TaskPriority;
  declare dueAt: Date | null;
  declare ownerUserId: string | null;
  declare createdByUserId: string | null;
  declare createdByRunId: string | null;
  declare createdByAutomationId: string | null;
  declare createdByStep: string | null;
  declare outcome: string | null;
  declare outcomeNotes: string | null;
  declare startedAt: Date | null;
  declare completedAt: Date | null;
  declare completedByUserId: string | null;
  declare cancelledAt: Date | null;
  declare cancelledReason: string | null;
  declare owner?: User | null;

  static override relationMappings: RelationMappingsThunk = () => ({ owner: belongsTo(() => User, 'tasks', 'owner_user_id') });
}

export class Activity extends RecordModel {
  static override tableName = 'activities';
  declare type: ActivityType;
  declare direction: 'inbound' | 'outbound' | null;
  declare title: string;
  declare body: string | null;
  declare outcome: string | null;
  declare nextStep: string | null;
  declare nextStepDueAt: Date | null;
  declare isTouch: boolean;
  declare ownerUserId: string | null;
  declare occurredAt: Date;
  declare startedAt: Date | null;
  declare endedAt: Date | null;
  declare createdByRunId: string | null;
  declare createdByAutomationId: string | null;
  declare createdByStep: string | null;
  declare owner?: User | null;

  static override relationMappings: RelationMappingsThunk = () => ({ owner: belongsTo(() => User, 'activities', 'owner_user_id') });
}

export class Note extends RecordModel {
  static override tableName = 'notes';
  declare recordType: SubjectType;
  declare recordId: string;
  declare body: string;
  declare authorUserId: string | null;
  declare author?: User | null;

  static override relationMappings: RelationMappingsThunk = () => ({ author: belongsTo(() => User, 'notes', 'author_user_id') });
}
