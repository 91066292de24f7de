import type { AdmittedAnswer } from '@ntmobile/shared/enrolment';
import type { IClientOptions } from 'mqtt';

/** What enrolment gave for the broker. */
export type BrokerAccess = AdmittedAnswer['broker'];

/** The retained message the broker publishes when the node is lost. */
export interface LastWill {
  readonly topic: string;
  readonly payload: string;
}

/**
 * Options of the node's connection (MQTT 5 over TLS). Whatever address is dialled, the certificate must carry the
 * name that enrolment gave. The session is not kept: what matters is retained or buffered here, and a kept session
 * would replay every stale revision.
 */
export function brokerOptions(access: BrokerAccess, will: LastWill): IClientOptions {
  return {
    ...dialled(access.endpoint),
    protocol: 'mqtts',
    protocolVersion: 5,
    clientId: access.username,
    username: access.username,
    password: access.password,
    ca: access.caCertificate,
    servername: access.serverName,
    rejectUnauthorized: true,
    clean: true,
    keepalive: 60,
    // Each connection has a last will of its own, so coming back is not left to the client.
    reconnectPeriod: 0,
    connectTimeout: 10_000,
    // Telemetry waits on disk until the server has it; a second queue in memory would send it twice.
    queueQoSZero: false,
    will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true },
    // Handlers come first: a retained message may follow the connection at once.
    manualConnect: true,
  };
}

function dialled(endpoint: string): { host: string; port: number } {
  const colon = endpoint.lastIndexOf(':');
  return {
    host: endpoint.slice(0, colon).replace(/^\[|\]$/g, ''),
    port: Number(endpoint.slice(colon + 1)),
  };
}
