import type { UserRole } from '@ntmobile/prisma';

/** Roles, least first; each may do what those before it may. */
const RANK: Record<UserRole, number> = { viewer: 0, operator: 1, admin: 2 };

/** Whether a role includes another. */
export function roleAllows(role: UserRole, needed: UserRole): boolean {
  return RANK[role] >= RANK[needed];
}
