export * from './answer.ts';
export * from './console-url.ts';
export * from './enrolment-string.ts';
export * from './exchange.ts';
export * from './key-secret.ts';
export * from './payload.ts';
export * from './request.ts';
