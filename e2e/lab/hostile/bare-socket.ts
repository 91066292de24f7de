/**
 * The floor of what a datagram costs in this engine: a socket that does nothing with what it takes.
 *
 *   bare-socket.ts PORT       until SIGTERM; then a line of JSON: how many it took and the microseconds of processor
 */
import { createSocket } from 'node:dgram';

let received = 0;
const socket = createSocket('udp4');
socket.on('message', () => {
  received += 1;
});
socket.bind(Number(process.argv[2]), () => {
  socket.setRecvBufferSize(4 * 1024 * 1024);
  const [begun, before] = [performance.now(), process.cpuUsage()];
  console.log('ready');
  process.on('SIGTERM', () => {
    const { user, system } = process.cpuUsage(before);
    const seconds = (performance.now() - begun) / 1000;
    console.log(JSON.stringify({ received, processorMicros: user + system, seconds }));
    process.exit(0);
  });
});
