import type { RelationMappingsThunk } from 'objection';
import { RecordModel, TenantModel } from './base-model.ts';
import { belongsTo } from './relations.ts';

export class User extends TenantModel {
  static override tableName = 'users';
  declare email: string;
  declare name: string;
  declare status: 'invited' | 'active' | 'deactivated';
  declare locale: string | null;
  declare timezone: string | null;
  declare lastSignInAt: Date | null;
  declare deactivatedAt: Date | null;
  declare version: number;
  declare createdAt: Date;
  declare updatedAt: Date;
}

export class Team extends RecordModel {
  static override tableName = 'teams';
  declare name: string;
  declare managerUserId: string | null;
  declare manager?: User | null;

  static override relationMappings: RelationMappingsThunk = () => ({ manager: belongsTo(() => User, 'teams', 'manager_user_id') });
}
