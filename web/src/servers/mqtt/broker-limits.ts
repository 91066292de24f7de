/** Largest MQTT packet that a broker takes: the largest payload and its head. */
export const MAX_PACKET_BYTES = 66_560;
