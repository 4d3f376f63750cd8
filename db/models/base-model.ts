import { Model, snakeCaseMappers } from 'objection';
import type { ColumnNameMappers, Pojo } from 'objection';

const snake = snakeCaseMappers();
/** Columns whose name in the product is not their snake case. */
const renamed: readonly (readonly [property: string, asMapped: string])[] = [['phone', 'phoneE164']];
/** 64-bit amounts arrive as text and fit into what JavaScript counts exactly. */
const amounts = ['amountMinor', 'annualRevenueMinor', 'sizeBytes'] as const;
/** What only the database uses. */
const hidden = ['searchText'] as const;

const mappers: ColumnNameMappers = {
  parse: (row) => {
    const json = snake.parse(row);
    for (const [property, mapped] of renamed) {
      if (mapped in json) {
        json[property] = json[mapped];
        delete json[mapped];
      }
    }
    for (const key of hidden) delete json[key];
    for (const key of amounts) if (typeof json[key] === 'string') json[key] = Number(json[key]);
    return json;
  },
  format: (json) => {
    const copy: Pojo = { ...json };
    for (const [property, mapped] of renamed) {
      if (property in copy) {
        copy[mapped] = copy[property];
        delete copy[property];
      }
    }
    return snake.format(copy);
  },
};

/**
 * What every record of a tenant has. Models are thin: column fields by `declare`, relations as thunks, no hooks that
 * query, never bound to a knex: every query names its transaction, so it went through a door.
 */
export abstract class TenantModel extends Model {
  declare tenantId: string;
  declare id: string;

  static override columnNameMappers = mappers;
  static override idColumn: string | string[] = ['tenant_id', 'id'];
}

/** A record people edit: `version` is what its ETag says. */
export abstract class RecordModel extends TenantModel {
  declare version: number;
  declare createdAt: Date;
  declare updatedAt: Date;
  declare archivedAt: Date | null;
}
