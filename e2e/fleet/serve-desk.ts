import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { EnrolmentDesk } from '../../web/src/features/enrolment/admission/enrolment-desk.ts';

/** Serves a desk on loopback, as the console's route does: nodes enrol there over HTTP. */
export async function serveDesk(desk: EnrolmentDesk, port: number): Promise<Server> {
  const server = createServer((request, response) => void answer(desk, request, response));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function answer(
  desk: EnrolmentDesk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
  const answered = await desk.handle(
    new Request('http://127.0.0.1/api/enrol', { method: 'POST', headers, body: Buffer.concat(parts) }),
  );
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}
