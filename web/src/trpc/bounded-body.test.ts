import { expect, it } from 'vitest';
import { boundedBody } from './bounded-body.ts';

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request('http://console.example/', {
    method: 'POST',
    body,
    headers,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  } as RequestInit);

it('reads what is short enough', async () => {
  expect(await boundedBody(post('{"a":"ä"}'), 10)).toBe('{"a":"ä"}');
});

it('refuses by the length that is announced', async () => {
  expect(await boundedBody(post('x', { 'content-length': '11' }), 10)).toBeUndefined();
});

it('refuses a body without end that announces no length, and stops reading it', async () => {
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(1_000));
    },
  });
  expect(await boundedBody(post(endless), 5_000)).toBeUndefined();
  expect(pulled).toBeLessThan(20);
});
