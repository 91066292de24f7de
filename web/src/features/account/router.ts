import { router } from '../../trpc/init.ts';
import { confirmSecondFactorProcedure } from './confirm-second-factor.ts';
import { getAccountProcedure } from './get-account.ts';
import { offerSecondFactorProcedure } from './offer-second-factor.ts';
import { removeSecondFactorProcedure } from './remove-second-factor.ts';
import { renewRecoveryCodesProcedure } from './renew-recovery-codes.ts';

export const accountRouter = router({
  get: getAccountProcedure,
  offerSecondFactor: offerSecondFactorProcedure,
  confirmSecondFactor: confirmSecondFactorProcedure,
  removeSecondFactor: removeSecondFactorProcedure,
  renewRecoveryCodes: renewRecoveryCodesProcedure,
});
