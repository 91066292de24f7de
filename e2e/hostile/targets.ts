import type { HostileTarget } from './hostile-target.ts';
import { brokerBytes } from './targets/broker-bytes.ts';
import { controlSocket } from './targets/control-socket.ts';
import { coordinatorStrangers } from './targets/coordinator-strangers.ts';
import { enrolmentDesk } from './targets/enrolment-desk.ts';
import { nodeBrokerMessages } from './targets/node-broker-messages.ts';
import { nodeControlPayloads } from './targets/node-control-payloads.ts';
import { nodeCoordinatorFrames } from './targets/node-coordinator-frames.ts';
import { nodeDnsQueries } from './targets/node-dns-queries.ts';
import { nodeReports } from './targets/node-reports.ts';
import { nodeStrangers } from './targets/node-strangers.ts';
import { nodeUpstreamAnswers } from './targets/node-upstream-answers.ts';
import { relayAnswers } from './targets/relay-answers.ts';
import { sharedDecoders } from './targets/shared-decoders.ts';

/** Ports and parsers that take a million hostile inputs in `npm test`, or as many as there is time for. */
export const TARGETS: readonly HostileTarget[] = [
  nodeStrangers,
  nodeControlPayloads,
  nodeCoordinatorFrames,
  nodeDnsQueries,
  nodeUpstreamAnswers,
  nodeBrokerMessages,
  controlSocket,
  coordinatorStrangers,
  nodeReports,
  brokerBytes,
  relayAnswers,
  enrolmentDesk,
  sharedDecoders,
];
