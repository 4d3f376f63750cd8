/** Wakes the workflow of a subscription, or starts one under the next incarnation. `cause` keeps one cause from waking twice. */
export function startPumps(tenant: string, ids: string, cause: string): string {
  return `with before as (
      select id, pumping, incarnation from webhook_subscriptions where tenant_id = ${tenant} and id = any(${ids}) order by id for no key update
    ), pumped as (
      update webhook_subscriptions s set pumping = true, incarnation = s.incarnation + (case when b.pumping then 0 else 1 end)
      from before b where s.tenant_id = ${tenant} and s.id = b.id returning s.id, s.incarnation, b.pumping as already
    )
    insert into dispatches (tenant_id, id, kind, cause_key, target, priority)
    select ${tenant}, gen_random_uuid(), case when already then 'signal' else 'start' end,
      case when already then 'wake/webhooks/' || id || '/' || incarnation || '/' || ${cause} else 'start/webhooks/' || id || '/' || incarnation end,
      jsonb_build_object('kind', case when already then 'signal' else 'start' end, 'signal', 'wake', 'workflow',
        jsonb_build_object('type', 'webhookDelivery', 'subscriptionId', id, 'incarnation', incarnation)), 4
    from pumped on conflict (tenant_id, cause_key) do nothing`;
}
