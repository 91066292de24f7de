/** What a node must know to enrol. */
export interface EnrolmentInvitation {
  /** Where it sends its request. */
  readonly consoleUrl: string;
  /** The realm's X25519 public key, 32 bytes. */
  readonly realmKey: Uint8Array;
  readonly keyId: string;
  readonly secret: string;
}

/** The text that a person hands to a node, as a code or a line. */
export function enrolmentStringOf(invitation: EnrolmentInvitation): string {
  const parameters = new URLSearchParams({
    url: invitation.consoleUrl,
    realm: Buffer.from(invitation.realmKey).toString('base64url'),
    id: invitation.keyId,
    key: invitation.secret,
  });
  return `ntm://enrol?${parameters}`;
}
