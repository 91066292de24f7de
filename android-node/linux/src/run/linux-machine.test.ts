import { afterEach, expect, it, vi } from 'vitest';
import { IngressGuard } from '../network/ingress-guard.ts';
import { RealmRoutes } from '../network/realm-routes.ts';
import { ResolverIntegration } from '../network/resolver-integration.ts';
import { linuxMachine } from './linux-machine.ts';

afterEach(() => vi.restoreAllMocks());

it('takes routes and rules back also where the resolver’s file cannot be written, and says why', async () => {
  const taken: string[] = [];
  vi.spyOn(RealmRoutes.prototype, 'remove').mockImplementation(async () => void taken.push('routes'));
  vi.spyOn(IngressGuard.prototype, 'remove').mockImplementation(async () => void taken.push('rules'));
  const machine = linuxMachine({ tun: 'ntm-test', resolver: { kind: 'none' }, say: () => undefined });
  vi.spyOn(ResolverIntegration.prototype, 'restore').mockImplementation(() => {
    throw new Error('EROFS: read-only file system');
  });
  await expect(machine.close()).rejects.toThrow('EROFS');
  expect(taken).toEqual(['routes', 'rules']);
});
