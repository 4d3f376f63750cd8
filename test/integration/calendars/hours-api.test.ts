import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../../api/contracts/audit.ts';
import { createCalendar, listCalendars } from '../../../api/contracts/calendars.ts';
import { createTeam } from '../../../api/contracts/teams.ts';
import { deactivateUser } from '../../../api/contracts/users.ts';
import * as contract from '../../../api/contracts/working-hours.ts';
import { hoursOfPeople } from '../../../commands/calendars/hours-of.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { nextWindow } from '../../../domain/calendar/business-time.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { aPerson, aWorkspace, type Person, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let rep: Person;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  rep = await aPerson(api, acme, 'rep');
});
afterAll(() => api.stop());

const week = (from: string, to: string) => ({ 1: [{ from, to }], 2: [{ from, to }] });
const hours = (from: string, to: string, timeZone = 'Asia/Dubai') => ({ timeZone, week: week(from, to), exceptions: [] });

describe('working hours', () => {
  it('are a person\u2019s own, else their team\u2019s, else the workspace\u2019s, with the holidays of all', async () => {
    const person = await aPerson(api, acme, 'rep');
    const holidays = [{ date: '2030-01-01', name: 'New Year', hours: [] }];
    await acme.admin.ok(createCalendar, {
      body: { name: 'Everybody', timeZone: 'UTC', week: week('08:00', '16:00'), exceptions: holidays, isDefault: true },
    });
    const { body: before } = await person.client.ok(contract.getMyHours);
    expect(before).toMatchObject({ version: 0, own: null, from: 'workspace', effective: { timeZone: 'UTC', exceptions: holidays } });

    const { body: team } = await acme.admin.ok(createTeam, { body: { name: `Night ${newId()}`, memberIds: [person.id] } });
    const params = { id: team.id };
    await acme.admin.ok(contract.teamHours.write, { params, version: 0, body: { hours: hours('20:00', '23:00', 'Europe/Berlin') } });
    const { body: ofTeam } = await person.client.ok(contract.getMyHours);
    expect(ofTeam).toMatchObject({
      from: 'team',
      effective: { timeZone: 'Europe/Berlin', week: week('20:00', '23:00'), exceptions: holidays },
    });

    const own = { ...hours('06:00', '12:00'), exceptions: [{ date: '2030-05-01', hours: [] }] };
    const { body: mine } = await person.client.ok(contract.setMyHours, { version: 0, body: { hours: own } });
    expect(mine).toMatchObject({ from: 'user', version: 1, own, effective: { timeZone: 'Asia/Dubai' } });
    expect(mine.effective.exceptions.map((one) => one.date)).toEqual(['2030-01-01', '2030-05-01']);
    expect((await acme.admin.ok(contract.userHours.read, { params: { id: person.id } })).body).toEqual(mine);

    const { body: back } = await person.client.ok(contract.setMyHours, { version: 1, body: { hours: null } });
    expect(back).toMatchObject({ from: 'team', version: 0, own: null });
    // The hours of people and teams are not among the calendars that can be chosen.
    const { body: list } = await acme.admin.ok(listCalendars);
    expect(list.items.map((one) => one.name)).not.toContain('Working hours');
  });

  it('of a lost race, of nobody, and without sense are refused', async () => {
    const person = await aPerson(api, acme, 'rep');
    const body = { hours: hours('09:00', '17:00') };
    const both = await Promise.all(
      [1, 2].map(() =>
        person.client.raw('PUT', '/v1/me/hours', {
          headers: { 'content-type': 'application/json', 'if-match': 'W/"0"' },
          body: JSON.stringify(body),
        }),
      ),
    );
    expect(both.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 412]);
    const { body: empty } = await person.client.refused(contract.setMyHours, 422, {
      version: 1,
      body: { hours: { ...hours('09:00', '17:00'), week: {} } },
    });
    expect(empty.errors[0]).toMatchObject({ pointer: '/hours/week', code: 'calendar_empty' });
    await person.client.refused(contract.userHours.write, 403, { params: { id: acme.userId }, version: 0, body });
    await acme.admin.refused(contract.userHours.write, 404, { params: { id: newId() }, version: 0, body });
    const stranger = await aWorkspace(api);
    await stranger.admin.refused(contract.userHours.read, 404, { params: { id: person.id } });
    await stranger.admin.refused(contract.userHours.write, 404, { params: { id: person.id }, version: 1, body });
  });
});

