/**
 * SQL for the distinct tenants of a queue table by a loose index scan: as many index probes as there are tenants, however long the queue.
 * The table's name comes from our code.
 */
export function tenantsIn(table: 'outbox' | 'dispatches'): string {
  return `with recursive waiting as (
      (select tenant_id from ${table} order by tenant_id limit 1)
      union all
      select (select q.tenant_id from ${table} q where q.tenant_id > w.tenant_id order by q.tenant_id limit 1) from waiting w where w.tenant_id is not null
    )
    select tenant_id from waiting where tenant_id is not null`;
}
