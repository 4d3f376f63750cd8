/**
 * Records for tests, written straight into the tables: no events, no automations. Tests of commands and of what follows
 * from them use the commands.
 *
 *   const acme = await aTenant(db);
 *   const ann = await aUser(acme, { name: 'Ann Lee', role: 'rep' });
 *   const lead = await aLead(acme, { source: 'web', ownerUserId: ann.id });
 */
import type { Model, ModelClass, PartialModelObject, Transaction } from 'objection';
import { newId } from '../../commands/lib/new-id.ts';
import { signUpTenant } from '../../commands/tenants/create-tenant.ts';
import type { CreateTenant } from '../../commands/tenants/create-tenant.ts';
import type { Database } from '../../db/connection.ts';
import { Company, Contact, Deal, Lead, Stage } from '../../db/models/crm.ts';
import { Team, User } from '../../db/models/people.ts';
import { Activity, Note, Task } from '../../db/models/work.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { RoleCode } from '../../domain/permissions/permissions.ts';
import type { SubjectType } from '../../domain/records/record-types.ts';
import { companyNames, emailFor, firstNames, lastNames, nextNumber, phoneFor, pick } from './names.ts';

/** A tenant and the way to it. Every other factory takes it first. */
export interface World {
  readonly db: Database;
  readonly tenantId: TenantId;
  readonly slug: string;
  readonly adminUserId: string;
}

/** A model's class, known by what it makes. */
type RecordClass<M extends Model> = new () => M;

type Given<M extends Model> = PartialModelObject<M>;

export async function aTenant(
  db: Database,
  given: Partial<Omit<CreateTenant, 'admin'>> & { admin?: Partial<CreateTenant['admin']> } = {},
): Promise<World> {
  const n = nextNumber();
  const { admin, ...tenant } = given;
  const created = await signUpTenant(db, {
    name: pick(companyNames, n),
    timezone: 'UTC',
    ...tenant,
    admin: { name: 'Ada Admin', email: emailFor('ada', 'admin', n, 'example.org'), passwordHash: null, isVerified: true, ...admin },
  });
  return { db, tenantId: created.tenantId, slug: created.slug, adminUserId: created.userId };
}

export function aUser(world: World, given: Given<User> & { role?: RoleCode; passwordHash?: string } = {}): Promise<User> {
  const n = nextNumber();
  const { role = 'rep', passwordHash, ...fields } = given;
  const first = pick(firstNames, n);
  const last = pick(lastNames, n * 7);
  return world.db.withTenant(world.tenantId, async (trx) => {
    const user = await saved(trx, User, world, { email: emailFor(first, last, n), name: `${first} ${last}`, ...fields });
    await trx.raw('insert into user_roles (tenant_id, user_id, role_id) select tenant_id, ?, id from roles where code = ?', [
      user.id,
      role,
    ]);
    if (passwordHash !== undefined) await trx('users').where({ id: user.id }).update({ password_hash: passwordHash });
    return user;
  });
}

export function aTeam(world: World, given: Given<Team> & { members?: readonly { readonly id: string }[] } = {}): Promise<Team> {
  const { members = [], ...fields } = given;
  return world.db.withTenant(world.tenantId, async (trx) => {
    const team = await saved(trx, Team, world, { name: `Team ${nextNumber()}`, ...fields });
    if (members.length > 0) {
      await trx('team_members').insert(members.map((member) => ({ tenant_id: world.tenantId, team_id: team.id, user_id: member.id })));
    }
    return team;
  });
}

export function aLead(world: World, given: Given<Lead> = {}): Promise<Lead> {
  const n = nextNumber();
  const firstName = pick(firstNames, n);
  const lastName = pick(lastNames, n * 3);
  const fields = {
    firstName,
    lastName,
    email: emailFor(firstName, lastName, n),
    phone: phoneFor(n),
    companyName: pick(companyNames, n),
    source: 'web' as const,
  };
  return save(world, Lead, { ...fields, ...given });
}

