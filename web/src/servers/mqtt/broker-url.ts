/** An address without the credential that it carried, and the credential, decoded. */
export interface CredentialOfUrl {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** Takes `mqtt(s)://user:password@host:port` apart; any character may stand in the two, percent-encoded. */
export function credentialOfUrl(text: string): CredentialOfUrl {
  const url = new URL(text);
  const [username, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  url.username = '';
  url.password = '';
  return { url: url.href, username, password };
}
