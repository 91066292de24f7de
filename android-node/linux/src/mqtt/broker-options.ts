import type { IClientOptions } from 'mqtt';

/** What enrolment gave for the broker. */
export interface BrokerAccess {
  readonly nodeId: string;
  readonly password: string;
  /** Realm CA, PEM: the only one trusted. */
  readonly caCertificate: string;
  readonly realmDomain: string;
}

/** The retained message the broker publishes when the node is lost. */
export interface LastWill {
  readonly topic: string;
  readonly payload: string;
}

/**
 * Options of the node's connection (MQTT 5 over TLS). Whatever address is dialled, the certificate must carry
 * `broker.<realm domain>`. The session is not kept: what matters is retained or buffered here, and a kept session
 * would replay every stale revision.
 */
export function brokerOptions(access: BrokerAccess, will: LastWill): IClientOptions {
  return {
    protocolVersion: 5,
    clientId: access.nodeId,
    username: access.nodeId,
    password: access.password,
    ca: access.caCertificate,
    servername: `broker.${access.realmDomain}`,
    rejectUnauthorized: true,
    clean: true,
    keepalive: 60,
    reconnectPeriod: 2_000,
    connectTimeout: 10_000,
    // Telemetry waits on disk until the server has it; a second queue in memory would send it twice.
    queueQoSZero: false,
    will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true },
  };
}
