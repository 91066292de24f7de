/** Name that the broker's certificate carries and that nodes verify. */
export function brokerName(realmDomain: string): string {
  return `broker.${realmDomain}`;
}
