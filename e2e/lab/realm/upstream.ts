/**
 * A name server outside the realm: says 192.0.2.53 for every A query, and that nothing is there for any other type.
 *
 *   upstream.ts ADDRESS
 */
import { createSocket } from 'node:dgram';
import { DNS_TYPE, decodeDnsMessage, encodeDnsMessage } from '@ntmobile/shared';

const [address] = process.argv.slice(2);
const socket = createSocket('udp4');
socket.on('message', (bytes, from) => {
  const query = decodeDnsMessage(bytes);
  const answers = query.questions
    .filter(({ type }) => type === DNS_TYPE.A)
    .map((question) => ({ ...question, ttl: 60, data: new Uint8Array([192, 0, 2, 53]) }));
  const answer = {
    ...query,
    response: true,
    recursionAvailable: true,
    answers,
    authority: [],
    additional: [],
  };
  socket.send(encodeDnsMessage(answer), from.port, from.address);
});
socket.bind(53, address, () => console.log('listening'));
