import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';

/** Whether this browser has passkeys for this page. */
export const hasPasskeys = () => browserSupportsWebAuthn();

/** What the console asks for; it asks for no extensions. */
type RequestOptions = Omit<PublicKeyCredentialRequestOptionsJSON, 'extensions'>;
type CreationOptions = Omit<PublicKeyCredentialCreationOptionsJSON, 'extensions'>;

/** Has an authenticator sign; what it answered as text, undefined when the person or the browser broke it off. */
export async function signWithPasskey(optionsJSON: RequestOptions): Promise<string | undefined> {
  return startAuthentication({ optionsJSON }).then(JSON.stringify, () => undefined);
}

/** Has an authenticator make a passkey; `known` when it has one of this person. */
export async function makePasskey(
  optionsJSON: CreationOptions,
): Promise<{ kind: 'made'; answer: string } | { kind: 'known' | 'brokenOff' }> {
  try {
    return { kind: 'made', answer: JSON.stringify(await startRegistration({ optionsJSON })) };
  } catch (error) {
    return { kind: (error as Error).name === 'InvalidStateError' ? 'known' : 'brokenOff' };
  }
}
