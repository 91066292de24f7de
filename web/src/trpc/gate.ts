import type { UserRole } from '@ntmobile/prisma';
import { TRPCError } from '@trpc/server';
import { isProofFresh } from '../auth/fresh-proof.ts';
import { roleAllows } from '../auth/role.ts';
import type { CurrentUser } from '../auth/session-repository.ts';
import type { RequestContext } from './context.ts';

/** Who may call a procedure; the matrix test reads it. */
export type Access = 'public' | UserRole;

/** What a procedure asks of its caller. */
export interface ProcedureMeta {
  readonly access: Access;
  /** The caller must have proved themselves in the last ten minutes. */
  readonly proof?: 'fresh';
  /** Open to people who must first add a second factor. */
  readonly beforeFactor?: true;
}

/** What stands between a person and a procedure that their role allows. */
export type GateName = 'proof' | 'secondFactor';

/** A person must do something first, which the page leads them to. */
export class GateError extends TRPCError {
  readonly gate: GateName;

  constructor(gate: GateName) {
    super(
      gate === 'proof'
        ? { code: 'PRECONDITION_REQUIRED', message: 'Prove that it is you, then try again.' }
        : { code: 'FORBIDDEN', message: 'Add a second factor first: everybody here has one.' },
    );
    this.gate = gate;
  }
}

/** The caller, once nothing stands between them and the procedure; else a TRPCError that says what does. */
export function admitCaller(
  { user, now }: RequestContext,
  needed: UserRole,
  meta: ProcedureMeta,
): CurrentUser {
  if (user === undefined) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in first.' });
  if (!roleAllows(user.role, needed)) {
    throw new TRPCError({
      code: 'FORBIDDEN',
      message: `Your role, ${user.role}, cannot do this. It takes an ${needed}.`,
    });
  }
  if (user.owesSecondFactor && meta.beforeFactor !== true) throw new GateError('secondFactor');
  if (meta.proof === 'fresh' && !isProofFresh(user.provedAt, now)) throw new GateError('proof');
  return user;
}
