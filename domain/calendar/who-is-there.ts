/** Somebody who cannot act now, and who acts for them. People who are not listed are there. */
export interface MissingPerson {
  readonly id: string;
  /** `away`: comes back; `gone`: deactivated. */
  readonly why: 'away' | 'gone';
  readonly standInUserId: string | null;
  readonly managerUserId: string | null;
}

export interface Replacement {
  readonly userId: string;
  readonly by: 'stand_in' | 'manager';
}

/**
 * Who acts for somebody who is missing: their stand-in, or whoever stands in for that one in turn; else their manager, or whoever acts
 * for the manager. Null when nobody is there. Circles end.
 */
export function replacementOf(
  userId: string,
  missing: ReadonlyMap<string, MissingPerson>,
  except: ReadonlySet<string> = new Set(),
): Replacement | null {
  const seen = new Set<string>();
  const follow = (id: string, by: Replacement['by']): Replacement | null => {
    if (seen.has(id)) return null;
    seen.add(id);
    const person = missing.get(id);
    if (person === undefined) return except.has(id) ? null : { userId: id, by };
    return (
      (person.standInUserId === null ? null : follow(person.standInUserId, by)) ??
      (person.managerUserId === null ? null : follow(person.managerUserId, 'manager'))
    );
  };
  return missing.has(userId) ? follow(userId, 'stand_in') : null;
}
