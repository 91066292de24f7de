import { router } from '../../trpc/init.ts';
import { addPersonProcedure } from './add-person.ts';
import { changePersonProcedure } from './change-person.ts';
import { listPeopleProcedure } from './list-people.ts';
import { requireSecondFactorProcedure } from './require-second-factor.ts';
import { resetPasswordProcedure } from './reset-password.ts';
import { resetSecondFactorProcedure } from './reset-second-factor.ts';

export const peopleRouter = router({
  list: listPeopleProcedure,
  add: addPersonProcedure,
  change: changePersonProcedure,
  resetPassword: resetPasswordProcedure,
  requireSecondFactor: requireSecondFactorProcedure,
  resetSecondFactor: resetSecondFactorProcedure,
});
