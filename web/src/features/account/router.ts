import { router } from '../../trpc/init.ts';
import { confirmSecondFactorProcedure } from './confirm-second-factor.ts';
import { getAccountProcedure } from './get-account.ts';
import { offerSecondFactorProcedure } from './offer-second-factor.ts';
import { addPasskeyProcedure } from './passkeys/add-passkey.ts';
import { offerPasskeyProcedure } from './passkeys/offer-passkey.ts';
import { offerPasskeyFactorProcedure } from './passkeys/offer-passkey-factor.ts';
import { offerPasskeySignInProcedure } from './passkeys/offer-passkey-sign-in.ts';
import { removePasskeyProcedure } from './passkeys/remove-passkey.ts';
import { renamePasskeyProcedure } from './passkeys/rename-passkey.ts';
import { getProofWaysProcedure } from './proof/get-proof-ways.ts';
import { offerPasskeyProofProcedure } from './proof/offer-passkey-proof.ts';
import { proveAgainProcedure } from './proof/prove-again.ts';
import { removeSecondFactorProcedure } from './remove-second-factor.ts';
import { renewRecoveryCodesProcedure } from './renew-recovery-codes.ts';

export const accountRouter = router({
  get: getAccountProcedure,
  proofWays: getProofWaysProcedure,
  proveAgain: proveAgainProcedure,
  offerSecondFactor: offerSecondFactorProcedure,
  confirmSecondFactor: confirmSecondFactorProcedure,
  removeSecondFactor: removeSecondFactorProcedure,
  renewRecoveryCodes: renewRecoveryCodesProcedure,
  offerPasskey: offerPasskeyProcedure,
  addPasskey: addPasskeyProcedure,
  renamePasskey: renamePasskeyProcedure,
  removePasskey: removePasskeyProcedure,
  offerPasskeyProof: offerPasskeyProofProcedure,
  offerPasskeySignIn: offerPasskeySignInProcedure,
  offerPasskeyFactor: offerPasskeyFactorProcedure,
});
