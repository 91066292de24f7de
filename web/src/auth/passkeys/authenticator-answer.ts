import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';

/** Longest answer of an authenticator; attestations are not asked for, so that they stay short. */
export const MAX_ANSWER_CHARACTERS = 16_384;

const base64Url = z.string().regex(/^[A-Za-z0-9_-]+$/);
const credential = {
  id: base64Url.max(1_400),
  rawId: base64Url.max(1_400),
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}).default({}),
};
const assertion = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64Url,
    authenticatorData: base64Url,
    signature: base64Url,
    userHandle: base64Url.optional(),
  }),
});
const attestation = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64Url,
    attestationObject: base64Url,
    transports: z
      .array(z.string().regex(/^[a-z-]{1,20}$/))
      .max(8)
      .default([]),
  }),
});

/** A signature of a challenge, as the browser wrote it down; undefined for any other text. */
export function parseAssertion(text: string): AuthenticationResponseJSON | undefined {
  return assertion.safeParse(jsonOf(text)).data as AuthenticationResponseJSON | undefined;
}

/** A new passkey, as the browser wrote it down; undefined for any other text. */
export function parseAttestation(text: string): RegistrationResponseJSON | undefined {
  return attestation.safeParse(jsonOf(text)).data as RegistrationResponseJSON | undefined;
}

function jsonOf(text: string): unknown {
  if (text.length > MAX_ANSWER_CHARACTERS) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
