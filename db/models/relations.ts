import { Model } from 'objection';
import type { ModelClass, RelationMapping } from 'objection';

/** `leads.owner_user_id` points to one row of `users`; the tenant is part of the key. */
export function belongsTo<M extends Model>(target: () => ModelClass<M>, from: string, column: string): RelationMapping<M> {
  const to = target();
  return {
    relation: Model.BelongsToOneRelation,
    modelClass: to,
    join: { from: [`${from}.tenant_id`, `${from}.${column}`], to: [`${to.tableName}.tenant_id`, `${to.tableName}.id`] },
  };
}

/** `contact_channels.contact_id` points back to one row of `from`. */
export function hasMany<M extends Model>(target: () => ModelClass<M>, from: string, column: string): RelationMapping<M> {
  const to = target();
  return {
    relation: Model.HasManyRelation,
    modelClass: to,
    join: { from: [`${from}.tenant_id`, `${from}.id`], to: [`${to.tableName}.tenant_id`, `${to.tableName}.${column}`] },
  };
}