export function aContact(world: World, given: Given<Contact> = {}): Promise<Contact> {
  const n = nextNumber();
  const firstName = pick(firstNames, n * 2);
  const lastName = pick(lastNames, n);
  return save(world, Contact, { firstName, lastName, email: emailFor(firstName, lastName, n), ...given });
}

export function aCompany(world: World, given: Given<Company> = {}): Promise<Company> {
  const n = nextNumber();
  const name = pick(companyNames, n);
  const domain = `${name.toLowerCase().replace(/[^a-z]+/g, '-')}-${n}.example.com`;
  return save(world, Company, { name, domain, ...given });
}

/** In the first stage of the tenant's pipeline unless told otherwise. */
export async function aDeal(world: World, given: Given<Deal> = {}): Promise<Deal> {
  const stage = await world.db.readTenant(world.tenantId, (trx) => Stage.query(trx).orderBy('position').first());
  if (!stage) throw new Error('the tenant has no stages');
  const fields = { name: `Deal ${nextNumber()}`, pipelineId: stage.pipelineId, stageId: stage.id, amountMinor: 120_000 };
  return save(world, Deal, { ...fields, ...given });
}

export interface Link {
  readonly type: SubjectType;
  readonly id: string;
}

export function aTask(world: World, given: Given<Task> & { about?: Link } = {}): Promise<Task> {
  const { about, ...fields } = given;
  return world.db.withTenant(world.tenantId, async (trx) => {
    const task = await saved(trx, Task, world, { title: `Task ${nextNumber()}`, ...fields });
    if (about)
      await trx('task_links').insert({
        tenant_id: world.tenantId,
        task_id: task.id,
        record_type: about.type,
        record_id: about.id,
        is_primary: true,
      });
    return task;
  });
}

export function anActivity(world: World, given: Given<Activity> & { about?: Link } = {}): Promise<Activity> {
  const { about, ...fields } = given;
  return world.db.withTenant(world.tenantId, async (trx) => {
    const activity = await saved(trx, Activity, world, { type: 'call', title: `Call ${nextNumber()}`, ...fields });
    if (about) {
      await trx('activity_links').insert({
        tenant_id: world.tenantId,
        activity_id: activity.id,
        record_type: about.type,
        record_id: about.id,
        is_primary: true,
      });
    }
    return activity;
  });
}

export function aNote(world: World, about: Link, given: Given<Note> = {}): Promise<Note> {
  return save(world, Note, {
    recordType: about.type,
    recordId: about.id,
    body: 'Called back, asked for a quote.',
    ...given,
  });
}

/** Tags a record, making the tag when it is new. */
export async function tagged(world: World, about: Link, name: string): Promise<void> {
  await world.db.withTenant(world.tenantId, async (trx) => {
    await trx.raw('insert into tags (tenant_id, id, name) values (?, ?, ?) on conflict (tenant_id, lower(name)) do nothing', [
      world.tenantId,
      newId(),
      name,
    ]);
    await trx.raw(
      'insert into record_tags (tenant_id, record_type, record_id, tag_id) select tenant_id, ?, ?, id from tags where lower(name) = lower(?) on conflict do nothing',
      [about.type, about.id, name],
    );
  });
}

function save<M extends Model>(world: World, model: RecordClass<M>, fields: object): Promise<M> {
  return world.db.withTenant(world.tenantId, (trx) => saved(trx, model, world, fields));
}

async function saved<M extends Model>(trx: Transaction, model: RecordClass<M>, world: World, fields: object): Promise<M> {
  const row = { tenantId: world.tenantId, id: newId(), ...fields };
  // Objection answers instances of the class whose query it was; its types for a generic class go too deep to follow.
  const made: unknown = await (model as unknown as ModelClass<Model>).query(trx).insert(row).returning('*');
  return made as M;
}
