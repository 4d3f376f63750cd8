/** A role as far as its place in the hierarchy is concerned. */
export interface RolePlace {
  readonly id: string;
  readonly parentId: string | null;
}

/**
 * How many roles stand above each role. A parent that is not in the list counts as none.
 *
 * @returns the depth by id, or the ids of a cycle that makes it impossible
 */
export function roleDepths(
  roles: readonly RolePlace[],
): { readonly ok: true; readonly depths: ReadonlyMap<string, number> } | { readonly ok: false; readonly cycle: readonly string[] } {
  const parents = new Map(roles.map((role) => [role.id, role.parentId]));
  const depths = new Map<string, number>();
  for (const role of roles) {
    const path: string[] = [];
    let current: string | null = role.id;
    while (current !== null && parents.has(current) && !depths.has(current)) {
      if (path.includes(current)) return { ok: false, cycle: path.slice(path.indexOf(current)) };
      path.push(current);
      current = parents.get(current) ?? null;
    }
    let depth = current === null ? -1 : (depths.get(current) ?? -1);
    for (const id of path.reverse()) {
      depth += 1;
      depths.set(id, depth);
    }
  }
  return { ok: true, depths };
}
