import { describe, expect, it } from 'vitest';
import { roleDepths } from './role-hierarchy.ts';
import { permissionCodes, roleCodes, seededRoles } from './permissions.ts';

describe('roleDepths', () => {
  it('counts the roles above, in whatever order they come', () => {
    const result = roleDepths([
      { id: 'rep', parentId: 'manager' },
      { id: 'admin', parentId: null },
      { id: 'manager', parentId: 'admin' },
      { id: 'portal', parentId: 'unknown' },
    ]);
    expect(result).toEqual({
      ok: true,
      depths: new Map([
        ['admin', 0],
        ['manager', 1],
        ['rep', 2],
        ['portal', 0],
      ]),
    });
  });

  it('names the roles of a cycle', () => {
    const result = roleDepths([
      { id: 'a', parentId: 'b' },
      { id: 'b', parentId: 'c' },
      { id: 'c', parentId: 'b' },
    ]);
    expect(result).toEqual({ ok: false, cycle: ['b', 'c'] });
  });

  it('refuses a role above itself', () => {
    expect(roleDepths([{ id: 'a', parentId: 'a' }])).toEqual({ ok: false, cycle: ['a'] });
  });
});

describe('seeded roles', () => {
  it('form a ladder on which nobody below may do what nobody above may', () => {
    for (const code of roleCodes) {
      const { above, permissions } = seededRoles[code];
      if (above === null) continue;
      const theirs = new Set(seededRoles[above].permissions);
      expect(permissions.filter((permission) => !theirs.has(permission))).toEqual([]);
    }
    expect(roleDepths(roleCodes.map((code) => ({ id: code, parentId: seededRoles[code].above }))).ok).toBe(true);
  });

  it('lets a viewer change nothing and an admin everything', () => {
    expect(seededRoles.viewer.permissions.every((code) => code.endsWith('.read'))).toBe(true);
    expect(seededRoles.admin.permissions).toEqual(permissionCodes);
  });
});
