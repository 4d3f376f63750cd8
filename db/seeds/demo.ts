import { createAutomation } from '../../commands/automations/create-automation.ts';
import { publishAutomation } from '../../commands/automations/publish.ts';
import { hashPassword } from '../../commands/identity/passwords.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import { createTeam } from '../../commands/teams/create-team.ts';
import { signUpTenant } from '../../commands/tenants/create-tenant.ts';
import { createUser } from '../../commands/users/create-user.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { RecipeName } from '../../templates/automations/recipes.ts';
import { recipe } from '../../templates/automations/recipes.ts';
import type { Database } from '../connection.ts';
import { User } from '../models/people.ts';
import { demoPeople, demoTenant } from './demo-data.ts';
import type { DemoPerson } from './demo-data.ts';
import { tellOfDeals } from './demo-deals.ts';
import { newLeadsArrive, tellOfLeads } from './demo-leads.ts';
import { DEMO_PASSWORD } from './demo-sign-ins.ts';
import type { DemoWorld } from './demo-world.ts';

/** Each chapter is told once: the tenant remembers in the same transaction how far the story got. */
const chapters = ['people', 'deals', 'leads', 'automations', 'new leads'] as const;
type Chapter = (typeof chapters)[number];

/**
 * Puts the demo tenant into the database: people in a team, records with a believable past, the two starter automations
 * live, and leads that arrive after them. Safe to repeat, also after it was interrupted: it goes on where it stopped.
 */
export async function seedDemo(db: Database): Promise<{ readonly tenantId: TenantId; readonly told: readonly Chapter[] }> {
  const tenantId = (await db.lookup.tenantBySlug(demoTenant.slug)) ?? (await signUpDemo(db));
  const told: Chapter[] = [];
  for (const chapter of chapters) {
    if (await isTold(db, tenantId, chapter)) continue;
    await tell(db, tenantId, chapter);
    told.push(chapter);
  }
  return { tenantId, told };
}

async function signUpDemo(db: Database): Promise<TenantId> {
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const created = await signUpTenant(db, { ...demoTenant, admin: { ...demoPeople.admin, passwordHash, isVerified: true } });
  return created.tenantId;
}

function isTold(db: Database, tenantId: TenantId, chapter: Chapter): Promise<boolean> {
  return db.readTenant(tenantId, async (trx) => {
    const result: { rows: { told: boolean }[] } = await trx.raw(
      `select coalesce(settings -> 'demo' @> to_jsonb(?::text), false) as told from tenants`,
      [chapter],
    );
    return result.rows[0]?.told === true;
  });
}

async function markTold(trx: TenantTrx, chapter: Chapter): Promise<void> {
  await trx.raw(`update tenants set settings = jsonb_set(settings, '{demo}', coalesce(settings -> 'demo', '[]') || to_jsonb(?::text))`, [
    chapter,
  ]);
}

async function tell(db: Database, tenantId: TenantId, chapter: Chapter): Promise<void> {
  if (chapter === 'automations') await publishStarters(db, tenantId);
  const admin = await adminOf(db, tenantId);
  await runCommand(db, { tenantId, actor: { kind: 'user', userId: admin } }, async (trx, context) => {
    if (chapter === 'people') await employ(trx, context);
    if (chapter === 'deals') await tellOfDeals(trx, await worldOf(trx, tenantId, context.now));
    if (chapter === 'leads') await tellOfLeads(trx, await worldOf(trx, tenantId, context.now));
    if (chapter === 'new leads') await newLeadsArrive(trx, await worldOf(trx, tenantId, context.now));
    await markTold(trx, chapter);
  });
}

async function adminOf(db: Database, tenantId: TenantId): Promise<string> {
  const admin = await db.readTenant(tenantId, (trx) => User.query(trx).where('email', demoPeople.admin.email).first());
  if (!admin) throw new Error('the demo tenant has no admin');
  return admin.id;
}

async function employ(trx: TenantTrx, context: Parameters<typeof createTeam>[1]): Promise<void> {
  const hire = async (person: DemoPerson, role: 'manager' | 'rep') => {
    const made = await createUser(trx, context, { ...demoPeople[person], roles: [role], teamIds: [], password: DEMO_PASSWORD });
    return made.user.id;
  };
  const manager = await hire('manager', 'manager');
  const reps = [await hire('rep', 'rep'), await hire('ines', 'rep'), await hire('tom', 'rep')];
  await createTeam(trx, context, { name: 'Inside sales', managerUserId: manager, memberIds: reps });
}

async function worldOf(trx: TenantTrx, tenantId: TenantId, now: Date): Promise<DemoWorld> {
  const users = await User.query(trx);
  const idOf = (person: DemoPerson): string => {
    const user = users.find((one) => one.email === demoPeople[person].email);
    if (!user) throw new Error(`the demo tenant lacks ${demoPeople[person].name}`);
    return user.id;
  };
  return {
    tenantId,
    now,
    teamId: await salesTeam(trx),
    people: { admin: idOf('admin'), manager: idOf('manager'), rep: idOf('rep'), ines: idOf('ines'), tom: idOf('tom') },
  };
}

async function salesTeam(trx: TenantTrx): Promise<string> {
  const [team]: { id: string }[] = await trx('teams').select('id').orderBy('created_at').limit(1);
  if (!team) throw new Error('the demo tenant has no team');
  return team.id;
}

/** What is live in the demo; the gallery has more. */
const liveStarters: readonly RecipeName[] = ['new-lead-first-touch', 'welcome-email', 'form-reply', 'deal-stage-follow-up'];

/** Publishing takes the tenant's lock for itself, so it cannot share a transaction: what is live already is left alone. */
async function publishStarters(db: Database, tenantId: TenantId): Promise<void> {
  const frame = { tenantId, actor: { kind: 'user', userId: await adminOf(db, tenantId) } } as const;
  for (const name of liveStarters) {
    const definition = recipe(name, { teamId: await db.readTenant(tenantId, salesTeam) });
    const [known]: { id: string; status: string }[] = await db.readTenant(tenantId, (trx) =>
      trx('automations').where({ name: definition.name }).select('id', 'status'),
    );
    if (known && known.status !== 'draft') continue;
    const id = known?.id ?? (await runCommand(db, frame, (trx, context) => createAutomation(trx, context, { definition }))).id;
    await publishAutomation(db, frame, { id });
  }
}