describe('an absence', () => {
  const whole = { fromDate: '2031-03-03', toDate: '2031-03-04' };

  it('is entered where the person works, closes their hours, and is on record', async () => {
    const person = await aPerson(api, acme, 'rep');
    await person.client.ok(contract.setMyHours, { version: 0, body: { hours: hours('09:00', '17:00') } });
    const { body: made } = await person.client.ok(contract.addMyAbsence, { body: { ...whole, standInUserId: rep.id, note: ' Surgery ' } });
    expect(made).toMatchObject({
      timeZone: 'Asia/Dubai',
      startsAt: '2031-03-02T20:00:00.000Z',
      endsAt: '2031-03-04T20:00:00.000Z',
      note: 'Surgery',
      standInUserId: rep.id,
    });
    const counted = await api.db.readTenant(asTenantId(acme.tenantId), (trx) => hoursOfPeople(trx, acme.tenantId, [person.id], new Date()));
    const own = counted.get(person.id);
    if (own === undefined) throw new Error('no hours');
    // Monday 3 and Tuesday 4 March 2031 are gone: the next time they are there is Monday 10.
    expect(nextWindow(own.owner, '2031-03-03T06:00:00.000Z')).toEqual({ ok: true, instant: '2031-03-10T05:00:00.000Z' });
    expect(own.team.away).toBeUndefined();

    const { body: log } = await acme.admin.ok(listAudit, { query: { recordId: person.id } });
    const entry = log.items.find((one) => one.action === 'absence.created');
    expect(entry?.after).toMatchObject({ fromDate: '2031-03-03', standInUserId: rep.id });
    expect(JSON.stringify(log)).not.toContain('Surgery');
  });

  it('says to colleagues that somebody is away, not why', async () => {
    const person = await aPerson(api, acme, 'rep');
    await person.client.ok(contract.addMyAbsence, { body: { ...whole, note: 'Private' } });
    const query = { userId: person.id };
    expect((await rep.client.ok(contract.listAbsences, { query })).body.items).toMatchObject([{ userId: person.id, note: null }]);
    expect((await acme.admin.ok(contract.listAbsences, { query })).body.items).toMatchObject([{ note: 'Private' }]);
    expect((await person.client.ok(contract.listMyAbsences)).body.items).toMatchObject([{ note: 'Private' }]);
  });

  it('is the person\u2019s own or an admin\u2019s to change', async () => {
    const person = await aPerson(api, acme, 'rep');
    const { body: made } = await acme.admin.ok(contract.addAbsence, { body: { userId: person.id, ...whole } });
    const params = { id: made.id };
    await rep.client.refused(contract.updateMyAbsence, 404, { params, version: 1, body: { toDate: '2031-03-09' } });
    await rep.client.refused(contract.updateAbsence, 403, { params, version: 1, body: { toDate: '2031-03-09' } });
    await rep.client.refused(contract.addAbsence, 403, { body: { userId: person.id, fromDate: '2031-05-05', toDate: '2031-05-05' } });
    const { body: changed } = await person.client.ok(contract.updateMyAbsence, { params, version: 1, body: { toTime: '12:00' } });
    expect(changed).toMatchObject({ version: 2, toDate: '2031-03-04', toTime: '12:00' });
    await acme.admin.refused(contract.updateAbsence, 412, { params, version: 1, body: { toTime: null } });
    const stranger = await aWorkspace(api);
    await stranger.admin.refused(contract.removeAbsence, 404, { params, version: 2 });
    await person.client.ok(contract.removeMyAbsence, { params, version: 2 });
    expect((await person.client.ok(contract.listMyAbsences)).body.items).toEqual([]);
  });

  it('is refused when it overlaps, ends before it begins, or names a stand-in who is not there', async () => {
    const person = await aPerson(api, acme, 'rep');
    const gone = await aPerson(api, acme, 'rep');
    await acme.admin.ok(deactivateUser, { params: { id: gone.id }, version: 1 });
    const refusal = async (body: object) => (await person.client.refused(contract.addMyAbsence, 422, { body })).body.errors[0];
    expect(await refusal({ ...whole, toDate: '2031-03-01' })).toMatchObject({ pointer: '/toDate', code: 'ends_before' });
    for (const standInUserId of [gone.id, person.id, newId()])
      expect(await refusal({ ...whole, standInUserId })).toMatchObject({ pointer: '/standInUserId', code: 'unknown_user' });
    const both = await Promise.all(
      [1, 2].map(() =>
        person.client.raw('POST', '/v1/me/absences', { headers: { 'content-type': 'application/json' }, body: JSON.stringify(whole) }),
      ),
    );
    expect(both.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([201, 422]);
    expect(await refusal({ fromDate: '2031-03-04', toDate: '2031-03-06' })).toMatchObject({ code: 'overlaps' });
    await person.client.ok(contract.addMyAbsence, { body: { fromDate: '2031-03-05', toDate: '2031-03-06' } });
  });
});
