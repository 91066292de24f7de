/**
 * What a host on Hermes finds as the global `ntmobile` after it evaluated the bundle. Primitives, randomness, time and
 * storage are the host's: nothing here computes cryptography.
 */

// First of all, so that a miscompiled bundle ends here and offers nothing.
import './boot-check.ts';

export { NtmNode } from '@ntmobile/node-core';
export {
  base64UrlDecode,
  base64UrlEncode,
  DecodeError,
  decodeDnsMessage,
  encodeDnsMessage,
  formatEndpoint,
  formatIpAddress,
  formatNodeId,
  parseEndpoint,
  parseIpAddress,
  parseNodeId,
  parsePrefix,
  utf8Decode,
  utf8Encode,
} from '@ntmobile/shared';
export {
  decodeAnswer,
  ENROLMENT_MEDIA_TYPE,
  ENROLMENT_PATH,
  MAX_ENROLMENT_MESSAGE_BYTES,
  openAnswer,
  parseAdmitted,
  parseEnrolmentString,
  pinnedKeysOf,
  sealRequest,
} from '@ntmobile/shared/enrolment';
export {
  acknowledgementSchema,
  ConfigJudge,
  DEFAULT_TELEMETRY_INTERVAL_MS,
  eventBatchSchema,
  formatConfigState,
  LEAVES,
  MAX_EVENTS,
  MAX_PAYLOAD_BYTES,
  MAX_TUNNELS,
  nodeEventSchema,
  nodeTopic,
  parseBoundedJson,
  parseConfigState,
  parseSections,
  parseTopic,
  presenceSchema,
  telemetryBatchSchema,
  telemetryRateSchema,
  telemetrySampleSchema,
} from '@ntmobile/shared/fleet';
