const WORDS: Record<string, string> = {
  started: 'Started',
  coordinatorConnected: 'Connected to the DC',
  coordinatorLost: 'Lost the DC',
  networkChanged: 'Network changed',
  handover: 'Handover',
  tunnelEstablished: 'Tunnel made',
  tunnelClosed: 'Tunnel closed',
  routeChanged: 'Route changed',
  tunnelFailed: 'Tunnel failed',
  noPath: 'No path',
  keyChangeRefused: 'Key change refused',
  configRefused: 'Configuration refused',
  failed: 'Failed',
};

/** What happened in two or three words; a kind that this console does not know stands for itself. */
export function eventWord(kind: string): string {
  return WORDS[kind] ?? kind;
}
