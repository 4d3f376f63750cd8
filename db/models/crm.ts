import type { CompanyStatus, LifecycleStage } from '../../domain/records/lifecycles.ts';
import type { RelationMappingsThunk } from 'objection';
import type { JsonObject } from '../../domain/json.ts';
import type { LeadSource, LeadStatus } from '../../domain/records/lead-rules.ts';
import { RecordModel, TenantModel } from './base-model.ts';
import { User } from './people.ts';
import { belongsTo, hasMany } from './relations.ts';

export class Lead extends RecordModel {
  static override tableName = 'leads';
  declare firstName: string;
  declare lastName: string;
  declare email: string | null;
  declare phone: string | null;
  declare companyName: string | null;
  declare jobTitle: string | null;
  declare website: string | null;
  declare country: string | null;
  declare city: string | null;
  declare source: LeadSource;
  declare sourceDetail: string | null;
  declare status: LeadStatus;
  declare statusReason: string | null;
  declare score: number;
  declare ownerUserId: string | null;
  declare routingReason: string | null;
  declare assignedAt: Date | null;
  declare firstTouchedAt: Date | null;
  declare lastTouchedAt: Date | null;
  declare followUpAt: Date | null;
  declare qualificationNotes: string | null;
  declare evidenceCoverage: number;
  declare convertedAt: Date | null;
  declare custom: JsonObject;
  declare duplicateOf: string | null;
  declare duplicateScore: number | null;
  declare importId: string | null;
  declare owner?: User | null;

  static override relationMappings: RelationMappingsThunk = () => ({ owner: belongsTo(() => User, 'leads', 'owner_user_id') });
}

export class Company extends RecordModel {
  static override tableName = 'companies';
  declare name: string;
  declare status: CompanyStatus;
  declare domain: string | null;
  declare industry: string | null;
  declare website: string | null;
  declare phone: string | null;
  declare country: string | null;
  declare city: string | null;
  declare employeeCount: number | null;
  declare annualRevenueMinor: number | null;
  declare currency: string | null;
  declare ownerUserId: string | null;
  declare custom: JsonObject;
  declare owner?: User | null;
  declare contacts?: Contact[];

  static override relationMappings: RelationMappingsThunk = () => ({
    owner: belongsTo(() => User, 'companies', 'owner_user_id'),
    contacts: hasMany(() => Contact, 'companies', 'company_id'),
  });
}

export class Contact extends RecordModel {
  static override tableName = 'contacts';
  declare firstName: string;
  declare lastName: string;
  declare email: string | null;
  declare phone: string | null;
  declare companyId: string | null;
  declare jobTitle: string | null;
  declare source: string;
  declare status: 'active' | 'inactive';
  declare lifecycleStage: LifecycleStage;
  declare ownerUserId: string | null;
  declare leadId: string | null;
  declare lastTouchedAt: Date | null;
  declare custom: JsonObject;
  declare owner?: User | null;
  declare company?: Company | null;
  declare channels?: ContactChannel[];

  static override relationMappings: RelationMappingsThunk = () => ({
    owner: belongsTo(() => User, 'contacts', 'owner_user_id'),
    company: belongsTo(() => Company, 'contacts', 'company_id'),
    channels: hasMany(() => ContactChannel, 'contacts', 'contact_id'),
  });
}

export class ContactChannel extends TenantModel {
  static override tableName = 'contact_channels';
  declare contactId: string;
  declare kind: 'email' | 'phone' | 'whatsapp' | 'linkedin' | 'website' | 'other';
  declare value: string;
  declare label: string | null;
  declare isPrimary: boolean;
  declare verifiedAt: Date | null;
  declare createdAt: Date;
}

export class Pipeline extends RecordModel {
  static override tableName = 'pipelines';
  declare name: string;
  declare isDefault: boolean;
  declare position: number;
  declare stages?: Stage[];

  static override relationMappings: RelationMappingsThunk = () => ({ stages: hasMany(() => Stage, 'pipelines', 'pipeline_id') });
}

export class Stage extends RecordModel {
  static override tableName = 'stages';
  declare pipelineId: string;
  declare name: string;
  declare position: number;
  declare probability: number;
  declare kind: 'open' | 'won' | 'lost';
}

export class Deal extends RecordModel {
  static override tableName = 'deals';
  declare name: string;
  declare pipelineId: string;
  declare stageId: string;
  declare status: 'open' | 'won' | 'lost' | 'abandoned';
  declare locked: boolean;
  declare type: string;
  declare amountMinor: number;
  declare currency: string;
  declare probability: number | null;
  declare discountPercent: number | null;
  declare flagged: boolean;
  /** `YYYY-MM-DD` */
  declare expectedCloseOn: string | null;
  declare closedAt: Date | null;
  declare lostReason: string | null;
  declare stageEnteredAt: Date;
  declare companyId: string | null;
  declare contactId: string | null;
  declare leadId: string | null;
  declare ownerUserId: string | null;
  declare custom: JsonObject;
  declare owner?: User | null;
  declare stage?: Stage;
  declare company?: Company | null;
  declare contact?: Contact | null;

  static override relationMappings: RelationMappingsThunk = () => ({
    owner: belongsTo(() => User, 'deals', 'owner_user_id'),
    stage: belongsTo(() => Stage, 'deals', 'stage_id'),
    company: belongsTo(() => Company, 'deals', 'company_id'),
    contact: belongsTo(() => Contact, 'deals', 'contact_id'),
  });
}
